/**
 * Sends a request as it is, on Node's own client. The global `fetch` would add headers that say that it is no browser
 * (`Sec-Fetch-Mode`), and unpack what a proxy has packed.
 */
import * as http from "node:http";
import * as https from "node:https";
import { Readable } from "node:stream";

const withoutBody: readonly number[] = [204, 205, 304];

export async function nodeFetch(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const send = url.protocol === "https:" ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method: request.method,
      headers: {
        ...Object.fromEntries(request.headers),
        ...(body && { "content-length": String(body.byteLength) }),
      },
      // Each on a connection of its own: nothing is left open at the end.
      agent: false,
      signal: request.signal,
    });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      try {
        resolve(responseOf(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    outgoing.end(body);
  });
}

/** Throws for a status or a header that no browser would take. */
function responseOf(incoming: http.IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
  }
  if (withoutBody.includes(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}
