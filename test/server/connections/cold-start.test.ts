/** Answers before OFAuth's list has been read once, while OFAuth is down, and on hosts whose code ends with the answer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connectionOf, json, type WireConnection } from "../fake-ofauth.js";
import { assertError, bodyOf, origin, settle, setupHandler, waitUntil } from "../handler-setup.js";
import { many } from "./index-setup.js";

interface Page {
  readonly list: readonly { readonly id: string; readonly status: string }[];
  readonly asOf: string | null;
  readonly complete: boolean;
}
type Parts = ReturnType<typeof setupHandler>;
const pageOf = async ({ browser }: Parts, user = "user-1") =>
  (await bodyOf(await browser(user).get("/connections"))) as unknown as Page;
const startedAt = "2026-01-01T00:00:00.000Z";

describe("a cold start", () => {
  test("is a 503 with Retry-After for a user of whom nothing is known after 5 seconds of the walk", async () => {
    const parts = setupHandler();
    const { ofauth, browser, fireTimers, openTimers } = parts;
    ofauth.connections = many(1000);
    const { onList } = ofauth;
    ofauth.onList = (request) => (request.path.endsWith("offset=297") ? new Promise(() => undefined) : onList(request));
    const answer = browser("user-900").get("/connections");
    await waitUntil(() => ofauth.lists().length === 5 && openTimers() > 1);
    fireTimers();
    const response = await answer;
    assert.equal(response.headers.get("retry-after"), "5");
    await assertError(response, 503, "server_error");
  });

  test("answers an incomplete list with complete: false at once, and a complete one later", async () => {
    const parts = setupHandler();
    const { ofauth } = parts;
    ofauth.connections = many(1000);
    let release: (() => void) | undefined;
    const { onList } = ofauth;
    ofauth.onList = async (request) => {
      if (request.path.endsWith("offset=297")) await new Promise<void>((resolve) => (release = resolve));
      return onList(request);
    };
    const first = await pageOf(parts, "user-1");
    assert.deepEqual([first.list.length, first.complete], [1, false]);
    await waitUntil(() => release !== undefined);
    release?.();
    const last = await pageOf(parts, "user-999");
    assert.deepEqual([last.list.length, last.complete, last.asOf], [1, true, startedAt]);
  });

  test("an owner without connections gets an empty list only once the index is complete", async () => {
    const parts = setupHandler();
    parts.ofauth.connections = many(250);
    const page = await pageOf(parts, "user-none");
    assert.deepEqual([page.list, page.complete], [[], true]);
  });

  test("answers OFAuth's error for an owner of whom nothing is known", async () => {
    const { ofauth, browser } = setupHandler();
    ofauth.onList = () => json({}, 500);
    await assertError(await browser().get("/connections"), 502, "server_error");
  });
});

describe("while OFAuth is down", () => {
  test("what is known is answered with its age, and OFAuth is asked less and less", async () => {
    const parts = setupHandler();
    const { ofauth, browser, clock } = parts;
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    assert.deepEqual(await pageOf(parts), {
      list: [connectionOf("conn_1", "user-1")],
      hasMore: false,
      asOf: startedAt,
      complete: true,
    });
    ofauth.onList = () => json({}, 500);
    for (let second = 0; second < 600; second++) {
      clock.now += 1000;
      const response = await browser().get("/connections/conn_1");
      assert.deepEqual([response.status, response.headers.get("ofauth-as-of")], [200, startedAt]);
      await settle();
    }
    // Pauses of 1, 2, 4, 8, 16 and 32 seconds, then of a minute.
    assert.equal(ofauth.lists().length, 1 + 15);
    const page = await pageOf(parts);
    assert.deepEqual([page.list.length, page.asOf], [1, startedAt]);
  });

  test("a page that asks for known and unknown ids gets the known ones, and learns that others may exist", async () => {
    const { ofauth, browser, clock } = setupHandler();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    await browser().get("/connections");
    ofauth.onList = () => json({}, 500);
    clock.now += 10_000;
    const page = (await bodyOf(await browser().get("/connections?ids=conn_1,conn_2"))) as unknown as Page;
    assert.deepEqual([page.list.map(({ id }) => id), page.complete], [["conn_1"], false]);
    await assertError(await browser().get("/connections/conn_2"), 502, "server_error");
  });
});

describe("a small list", () => {
  test("shows an expiry within 10 seconds: pushed to the page, and in its next read", async () => {
    const store = createMemoryStore({ now: () => Date.parse(startedAt) });
    const parts = setupHandler({ store });
    const { ofauth, clock } = parts;
    const published: string[] = [];
    await store.subscribe(({ type, connection }) => void published.push(`${type} ${connection?.status}`));
    ofauth.connections = many(50);
    await pageOf(parts, "user-7");
    Object.assign(ofauth.connections[7] as WireConnection, { status: "expired" });
    clock.now += 10_000;
    await pageOf(parts, "user-9");
    await settle();
    assert.deepEqual(published, ["connection.expired expired"]);
    assert.equal((await pageOf(parts, "user-7")).list[0]?.status, "expired");
    assert.equal(ofauth.lists().length, 2);
  });

  test("two processes with one store read it once", async () => {
    const store = createMemoryStore({ now: () => Date.parse(startedAt) });
    const one = setupHandler({ store });
    const other = setupHandler({ store, fetch: one.ofauth.fetch });
    one.ofauth.connections = many(50);
    await Promise.all([one, other].map((parts) => pageOf(parts, "user-7")));
    assert.equal(one.ofauth.lists().length, 1);
    for (const { clock } of [one, other]) clock.now += 10_000;
    await Promise.all([one, other].map((parts) => pageOf(parts, "user-7")));
    await settle();
    assert.equal(one.ofauth.lists().length, 2);
  });
});

describe("a host whose code ends with the answer", () => {
  const list = (parts: Parts, waitUntilEnd?: (work: Promise<unknown>) => void) => {
    const headers = { "x-user": "user-1", "sec-fetch-site": "same-origin" };
    const request = new Request(`${origin}/api/ofauth/connections`, { headers });
    return parts.handler(request, { waitUntil: waitUntilEnd });
  };

  /** Sets up a handler that has read OFAuth's list more than 10 seconds ago. */
  async function setupOld() {
    const parts = setupHandler({}, { endsWithAnswer: true });
    parts.ofauth.connections = [connectionOf("conn_1", "user-1")];
    await list(parts);
    parts.clock.now += 10_000;
    Object.assign(parts.ofauth.connections[0] as WireConnection, { status: "expired" });
    return parts;
  }
  const statusIn = async (response: Response) => ((await bodyOf(response)) as unknown as Page).list[0]?.status;

  test("is kept running by waitUntil while OFAuth is read behind the answer", async () => {
    const parts = await setupOld();
    const works: Promise<unknown>[] = [];
    assert.equal(await statusIn(await list(parts, (work) => void works.push(work))), "active");
    assert.equal(works.length, 1);
    await Promise.all(works);
    assert.equal(parts.ofauth.lists().length, 2);
    assert.equal(await statusIn(await list(parts, () => undefined)), "expired");
  });

  test("may have a context whose waitUntil is a method, as on Workers", async () => {
    const parts = await setupOld();
    class Context {
      readonly #works: Promise<unknown>[] = [];
      waitUntil(work: Promise<unknown>) {
        this.#works.push(work);
      }
      get count() {
        return this.#works.length;
      }
    }
    const context = new Context();
    const headers = { "x-user": "user-1", "sec-fetch-site": "same-origin" };
    const request = new Request(`${origin}/api/ofauth/connections`, { headers });
    assert.equal((await parts.handler(request, context)).status, 200);
    assert.equal(context.count, 1);
  });

  test("is not taken for one by what runtimes pass beside the request", async () => {
    const parts = await setupOld();
    const headers = { "x-user": "user-1", "sec-fetch-site": "same-origin" };
    for (const context of [{ waitUntil: "a binding" }, "text", null] as object[]) {
      const request = new Request(`${origin}/api/ofauth/connections`, { headers });
      assert.equal((await parts.handler(request, context)).status, 200);
    }
    assert.equal(parts.ofauth.lists().length, 2);
  });

  test("reads OFAuth in the request without waitUntil and maintain()", async () => {
    const parts = await setupOld();
    await list(parts);
    assert.equal(parts.ofauth.lists().length, 2);
    assert.equal(await statusIn(await list(parts)), "expired");
  });

  test("leaves it to maintain() where that is called", async () => {
    const parts = await setupOld();
    await parts.handler.maintain();
    assert.equal(await statusIn(await list(parts)), "expired");
    assert.equal(parts.ofauth.lists().length, 2);
  });

  test("maintain() is one bounded step of the walk, and never rejects", async () => {
    const parts = setupHandler({}, { endsWithAnswer: true });
    parts.ofauth.connections = many(9000);
    await parts.handler.maintain();
    assert.equal(parts.ofauth.lists().length, 1 + 40);
    parts.ofauth.onList = () => json({}, 500);
    await parts.handler.maintain();
    assert.equal(parts.errors.length, 1);
    assert.equal(parts.openBackgroundTimers(), 0);
  });
});
