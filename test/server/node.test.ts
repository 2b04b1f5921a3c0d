import assert from "node:assert/strict";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test, type TestContext } from "node:test";
import type { HandledRequest } from "../../src/server/http/report-request.js";
import { toNodeHandler } from "../../src/server/node.js";
import { connectionOf } from "./fake-ofauth.js";
import { settle, setupHandler, waitUntil } from "./handler-setup.js";

type Express = IncomingMessage & { originalUrl?: string; body?: unknown; rawBody?: unknown };
type Layer = (request: Express, response: ServerResponse) => void | Promise<void>;

/** Starts a server on loopback, with `layers` in front of the handler as Express would run them. */
async function setupServer(t: TestContext, ...layers: Layer[]) {
  const requests: HandledRequest[] = [];
  const parts = setupHandler({ onRequest: (request) => void requests.push(request) });
  const listener = toNodeHandler(parts.handler);
  /** For each answered request, whether the response had ended when the listener's promise was fulfilled. */
  const ends: boolean[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    for (const layer of layers) await layer(request, response);
    await listener(request, response);
    ends.push(response.writableEnded);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin", "x-user": "user-1" };
  const body = JSON.stringify({ attemptId: "attempt-0001", mode: "popup" });
  const init = (path = "/api/ofauth/link/init") => fetch(url + path, { method: "POST", headers, body });
  return { ...parts, requests, url, port, init, headers, body, ends };
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
};

describe("toNodeHandler", () => {
  test("serves node:http including cookies, and does not replace globals", async (t) => {
    const { Request: before } = globalThis;
    const { init, url, ofauth } = await setupServer(t);
    const response = await init();
    assert.equal(response.status, 200);
    assert.match(response.headers.getSetCookie()[0] ?? "", /^ofauth-flow-attempt-0001=/);
    assert.equal(ofauth.firstInit()["redirectUrl"], `${url}/api/ofauth/link/callback`);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(globalThis.Request, before);
  });

  test("the listener's promise is fulfilled when the response has ended", async (t) => {
    const { init, ends, ofauth } = await setupServer(t);
    const { onInit } = ofauth;
    ofauth.onInit = async (request) => {
      await settle();
      assert.deepEqual(ends, []);
      return onInit(request);
    };
    await init();
    await waitUntil(() => ends.length > 0);
    assert.deepEqual(ends, [true]);
  });

  test("works under a mount path that Express removes from url", async (t) => {
    const mount: Layer = (request) => {
      request.originalUrl = request.url ?? "";
      request.url = request.originalUrl.replace("/api/ofauth", "");
    };
    const { init } = await setupServer(t, mount);
    assert.equal((await init()).status, 200);
  });

  test("serves all methods of connections, also without a body and behind a parser", async (t) => {
    const parser: Layer = async (request) => {
      if (request.method === "DELETE") request.body = await readAll(request);
    };
    const { url, headers, ofauth } = await setupServer(t, parser);
    ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true })];
    const ask = async (method: string, path: string, body: string | null = null) =>
      (await fetch(`${url}/api/ofauth/connections${path}`, { method, headers, body })).status;
    assert.equal(await ask("GET", ""), 200);
    assert.equal(await ask("POST", "/conn_1/invalidate"), 200);
    assert.equal(await ask("PATCH", "/import/conn_1", "{}"), 404);
    assert.equal(await ask("DELETE", "/conn_1"), 204);
    assert.equal(await ask("DELETE", "/conn_1"), 404);
  });

  async function assertMisconfigured(response: Response) {
    assert.equal(response.status, 500);
    const answer = (await response.json()) as Record<string, string>;
    assert.equal(answer["code"], "misconfigured");
    assert.match(answer["message"] ?? "", /before the body parser/);
    assert.equal(response.headers.get("cache-control"), "no-store");
  }

  test("a body that a parser has read is an immediate error that says what to do", async (t) => {
    const parser: Layer = async (request) => {
      request.body = JSON.parse(await readAll(request));
    };
    const { init, ofauth } = await setupServer(t, parser);
    await assertMisconfigured(await init());
    assert.equal(ofauth.requests.length, 0);
  });

  test("such a body is reported to onError and onRequest with its route, as any other failure", async (t) => {
    const parser: Layer = async (request) => {
      request.body = JSON.parse(await readAll(request));
    };
    const { init, errors, requests } = await setupServer(t, parser);
    await init();
    assert.deepEqual(
      errors.map(({ code, status, route }) => [code, status, route]),
      [["misconfigured", 500, "/link/init"]],
    );
    assert.match(errors[0]?.message ?? "", /before the body parser/);
    assert.deepEqual(
      requests.map(({ route, status }) => [route, status]),
      [["/link/init", 500]],
    );
  });

  test("such a body is written to the console where a function of the host wraps the handler", async (t) => {
    const lines: unknown[] = [];
    t.mock.method(console, "error", (line: unknown) => void lines.push(line));
    const { handler } = setupHandler();
    const listener = toNodeHandler((request) => handler(request));
    const serve = async (request: Express, response: ServerResponse) => {
      request.body = { parsed: true };
      await listener(request, response);
    };
    const server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    await assertMisconfigured(await fetch(`http://127.0.0.1:${port}/api/ofauth/link/init`, { method: "POST" }));
    assert.equal(lines.length, 1);
    assert.match(String(lines[0]), /^ofauth-elements: misconfigured in .* before the body parser\. See docs/);
  });

  test("a stream that was drained without keeping the body is the same error", async (t) => {
    const drain: Layer = async (request) => void (await readAll(request));
    const { init } = await setupServer(t, drain);
    await assertMisconfigured(await init());
  });

  test("a body that the platform has parsed is the same error", async (t) => {
    const platform: Layer = (request) => {
      request.body = { attemptId: "attempt-0001", mode: "popup" };
    };
    const { init } = await setupServer(t, platform);
    await assertMisconfigured(await init());
  });

  test("accepts a request for which a parser of another type left an empty body", async (t) => {
    const other: Layer = (request) => {
      request.body = {};
    };
    const { init } = await setupServer(t, other);
    assert.equal((await init()).status, 200);
  });

  for (const kind of ["Buffer", "string"]) {
    test(`uses rawBody as a ${kind} when the stream was read`, async (t) => {
      const keeper: Layer = async (request) => {
        const text = await readAll(request);
        request.body = JSON.parse(text);
        request.rawBody = kind === "Buffer" ? Buffer.from(text) : text;
      };
      const { init } = await setupServer(t, keeper);
      assert.equal((await init()).status, 200);
    });
  }

  test("a parsed body does not affect a GET", async (t) => {
    const other: Layer = (request) => {
      request.body = { a: 1 };
    };
    const { url, headers } = await setupServer(t, other);
    assert.equal((await fetch(`${url}/api/ofauth/link/result`, { headers })).status, 404);
  });

  test("an invalid Host is a 400", async (t) => {
    const { port } = await setupServer(t);
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const request = httpRequest(
        { host: "127.0.0.1", port, path: "/api/ofauth/link/result", headers: { host: "a b" } },
        (response) => void readAll(response).then((text) => resolve({ status: response.statusCode, text }), reject),
      );
      request.on("error", reject);
      request.end();
    });
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.text).code, "bad_response");
  });

  test("aborts the request to OFAuth when the client disconnects", async (t) => {
    const { ofauth, url, headers, body } = await setupServer(t);
    const aborted = new Promise<void>((resolve) => {
      ofauth.onInit = (request) => {
        request.signal?.addEventListener("abort", () => resolve());
        client.abort();
        return new Promise(() => undefined);
      };
    });
    const client = new AbortController();
    const answer = fetch(`${url}/api/ofauth/link/init`, { method: "POST", headers, body, signal: client.signal });
    await assert.rejects(answer, { name: "AbortError" });
    await aborted;
  });

  test("writes nothing to a response that a framework has ended for a client that left", async (t) => {
    let framework!: ServerResponse;
    const keep: Layer = (_, response) => void (framework = response);
    const { init, ofauth, ends } = await setupServer(t, keep);
    const printed = t.mock.method(console, "error", () => undefined);
    const { onInit } = ofauth;
    ofauth.onInit = (request) => {
      framework.writeHead(200).end();
      return onInit(request);
    };
    assert.equal(await (await init()).text(), "");
    await waitUntil(() => ends.length > 0);
    assert.equal(printed.mock.callCount(), 0);
  });

  test("a browser that disconnects during the callback gets the outcome on its next visit", async (t) => {
    let isDisconnected = false;
    const watch: Layer = (_, response) => {
      response.on("close", () => (isDisconnected ||= !response.writableFinished));
    };
    const { init, url, ofauth, connected } = await setupServer(t, watch);
    const cookie = (await init()).headers.getSetCookie()[0]?.split(";")[0] ?? "";
    ofauth.connections = [connectionOf("conn_own", "user-1")];
    const { onList } = ofauth;
    let listArrives!: () => void;
    const slow = new Promise<void>((resolve) => (listArrives = resolve));
    ofauth.onList = (request) => slow.then(() => onList(request));
    // Not fetch: its Fetch Metadata is not that of a navigation.
    const visit = (signal?: AbortSignal) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { cookie, "x-user": "user-1" };
        const path = `${url}/api/ofauth/link/callback?status=success&connection_id=conn_own`;
        const sent = httpRequest(path, { headers, ...(signal && { signal }) }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on("error", reject).end();
      });
    const browser = new AbortController();
    const first = assert.rejects(visit(browser.signal));
    await waitUntil(() => ofauth.lists().length > 0);
    browser.abort();
    await first;
    await waitUntil(() => isDisconnected);
    listArrives();
    await waitUntil(() => connected.length > 0);
    assert.equal(await visit(), 303);
    assert.equal(connected.length, 1);
  });
});
