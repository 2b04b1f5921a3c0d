/** What every host is asked: each question is one test, with users and ids of its own. */
import assert from "node:assert/strict";
import { connectionOf, type WireConnection } from "../../server/fake-ofauth.js";
import { ofauthHeaders, svixHeaders } from "../../support/sign-webhook.js";
import { ask, askWithoutEnd, openStream, type Answer, type EventStream, type Question } from "./ask.js";
import type { Host } from "./host.js";

type Ask = (host: Host) => Promise<void>;

const initBody = (attemptId: string, mode = "popup") => JSON.stringify({ attemptId, mode });
const init = (host: Host, attemptId: string, mode: string, user: string, cookies: readonly string[] = []) =>
  ask(host, "POST", "/link/init", { user, cookies, body: initBody(attemptId, mode) });

function assertError(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json()["code"], code);
}

/** The headers that no host may lose or double. */
function assertSecure({ headers }: Answer | EventStream): void {
  assert.match(headers["cache-control"] ?? "", /^no-store/);
  assert.match([headers.vary].flat().join(), /Cookie/i);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
}

/** OFAuth lists a new connection and announces it, as it does when a flow ends. */
async function announce(host: Host, id: string, owner: string): Promise<void> {
  const connection = connectionOf(id, owner, { createdAt: new Date().toISOString() });
  host.ofauth.fake.connections.unshift(connection);
  assert.equal((await deliver(host, "connection.created", connection, owner)).status, 200);
}

const eventBody = (type: string, connection: object, owner: string) =>
  JSON.stringify({
    type,
    timestamp: new Date().toISOString(),
    data: { clientReferenceId: owner, connection: { ...connection, clientReferenceId: undefined } },
  });
const seconds = () => Math.floor(Date.now() / 1000);
const json = { "content-type": "application/json" };

const post = (host: Host, body: string | Uint8Array, headers: Record<string, string>) =>
  ask(host, "POST", "/webhooks", { as: "server", user: null, body, headers: { ...json, ...headers } });

function deliver(host: Host, type: string, connection: object, owner: string): Promise<Answer> {
  const body = eventBody(type, connection, owner);
  return post(host, body, ofauthHeaders(body, seconds()));
}

/** A connection expires: OFAuth lists it so and announces it. */
function expire(host: Host, id: string, owner: string): Promise<Answer> {
  const list = host.ofauth.fake.connections as WireConnection[];
  for (const connection of list.filter((each) => each.id === id)) connection.status = "expired";
  return deliver(host, "connection.expired", { id, status: "expired" }, owner);
}

/** Bodies that every host must refuse as the handler does, unless a parser of its own refuses them first. */
const badBodies: readonly (readonly [body: string, status: number, headers?: Question["headers"]])[] = [
  ["{", 400],
  ["", 400],
  ["[]", 400],
  [initBody("short"), 400],
  [initBody("attempt-0001", "elsewhere"), 400],
  [initBody("attempt-0001"), 415, { "content-type": "text/plain" }],
  [JSON.stringify({ attemptId: "attempt-0001", mode: "popup", more: "x".repeat(20_000) }), 413],
];

/** Asked first, while the host has read nothing. */
export const firstQuestions: Readonly<Record<string, Ask>> = {
  async "a reading of OFAuth's list outlives the request that began it"(host) {
    const { fake } = host.ofauth;
    const { onList } = fake;
    let arrive!: () => void;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    fake.onList = async (request) => {
      arrive();
      await released;
      return onList(request);
    };
    const browser = new AbortController();
    const gone = assert.rejects(ask(host, "GET", "/connections", { user: "user-13", signal: browser.signal }));
    await arrived;
    const second = ask(host, "GET", "/connections/conn_14", { user: "user-14" });
    browser.abort();
    await gone;
    release();
    fake.onList = onList;
    assert.equal((await second).json()["id"], "conn_14");
  },
};

/** Asked at the same time. */
export const questions: Readonly<Record<string, Ask>> = {
  async "link/init answers with a session and a cookie"(host) {
    const answer = await init(host, "attempt-0001", "popup", "user-1");
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json()["mode"], "hosted");
    assert.match(answer.json()["url"] as string, /^https:\/\/link\.ofauth\.com\//);
    assert.equal(answer.cookies.length, 1);
    assert.match(answer.cookies[0] ?? "", /^ofauth-flow-attempt-0001=[^;]+; HttpOnly; SameSite=Lax; Path=\//);
    assertSecure(answer);
    assert.equal(host.ofauth.fake.firstInit()["redirectUrl"], `${host.url}/api/ofauth/link/callback`);
  },

  async "several cookies stay several"(host) {
    const cookies: string[] = [];
    let last: readonly string[] = [];
    for (let index = 1; index <= 5; index++) {
      last = (await init(host, `attempt-100${index}`, "popup", "user-2", cookies)).cookies;
      cookies.push(...last);
    }
    // The fifth removes the first.
    assert.ok(last.length >= 2, `${last.length} cookies`);
    assert.ok(last.some((cookie) => /Max-Age=0\b/.test(cookie)));
  },

  async "refuses who is not signed in, and other sites"(host) {
    assertError(
      await ask(host, "POST", "/link/init", { user: null, body: initBody("attempt-0001") }),
      401,
      "unauthorized",
    );
    assertError(await ask(host, "GET", "/connections", { user: null }), 401, "unauthorized");
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    assertError(await ask(host, "POST", "/link/init", { headers, body: initBody("attempt-0001") }), 403, "forbidden");
    assertError(await ask(host, "GET", "/connections", { headers }), 403, "forbidden");
  },

  async "refuses bad bodies"(host) {
    for (const [body, status, headers = {}] of badBodies) {
      const answer = await ask(host, "POST", "/link/init", { body, headers });
      if (host.parsesBodies) assert.ok(answer.status >= 400 && answer.status < 500, `${body}: ${answer.status}`);
      else assert.equal(answer.status, status, `${body.slice(0, 60)}: ${answer.text}`);
    }
  },

  async "link/complete confirms, once"(host) {
    const { cookies } = await init(host, "attempt-2001", "embed", "user-3");
    await announce(host, "conn_completed", "user-3");
    const complete = (connectionId: string) => {
      const body = JSON.stringify({ attemptId: "attempt-2001", connectionId });
      return ask(host, "POST", "/link/complete", { user: "user-3", cookies, body });
    };
    const answer = await complete("conn_completed");
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json()["id"], "conn_completed");
    assert.equal(answer.cookies.length, 1);
    await host.ofauth.untilReported(({ connected }) => connected === "conn_completed");
    const missing = await ask(host, "POST", "/link/complete", {
      user: "user-3",
      body: JSON.stringify({ attemptId: "attempt-2001", connectionId: "conn_completed" }),
    });
    assertError(missing, 403, "unsolicited_callback");
  },

  async "link/callback and link/result end a redirect"(host) {
    const { cookies } = await init(host, "attempt-3001", "redirect", "user-4");
    await announce(host, "conn_returned", "user-4");
    const visit = (path: string, kept: readonly string[]) =>
      ask(host, "GET", path, { as: "visit", user: "user-4", cookies: kept });
    const back = await visit("/link/callback?status=success&connection_id=conn_returned", cookies);
    assert.equal(back.status, 303, back.text);
    assert.equal(back.headers.location, "/");
    assertSecure(back);
    const read = () => ask(host, "GET", "/link/result", { user: "user-4", cookies: back.cookies });
    const result = await read();
    assert.equal(result.status, 200, result.text);
    assert.equal(result.json()["outcome"], "connected");
    await host.ofauth.untilReported(({ connected }) => connected === "conn_returned");
    assertError(await read(), 404, "not_found");
  },

  async "link/callback ends a popup with a page and its script"(host) {
    const { cookies } = await init(host, "attempt-4001", "popup", "user-5");
    const visit = (path: string, kept: readonly string[]) =>
      ask(host, "GET", path, { as: "visit", user: "user-5", cookies: kept });
    let page = await visit("/link/callback?status=cancelled&step=login", cookies);
    if (page.status === 303) {
      const { pathname, search } = new URL(page.headers.location ?? "", `${host.url}/api/ofauth/link/callback`);
      page = await visit(pathname.replace("/api/ofauth", "") + search, page.cookies);
    }
    assert.equal(page.status, 200, page.text);
    assert.match(page.headers["content-type"] ?? "", /^text\/html/);
    assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
    assert.match(page.text, /callback\.js/);
    assertSecure(page);
    const script = await ask(host, "GET", "/link/callback.js", { as: "visit", user: null });
    assert.equal(script.status, 200);
    assert.match(script.headers["content-type"] ?? "", /^text\/javascript/);
    assert.match(script.text, /BroadcastChannel/);
  },

  async "link/callback shows a stranger an error page"(host) {
    const path = "/link/callback?status=success&connection_id=conn_x";
    let page = await ask(host, "GET", path, { as: "visit" });
    if (page.status === 303) page = await ask(host, "GET", "/link/callback", { as: "visit", cookies: page.cookies });
    assert.equal(page.status, 400, page.text);
    assert.match(page.headers["content-type"] ?? "", /^text\/html/);
  },

  async "connections are listed, read, invalidated and removed"(host) {
    const user = "user-6";
    const list = await ask(host, "GET", "/connections?limit=10&offset=0", { user });
    assert.equal(list.status, 200, list.text);
    assertSecure(list);
    assert.deepEqual(
      (list.json()["list"] as { id: string }[]).map(({ id }) => id),
      ["conn_6"],
    );
    const some = await ask(host, "GET", "/connections?ids=conn_6,conn_7", { user });
    assert.deepEqual(
      (some.json()["list"] as { id: string }[]).map(({ id }) => id),
      ["conn_6"],
    );
    assert.equal((await ask(host, "GET", "/connections/conn_6", { user })).json()["id"], "conn_6");
    const expired = await ask(host, "POST", "/connections/conn_6/invalidate", { user });
    assert.equal(expired.status, 200, expired.text);
    assert.equal(expired.json()["status"], "expired");
    const gone = await ask(host, "DELETE", "/connections/conn_6", { user });
    assert.equal(gone.status, 204, gone.text);
    assert.equal(gone.text, "");
    assertError(await ask(host, "GET", "/connections/conn_6", { user }), 404, "not_found");
  },

  async "others' and malformed ids are 404, bad queries 400"(host) {
    for (const id of ["conn_7", "conn_unknown!", "%2e%2e", "conn_%00", "%E0%A4%A", "conn_1%2f..%2fx"]) {
      const { status } = await ask(host, "GET", `/connections/${id}`, { user: "user-8" });
      assert.ok(status === 404 || status === 400, `${id}: ${status}`);
    }
    assert.equal((await ask(host, "GET", "/connections?limit=x", { user: "user-8" })).status, 400);
  },

  async "imports, and updates of an import, keep their bodies"(host) {
    const user = "user-9";
    const body = JSON.stringify({ cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1 (Linux)" });
    const made = await ask(host, "POST", "/connections/import", { user, body });
    assert.equal(made.status, 200, made.text);
    assert.equal(made.json()["id"], "conn_imported");
    const changed = await ask(host, "PATCH", "/connections/import/conn_9", { user, body });
    assert.equal(changed.status, 200, changed.text);
    const sent = host.ofauth.fake.writes().filter(({ path }) => path.includes("/import"));
    assert.equal(sent.length, 2);
    for (const request of sent) assert.equal((request.body as { userAgent: string }).userAgent, "Browser/1 (Linux)");
  },

  async "a stream begins at once and brings each change"(host) {
    const user = "user-10";
    const stream = await openStream(host, { user });
    assert.equal(stream.status, 200);
    assert.match(stream.headers["content-type"] ?? "", /^text\/event-stream/);
    assertSecure(stream);
    await stream.until(/retry:/);
    assert.equal((await expire(host, "conn_10", user)).status, 200);
    await stream.until(/"connectionId":"conn_10","status":"expired"/);
    assert.equal((await ask(host, "DELETE", "/connections/conn_10", { user })).status, 204);
    await stream.until(/"connectionId":"conn_10","status":"disconnected"/);
    stream.leave();
  },

  async "a stream whose browser has left is over"(host) {
    const user = "user-11";
    const expired = () => expire(host, "conn_11", user);
    if (host.hidesAborts) {
      // The host does not hear of it, so that the oldest streams count as open. They do not keep out a new one.
      const streams = [];
      for (let index = 0; index < 12; index++) {
        const stream = await openStream(host, { user });
        assert.equal(stream.status, 200);
        await stream.until(/retry:/);
        streams.push(stream);
        if (index < 11) stream.leave();
      }
      assert.equal((await expired()).status, 200);
      await streams[11]?.until(/conn_11/);
      streams[11]?.leave();
      return;
    }
    const kept = await openStream(host, { user });
    await kept.until(/retry:/);
    // More than one user may have open at a time: of those that are still open the oldest is ended.
    for (let index = 0; index < 12; index++) {
      const stream = await openStream(host, { user });
      assert.equal(stream.status, 200);
      await stream.until(/retry:/);
      stream.leave();
      // The host hears of it before it hears of this.
      await ask(host, "GET", "/link/result", { user });
    }
    assert.equal((await expired()).status, 200);
    for (;;) {
      const block = await kept.next();
      assert.ok(block !== undefined, "the first stream has ended");
      assert.doesNotMatch(block, /replaced/);
      if (block.includes("conn_11")) break;
    }
    kept.leave();
  },

  async "webhooks are judged by their exact bytes"(host) {
    const user = "user-12";
    const body = ` {"type" : "connection.updated",\n"timestamp":"${new Date().toISOString()}", "data": {"clientReferenceId":"${user}","connection":{"id":"conn_12","status":"active","note":"ü 😀 \\u00fc"}}}\n`;
    const bytes = Buffer.from(body);
    assert.equal((await post(host, bytes, ofauthHeaders(bytes, seconds()))).status, 200);
    const reported = await host.ofauth.untilReported((call) => JSON.stringify(call).includes("conn_12"));
    assert.match(JSON.stringify(reported), /ü 😀 ü/);
    const other = Buffer.from(body.replace("active", "expired"));
    assert.equal((await post(host, other, svixHeaders(other, seconds(), { id: "msg_12" }))).status, 200);
    const chunked = Buffer.from(`${body} `);
    const headers = { ...ofauthHeaders(chunked, seconds()), "content-type": "application/json; charset=utf-8" };
    assert.equal((await post(host, chunked, headers)).status, 200);
    // The same JSON in other bytes.
    assertError(
      await post(host, JSON.stringify(JSON.parse(body)), ofauthHeaders(bytes, seconds())),
      400,
      "verify_failed",
    );
    assertError(await post(host, bytes, {}), 400, "verify_failed");
  },

  async "other methods are 405 and other paths 404"(host) {
    const put = await ask(host, "PUT", "/link/init", { body: "{}" });
    assertError(put, 405, "forbidden");
    assert.equal(put.headers.allow, "POST");
    assertError(await ask(host, "GET", "/link/init"), 405, "forbidden");
    assertError(await ask(host, "OPTIONS", "/connections"), 405, "forbidden");
    const head = await ask(host, "HEAD", "/link/callback?status=cancelled", { as: "visit" });
    assert.equal(head.status, 405);
    assert.equal(head.text, "");
    assertError(await ask(host, "GET", "/elsewhere"), 404, "not_found");
    assertError(await ask(host, "GET", "/link/init/more"), 404, "not_found");
  },

  async "one slash at the end is the same route"(host) {
    assert.equal((await ask(host, "GET", "/connections/?limit=1", { user: "user-15" })).status, 200);
    const body = initBody("attempt-5001");
    assert.equal((await ask(host, "POST", "/link/init/", { user: "user-15", body })).status, 200);
    assert.equal((await ask(host, "GET", "/connections//", { user: "user-15" })).status, 404);
  },

  async "a quiet stream is kept open"(host) {
    const user = "user-16";
    const stream = await openStream(host, { user });
    // Two, because Bun ends a response after ten quiet seconds.
    await stream.until(/retry:/);
    await stream.until(/^event: beat/);
    await stream.until(/^event: beat/);
    assert.equal((await expire(host, "conn_16", user)).status, 200);
    await stream.until(/conn_16/);
    stream.leave();
  },

  async "a body that stops is a 408"(host) {
    // The parser of a host waits as long as it likes.
    if (host.parsesBodies) return;
    const { status } = await askWithoutEnd(host, "/link/init", { user: "user-17", body: initBody("attempt-6001") });
    assert.equal(status, 408);
    assert.equal((await init(host, "attempt-6002", "popup", "user-17")).status, 200);
  },
};

/** Asked one after another, at the end. */
export const lastQuestions: Readonly<Record<string, Ask>> = {
  async "it prints nothing of its own"(host) {
    // What a parser of the host says of a malformed body is its own.
    if (!host.parsesBodies)
      assert.deepEqual(
        host.printed.filter((line) => !host.prints?.test(line)),
        [],
      );
  },

  async "maintain() can be called"(host) {
    const answer = await ask(host, "GET", "/link/result", { headers: { "x-host": "maintain" } });
    assert.equal(answer.text, "maintained");
  },

  async "close() ends streams and refuses what comes after it"(host) {
    const stream = await openStream(host, { user: "user-18" });
    await stream.until(/retry:/);
    const closed = ask(host, "GET", "/link/result", { headers: { "x-host": "close" } });
    while ((await stream.next()) !== undefined);
    assert.equal((await closed).text, "closed");
    assertError(await ask(host, "GET", "/connections", { user: "user-18" }), 503, "server_error");
  },
};
