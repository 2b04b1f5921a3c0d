import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf, json, type RecordedRequest } from "../fake-ofauth.js";
import { assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";

/** Sets up an OFAuth whose list responses the test releases one by one. */
function setupSlow(options: Parameters<typeof setupHandler>[0] = {}) {
  const parts = setupHandler(options);
  const waiting: { readonly request: RecordedRequest; readonly answer: () => void }[] = [];
  const answerAtOnce = parts.ofauth.onList;
  parts.ofauth.connections = [connectionOf("conn_1", "user-1"), connectionOf("conn_2", "user-2")];
  parts.ofauth.onList = (request) =>
    new Promise((resolve) => {
      waiting.push({ request, answer: () => resolve(answerAtOnce(request)) });
    });
  return {
    ...parts,
    waiting,
    untilListed: async (count = 1) => {
      await waitUntil(() => waiting.length >= count);
    },
  };
}

const statuses = async (answers: readonly Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);

describe("the connection directory", () => {
  test("twenty concurrent requests of two users read OFAuth's list once", async () => {
    const { browser, waiting, untilListed, openTimers } = setupSlow();
    const answers = Array.from({ length: 20 }, (_, index) => browser(`user-${(index % 2) + 1}`).get("/connections"));
    await untilListed();
    await settle();
    assert.equal(waiting.length, 1);
    waiting[0]?.answer();
    assert.deepEqual(new Set(await statuses(answers)), new Set([200]));
    assert.equal(waiting.length, 1);
    assert.equal(openTimers(), 0);
  });

  test("all waiting requests get the error of a read, and a request a second later reads again", async () => {
    const { browser, ofauth, clock } = setupHandler();
    const answerAtOnce = ofauth.onList;
    ofauth.onList = () => json({}, 500);
    const answers = ["user-1", "user-2"].map((user) => browser(user).get("/connections"));
    assert.deepEqual(await statuses(answers), [502, 502]);
    assert.equal(ofauth.requests.length, 1);
    ofauth.onList = answerAtOnce;
    assert.equal((await browser().get("/connections")).status, 502);
    assert.equal(ofauth.requests.length, 1);
    clock.now += 1000;
    assert.equal((await browser().get("/connections")).status, 200);
  });

  test("a client that disconnects does not abort a read that others wait for", async () => {
    const { browser, waiting, untilListed } = setupSlow();
    const client = new AbortController();
    const left = browser().get("/connections", client.signal);
    await untilListed();
    const stays = browser("user-2").get("/connections/conn_2");
    await settle();
    client.abort();
    assert.equal((await left).status, 499);
    assert.equal(waiting[0]?.request.signal?.aborted, false);
    waiting[0]?.answer();
    assert.equal((await stays).status, 200);
    assert.equal(waiting.length, 1);
  });

  test("a read that no request waits for any more goes on, and serves the next request", async () => {
    const { browser, waiting, untilListed, openTimers } = setupSlow();
    const clients = [new AbortController(), new AbortController()];
    const responses = clients.map(({ signal }) => browser().get("/connections", signal));
    await untilListed();
    await settle();
    for (const client of clients) client.abort();
    assert.deepEqual(await statuses(responses), [499, 499]);
    assert.equal(waiting[0]?.request.signal?.aborted, false);
    waiting[0]?.answer();
    assert.equal((await browser().get("/connections")).status, 200);
    assert.equal(waiting.length, 1);
    assert.equal(openTimers(), 0);
  });

  test("a request that waits too long gets a 504", async () => {
    const { browser, untilListed, fireTimers, openTimers } = setupSlow();
    const answer = browser().get("/connections");
    await untilListed();
    fireTimers();
    await assertError(await answer, 504, "timeout");
    assert.equal(openTimers(), 0);
  });

  const webhookSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  for (const [what, maxAge, options] of [
    ["10 seconds without webhooks", 10_000, {}],
    ["a minute with webhooks", 60_000, { webhookSecret }],
  ] as const) {
    test(`answers from the index, and reads the list behind a request after ${what}`, async () => {
      const { browser, ofauth, clock } = setupHandler(options);
      ofauth.connections = [connectionOf("conn_1", "user-1")];
      const status = async () => (await bodyOf(await browser().get("/connections/conn_1"))).status;
      assert.equal(await status(), "active");
      ofauth.connections = [connectionOf("conn_1", "user-1", { status: "expired" })];
      clock.now += maxAge - 1;
      assert.equal(await status(), "active");
      assert.equal((await browser().get("/connections")).status, 200);
      await settle();
      assert.equal(ofauth.lists().length, 1);
      clock.now += 1;
      assert.equal(await status(), "active");
      await settle();
      assert.equal(await status(), "expired");
      assert.equal(ofauth.lists().length, 2);
    });
  }

  for (const [what, options] of [
    ["without webhooks", {}],
    ["with webhooks", { webhookSecret }],
  ] as const) {
    test(`waits for the list for an unknown connection, once in 10 seconds: ${what}`, async () => {
      const { browser, ofauth, clock } = setupHandler(options);
      ofauth.connections = [connectionOf("conn_1", "user-1")];
      const find = async (id: string) => (await browser().get(`/connections/${id}`)).status;
      assert.equal(await find("conn_1"), 200);
      ofauth.connections.push(connectionOf("conn_2", "user-1"));
      clock.now += 9_999;
      assert.equal(await find("conn_2"), 404);
      assert.equal(ofauth.lists().length, 1);
      clock.now += 1;
      assert.equal(await find("conn_2"), 200);
      assert.equal(ofauth.lists().length, 2);
      assert.equal(await find("conn_3"), 404);
      assert.equal(ofauth.lists().length, 2);
    });
  }

  test("an action or a reconnect does not read the list again, however old it is", async () => {
    const { browser, ofauth, clock } = setupHandler({ allowImport: true });
    ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true })];
    const user = browser();
    await user.get("/connections");
    clock.now += 24 * 60 * 60_000;
    await user.init("attempt-0001", "embed", { connectionId: "conn_1" });
    assert.equal(ofauth.firstInit()["connectionId"], "conn_1");
    const session = { cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" };
    assert.equal((await user.patch("/connections/import/conn_1", session)).status, 200);
    assert.equal((await user.invalidate("conn_1")).status, 200);
    assert.equal((await user.disconnect("conn_1")).status, 204);
    assert.equal(ofauth.lists().length, 1);
    // An unknown connection may be new.
    assert.equal((await user.disconnect("conn_2")).status, 404);
    assert.equal(ofauth.lists().length, 2);
  });

  test("removes a connection that OFAuth no longer lists, behind the next request", async () => {
    const { browser, ofauth, clock } = setupHandler();
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    assert.equal((await browser().get("/connections/conn_1")).status, 200);
    ofauth.connections = [];
    clock.now += 10_000;
    assert.equal((await browser().get("/connections/conn_1")).status, 200);
    await settle();
    assert.equal((await browser().get("/connections/conn_1")).status, 404);
  });

  test("a clock that is set back does not keep an old list", async () => {
    const { browser, ofauth, clock } = setupHandler();
    await browser().get("/connections");
    clock.now -= 60_000;
    await browser().get("/connections");
    await settle();
    assert.equal(ofauth.lists().length, 2);
  });

  test("the first walk reads all pages", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.connections = Array.from({ length: 250 }, (_, index) =>
      connectionOf(`conn_${index}`, index === 249 ? "user-1" : "user-2"),
    );
    assert.equal((await browser().get("/connections/conn_249")).status, 200);
    assert.deepEqual(
      ofauth.lists().map(({ path }) => path.split("offset=")[1]),
      ["0", "0", "99", "198"],
    );
  });

  test("a list that repeats itself is reported, and is not read for ever", async () => {
    const { browser, ofauth, errors, fireTimers, openTimers } = setupHandler();
    ofauth.onList = () => json({ list: [connectionOf("conn_x", "user-2")], hasMore: true });
    const answer = browser().get("/connections");
    await waitUntil(() => errors.length > 0 && openTimers() > 1);
    fireTimers();
    await assertError(await answer, 503, "server_error");
    // The head read, and two pages of the walk.
    assert.equal(ofauth.requests.length, 3);
    assert.deepEqual(
      errors.map(({ code, status }) => [code, status]),
      [
        ["bad_response", 502],
        ["server_error", 503],
      ],
    );
  });

  for (const [total, removed] of [
    [250, 1],
    [101, 2],
    [350, 120],
  ] as const) {
    test(`finds all other connections when ${removed} of ${total} are removed during the read`, async () => {
      const { browser, ofauth } = setupHandler();
      ofauth.connections = Array.from({ length: total }, (_, index) => connectionOf(`conn_${index}`, "user-1"));
      const { onList } = ofauth;
      // The first list is the head read's, the others are the walk's.
      const goAfter = total > 300 ? 3 : 2;
      ofauth.onList = async (request) => {
        const answer = await onList(request);
        if (ofauth.lists().length === goAfter) ofauth.connections.splice(0, removed);
        return answer;
      };
      const left = Array.from({ length: total - removed }, (_, index) => `conn_${index + removed}`);
      for (let index = 0; index < left.length; index += 100) {
        const ids = left.slice(index, index + 100);
        const { list } = (await bodyOf(await browser().get(`/connections?ids=${ids.join()}`))) as unknown as {
          list: { id: string }[];
        };
        assert.deepEqual(new Set(list.map(({ id }) => id)), new Set(ids));
      }
    });
  }

  test("a connection added during the read does not cause another read", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.connections = Array.from({ length: 250 }, (_, index) => connectionOf(`conn_${index}`, "user-1"));
    const { onList } = ofauth;
    ofauth.onList = async (request) => {
      const answer = await onList(request);
      ofauth.connections.unshift(connectionOf(`conn_later-${ofauth.lists().length}`, "user-1"));
      return answer;
    };
    assert.equal((await browser().get("/connections/conn_249")).status, 200);
    assert.equal(ofauth.lists().length, 4);
  });

  for (const [asked, seconds] of [
    ["7", 7],
    [undefined, 1],
  ] as const) {
    test(`does not call OFAuth during its Retry-After: ${asked ?? "not set"}`, async () => {
      const { browser, ofauth, clock } = setupHandler();
      const { onList } = ofauth;
      ofauth.connections = [connectionOf("conn_1", "user-1")];
      ofauth.onList = () => json({}, 429, asked === undefined ? {} : { "retry-after": asked });
      for (let index = 0; index < 20; index++) {
        await assertError(await browser().get("/connections"), 429, "rate_limited");
      }
      clock.now += seconds * 1000 - 1;
      assert.equal((await browser().get("/connections/conn_1")).headers.get("retry-after"), "1");
      assert.equal(ofauth.lists().length, 1);
      ofauth.onList = onList;
      clock.now += 1;
      assert.equal((await browser().get("/connections/conn_1")).status, 200);
    });
  }
});
