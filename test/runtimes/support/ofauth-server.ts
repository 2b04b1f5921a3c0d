/** OFAuth's API on loopback, for hosts in other processes, and what they report of their callbacks. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fakeOFAuth } from "../../server/fake-ofauth.js";

/** What a host was called with: see `hosts/ofauth.mjs`. */
export type Report = Readonly<Record<string, unknown>>;

export async function startOFAuth() {
  const fake = fakeOFAuth();
  const reports: Report[] = [];
  const waiting = new Set<() => void>();

  async function answer(request: IncomingMessage): Promise<Response> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (request.url === "/reports") {
      reports.push(JSON.parse(body) as Report);
      for (const look of Array.from(waiting)) look();
      return new Response(null, { status: 204 });
    }
    const headers = new Headers(request.headers as Record<string, string>);
    const init = { method: request.method ?? "GET", headers, ...(body !== "" && { body }) };
    return fake.fetch(`http://ofauth${request.url}`, init);
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const result = await answer(request);
    response.writeHead(result.status, Object.fromEntries(result.headers));
    response.end(Buffer.from(await result.arrayBuffer()));
  }

  const server = createServer((request, response) => void respond(request, response));
  // Bun sends a request on a connection that the server is about to end, and does not repeat it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fake,
    reports,
    /** Waits until the host was called like this. */
    async untilReported(matches: (call: Report) => boolean): Promise<Report> {
      for (;;) {
        const found = reports.find(matches);
        if (found) return found;
        await new Promise<void>((resolve) => {
          const look = () => {
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
        });
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type OFAuthServer = Awaited<ReturnType<typeof startOFAuth>>;
