/** `fetch` on Node's HTTP client. */
import * as http from "node:http";
import * as https from "node:https";
import { Readable } from "node:stream";

/** A `Response` with one of these statuses must not have a body (Fetch, "null body status"). */
const nullBodyStatuses: readonly number[] = [204, 205, 304];

/**
 * Sends a request as it is. The global `fetch` would add headers that no browser sends (`Sec-Fetch-Mode`) and would decompress
 * the response, so that the doctor could not see that a proxy compressed it. Does not follow redirects.
 */
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
      // One connection for each request, so that none stays open at the end.
      agent: false,
      signal: request.signal,
    });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      try {
        resolve(toResponse(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    outgoing.end(body);
  });
}

/** Throws for a status or a header that a browser would reject. */
function toResponse(incoming: http.IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index]!, incoming.rawHeaders[index + 1]!);
  }
  if (nullBodyStatuses.includes(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}
