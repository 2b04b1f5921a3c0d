import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientGoneError } from "../../../src/server/http/timeout.js";
import { singleFlight } from "../../../src/server/http/single-flight.js";
import { connectionOf, json, type RecordedRequest } from "../fake-ofauth.js";
import { assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";

/** OFAuth answers when the test says so. */
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
    untilAsked: async (count = 1) => {
      await waitUntil(() => waiting.length >= count);
    },
  };
}

const statuses = async (answers: readonly Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);

test("twenty reads of two people at once cost one look at OFAuth's list", async () => {
  const { browser, waiting, untilAsked, openTimers } = setupSlow();
  const answers = Array.from({ length: 20 }, (_, index) => browser(`user-${(index % 2) + 1}`).get("/connections"));
  await untilAsked();
  await settle();
  assert.equal(waiting.length, 1);
  waiting[0]?.answer();
  assert.deepEqual(new Set(await statuses(answers)), new Set([200]));
  assert.equal(waiting.length, 1);
  assert.equal(openTimers(), 0);
});

test("a failure is everybody's, and the next who asks begins anew", async () => {
  const { browser, ofauth } = setupHandler();
  const answerAtOnce = ofauth.onList;
  ofauth.onList = () => json({}, 500);
  const answers = ["user-1", "user-2"].map((user) => browser(user).get("/connections"));
  assert.deepEqual(await statuses(answers), [502, 502]);
  assert.equal(ofauth.requests.length, 1);
  ofauth.onList = answerAtOnce;
  assert.equal((await browser().get("/connections")).status, 200);
});

test("who leaves does not stop the reading that others wait for", async () => {
  const { browser, waiting, untilAsked } = setupSlow();
  const leaver = new AbortController();
  const left = browser().get("/connections", leaver.signal);
  await untilAsked();
  const stays = browser("user-2").get("/connections/conn_2");
  await settle();
  leaver.abort();
  assert.equal((await left).status, 499);
  assert.equal(waiting[0]?.request.signal?.aborted, false);
  waiting[0]?.answer();
  assert.equal((await stays).status, 200);
  assert.equal(waiting.length, 1);
});

test("when everybody has left, OFAuth is let go, and the next who comes does not get the broken reading", async () => {
  const { browser, waiting, untilAsked, openTimers } = setupSlow();
  const leavers = [new AbortController(), new AbortController()];
  const left = leavers.map(({ signal }) => browser().get("/connections", signal));
  await untilAsked();
  await settle();
  for (const leaver of leavers) leaver.abort();
  assert.deepEqual(await statuses(left), [499, 499]);
  assert.equal(waiting[0]?.request.signal?.aborted, true);
  const next = browser().get("/connections");
  await untilAsked(2);
  waiting[1]?.answer();
  assert.equal((await next).status, 200);
  assert.equal(openTimers(), 0);
});

test("who waits too long gets a 504", async () => {
  const { browser, untilAsked, fireTimers, openTimers } = setupSlow();
  const answer = browser().get("/connections");
  await untilAsked();
  fireTimers();
  await assertError(await answer, 504, "timeout");
  assert.equal(openTimers(), 0);
});

for (const [what, maxAge, options] of [
  ["without webhooks 10 seconds", 10_000, {}],
  ["with webhooks 300 seconds", 300_000, { webhookSecret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" }],
] as const) {
  test(`what was read is good for a while: ${what}`, async () => {
    const { browser, ofauth, clock } = setupHandler(options);
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const status = async () => (await bodyOf(await browser().get("/connections/conn_1"))).status;
    assert.equal(await status(), "active");
    ofauth.connections = [connectionOf("conn_1", "user-1", { status: "expired" })];
    clock.now += maxAge - 1;
    assert.equal(await status(), "active");
    assert.equal((await browser().get("/connections")).status, 200);
    assert.equal(ofauth.lists().length, 1);
    clock.now += 1;
    assert.equal(await status(), "expired");
    assert.equal(ofauth.lists().length, 2);
  });

  test(`what is missing is looked for again after 10 seconds: ${what}`, async () => {
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

test("an action and a reconnect need no new look at the list, however old the last one is", async () => {
  const { browser, ofauth, clock } = setupHandler({ allowImport: true });
  ofauth.connections = [connectionOf("conn_1", "user-1", { imported: true })];
  const person = browser();
  await person.get("/connections");
  clock.now += 24 * 60 * 60_000;
  await person.init("attempt-0001", "embed", { connectionId: "conn_1" });
  assert.equal(ofauth.firstInit()["connectionId"], "conn_1");
  const session = { cookie: "auth_id=1; sess=2; fp=3", userAgent: "Browser/1" };
  assert.equal((await person.patch("/connections/import/conn_1", session)).status, 200);
  assert.equal((await person.invalidate("conn_1")).status, 200);
  assert.equal((await person.disconnect("conn_1")).status, 204);
  assert.equal(ofauth.lists().length, 1);
  // What is not known may be new.
  assert.equal((await person.disconnect("conn_2")).status, 404);
  assert.equal(ofauth.lists().length, 2);
});

test("what OFAuth no longer lists is gone", async () => {
  const { browser, ofauth, clock } = setupHandler();
  ofauth.connections = [connectionOf("conn_1", "user-1")];
  assert.equal((await browser().get("/connections/conn_1")).status, 200);
  ofauth.connections = [];
  clock.now += 10_000;
  assert.equal((await browser().get("/connections/conn_1")).status, 404);
});

test("a clock that goes back does not keep an old answer alive", async () => {
  const { browser, ofauth, clock } = setupHandler();
  await browser().get("/connections");
  clock.now -= 60_000;
  await browser().get("/connections");
  assert.equal(ofauth.lists().length, 2);
});

test("all pages are read, and a list that does not end is a bad_response", async () => {
  const { browser, ofauth } = setupHandler();
  ofauth.connections = Array.from({ length: 250 }, (_, index) =>
    connectionOf(`conn_${index}`, index === 249 ? "user-1" : "user-2"),
  );
  assert.equal((await browser().get("/connections/conn_249")).status, 200);
  assert.deepEqual(
    ofauth.lists().map(({ path }) => path.split("offset=")[1]),
    ["0", "99", "198"],
  );
  const endless = setupHandler();
  endless.ofauth.onList = () => json({ list: [connectionOf("conn_x", "user-2")], hasMore: true });
  await assertError(await endless.browser().get("/connections"), 502, "bad_response");
  assert.equal(endless.ofauth.requests.length, 101);
});

for (const [total, removed] of [
  [250, 1],
  [101, 2],
  [350, 120],
] as const) {
  test(`${removed} of ${total} that go while the list is read take no other one with them`, async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.connections = Array.from({ length: total }, (_, index) => connectionOf(`conn_${index}`, "user-1"));
    const { onList } = ofauth;
    const goAfter = total > 300 ? 2 : 1;
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

test("one that comes while the list is read is no reason to read it again", async () => {
  const { browser, ofauth } = setupHandler();
  ofauth.connections = Array.from({ length: 250 }, (_, index) => connectionOf(`conn_${index}`, "user-1"));
  const { onList } = ofauth;
  ofauth.onList = async (request) => {
    const answer = await onList(request);
    ofauth.connections.unshift(connectionOf(`conn_later-${ofauth.lists().length}`, "user-1"));
    return answer;
  };
  assert.equal((await browser().get("/connections/conn_249")).status, 200);
  assert.equal(ofauth.lists().length, 3);
});

for (const [asked, seconds] of [
  ["7", 7],
  [undefined, 1],
] as const) {
  test(`OFAuth's list is left alone for as long as it wants: ${asked ?? "it does not say"}`, async () => {
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

test("work that does not heed being stopped is not joined again", async () => {
  const signals: AbortSignal[] = [];
  const join = singleFlight(
    (signal) => new Promise(() => signals.push(signal)),
    () => () => undefined,
  );
  const leaver = new AbortController();
  const left = join(leaver.signal);
  leaver.abort();
  await assert.rejects(left, ClientGoneError);
  join(new AbortController().signal).catch(assert.fail);
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  );
});
