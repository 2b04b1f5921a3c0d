/** One stream for the visible pages of a browser. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeded } from "../support/seeded.js";
import { FakeBrowser, type FakePage } from "./shared-stream-setup.js";

/** Opens pages one after another, the last of which leads. */
function setup(count: number) {
  const browser = new FakeBrowser();
  const pages: FakePage[] = [];
  for (let index = 0; index < count; index++) {
    pages.push(browser.open());
    browser.clock.advance(1_000);
  }
  for (const page of pages) page.readCount = 0;
  const streamsByPage = () => pages.map((page) => page.streams);
  const wait = (ms: number) => browser.clock.advance(ms);
  const versions = () => pages.map(({ version }) => version);
  return { browser, pages, wait, versions, streamsByPage, readCounts: () => pages.map(({ readCount }) => readCount) };
}

describe("the visible pages of a browser", () => {
  test("share one stream, that of the page which became visible last; all hear of a change", () => {
    const { browser, pages, wait, streamsByPage, readCounts } = setup(3);
    assert.deepEqual(streamsByPage(), [0, 0, 1]);
    wait(600_000);
    assert.deepEqual(streamsByPage(), [0, 0, 1]);
    browser.publish();
    wait(100);
    assert.deepEqual(
      pages.map(({ received }) => received),
      [["peer change conn_1"], ["peer change conn_1"], ["change conn_1"]],
    );
    assert.deepEqual(readCounts(), [0, 0, 0]);
    // Any script of the origin can read the channel: never a connection.
    const changes = browser.posted.filter(({ type }) => type === "change");
    assert.deepEqual(changes, [{ type: "change", connectionId: "conn_1", status: "active" }]);
  });

  test("never lose a change when a new page takes over", () => {
    const { browser, pages, wait } = setup(1);
    pages.push(browser.open());
    for (let ms = 0; ms < 500; ms += 1) {
      browser.publish();
      wait(1);
    }
    wait(100);
    const [old, fresh] = pages as [FakePage, FakePage];
    assert.deepEqual([old.streams, fresh.streams], [0, 1]);
    assert.deepEqual([old.version, fresh.version], [500, 500]);
    assert.deepEqual([old.readCount, fresh.readCount], [0, 1]);
  });

  for (const [how, end] of [
    ["is hidden", (page: FakePage) => page.hide()],
    ["leaves live updates, as at the last element's end", (page: FakePage) => page.live.setEnabled(false)],
  ] as const) {
    test(`are without one no longer than it takes when its page ${how}; who takes over reads once`, () => {
      const { browser, pages, wait, streamsByPage, readCounts } = setup(2);
      end(pages[1]!);
      browser.publish();
      wait(1_000);
      assert.deepEqual(
        [streamsByPage(), readCounts()],
        [
          [1, 0],
          [1, 0],
        ],
      );
      browser.publish();
      wait(1);
      assert.deepEqual(pages[0]!.received, ["change conn_2"]);
      wait(100_000);
      assert.deepEqual(readCounts(), [1, 0]);
    });
  }

  test("that only follow read once, too, when another takes over: they missed the same changes", () => {
    const { browser, pages, wait, streamsByPage, readCounts } = setup(3);
    pages[2]!.hide();
    browser.publish();
    wait(1_000);
    assert.equal(streamsByPage().filter(Boolean).length, 1);
    assert.deepEqual(readCounts(), [1, 1, 0]);
  });

  test("open their own when they hear no beat for 20 s, and close it when the leader is back", () => {
    const { browser, pages, wait, versions, streamsByPage } = setup(3);
    pages[2]!.hang(true);
    browser.publish();
    wait(8_000);
    assert.deepEqual(streamsByPage(), [0, 0, 1]);
    wait(20_000);
    assert.deepEqual(streamsByPage(), [1, 1, 1]);
    for (const page of pages.slice(0, 2)) assert.deepEqual([page.version, page.readCount], [1, 1]);
    browser.publish();
    for (const page of pages.slice(0, 2)) assert.deepEqual(page.received, ["change conn_2"]);
    pages[2]!.hang(false);
    wait(30_000);
    assert.deepEqual(streamsByPage(), [0, 0, 1]);
    assert.deepEqual(versions(), [2, 2, 2]);
  });

  test("of a host that sends no beats have one each", () => {
    const { browser, wait, pages, streamsByPage } = setup(1);
    pages[0]!.hide();
    browser.sendsBeats = false;
    pages[0]!.show();
    wait(1_000);
    pages.push(browser.open());
    wait(600_000);
    assert.deepEqual(streamsByPage(), [1, 1]);
  });

  test("that cannot share have their own, and do not disturb the others", () => {
    const { browser, pages, wait, versions, streamsByPage } = setup(2);
    pages.push(browser.open({ canShare: false }));
    wait(100_000);
    assert.deepEqual(streamsByPage(), [0, 1, 1]);
    browser.publish();
    wait(100);
    assert.deepEqual(versions(), [1, 1, 1]);
  });

  test("release the lock before the user leaves; a page that stays keeps the stream, and shares it again", () => {
    const { browser, pages, wait, streamsByPage } = setup(1);
    const [page] = pages as [FakePage];
    page.leave();
    assert.equal(browser.holder, undefined);
    assert.deepEqual(streamsByPage(), [1]);
    wait(60_000);
    browser.publish();
    assert.deepEqual(page.received, ["change conn_1"]);
    page.focus();
    wait(100);
    assert.ok(browser.holder);
    pages.push(browser.open());
    wait(1_000);
    assert.deepEqual(streamsByPage(), [0, 1]);
  });

  test("hold nothing once they are hidden", () => {
    const { browser, pages, wait } = setup(3);
    for (const page of pages) page.hide();
    wait(100_000);
    assert.deepEqual([browser.openStreams, browser.holder, browser.queue, browser.members], [[], undefined, [], []]);
    assert.equal(browser.clock.running, 0);
  });

  test("pause together when the stream is replaced, and come back with the page that is focused", () => {
    const { browser, pages, wait, versions, streamsByPage } = setup(3);
    browser.openStreams[0]!.listener.onReplaced();
    wait(600_000);
    assert.deepEqual(streamsByPage(), [0, 0, 0]);
    assert.equal(browser.holder ?? browser.queue[0], undefined);
    browser.publish();
    pages[1]!.focus();
    wait(1_000);
    assert.deepEqual(streamsByPage(), [0, 1, 0]);
    assert.deepEqual(versions(), [1, 1, 1]);
    wait(100_000);
    pages[1]!.hide();
    wait(1_000);
    assert.equal(
      streamsByPage().reduce((sum, count) => sum + count),
      1,
    );
  });

  test("of which one is refused as signed out all learn of it", () => {
    const { browser, pages, wait, streamsByPage } = setup(3);
    pages[0]!.live.refuse();
    wait(100);
    assert.deepEqual(
      pages.map(({ refusals }) => refusals),
      [0, 1, 1],
    );
    assert.equal(streamsByPage()[0], 0);
    // Also by a page that had no live updates yet.
    pages[0]!.live.refuse();
    wait(100);
    assert.deepEqual(
      pages.map(({ refusals }) => refusals),
      [0, 2, 2],
    );
    assert.equal(browser.members.length, 2);
  });

  test("ignore what other scripts post, but for a reading", () => {
    const { browser, pages, wait, streamsByPage } = setup(2);
    const [follower] = pages as [FakePage];
    const junk = [
      "change",
      "beat",
      1,
      null,
      {},
      { type: "change" },
      { type: "change", connectionId: "x", status: "active" },
    ];
    for (const message of [...junk, { type: "toString" }]) follower.onMessage(message);
    assert.deepEqual([follower.received, follower.readCount, streamsByPage()], [[], 0, [0, 1]]);
    const connection = { id: "conn_1", status: "expired" };
    follower.onMessage({ type: "change", connectionId: "conn_1", status: "expired", connection });
    assert.deepEqual(follower.received, ["peer change conn_1"]);
    wait(100);
    browser.publish();
    assert.deepEqual(streamsByPage(), [0, 1]);
  });

  test("keep the old leader's stream when the new one is refused", () => {
    const { browser, pages, wait, versions, streamsByPage } = setup(2);
    browser.answer = { status: 503, retryAfter: null };
    pages.push(browser.open());
    wait(5_000);
    assert.deepEqual(streamsByPage(), [0, 1, 0]);
    browser.publish();
    wait(100);
    assert.deepEqual(versions().slice(0, 2), [1, 1]);
    browser.answer = undefined;
    wait(60_000);
    assert.deepEqual(streamsByPage(), [0, 0, 1]);
    assert.deepEqual(versions(), [1, 1, 1]);
  });

  test("end live updates for themselves where the host has none", () => {
    const browser = new FakeBrowser();
    browser.answer = { status: 404, retryAfter: null };
    const pages = [browser.open(), browser.open(), browser.open()];
    browser.clock.advance(600_000);
    for (const page of pages) page.focus();
    browser.clock.advance(600_000);
    assert.equal(browser.streams.length, 3);
    assert.deepEqual([browser.holder, browser.members, browser.clock.running], [undefined, [], 0]);
  });
});

function walk(seed: number): void {
  const random = seeded(seed);
  const browser = new FakeBrowser();
  const { pages } = browser;
  const page = () => random.pick(pages);
  const shown = () => pages.filter(({ visible }) => visible);
  for (let count = 1 + random.below(4); count > 0; count--) browser.open({ canShare: random.chance(0.9) });
  const stream = () => browser.openStreams.length > 0 && random.pick(browser.openStreams);
  const steps = [
    () => page().show(),
    () => page().hide(),
    () => page().leave(),
    () => page().hang(random.chance(0.4)),
    () => browser.publish(),
    () => browser.publish(),
    () => {
      const found = stream();
      if (found) browser.interrupt(found);
    },
    () => {
      const found = stream();
      if (!found || !found.hasBeaten || found.page.isHanging) return;
      found.state = "dead";
      browser.clock.advance(30_000);
    },
    () => {
      const found = stream();
      if (found) found.page.run(() => found.state === "closed" || found.listener.onReplaced());
    },
    () => {
      const status = random.pick([undefined, undefined, 200, 401, 429, 502, 503]);
      browser.answer = status === undefined ? undefined : { status, retryAfter: random.pick([null, "7"]) };
    },
  ];
  for (let step = 0; step < 200; step++) {
    random.pick(steps)();
    browser.clock.advance(random.pick([0, 0, 1, 3, 10, 200, 2_000, 9_000, 25_000]));
    for (const each of pages) {
      const own = browser.streams.filter((found) => found.page === each && found.state !== "closed").length;
      assert.ok(own <= 1, "a page has two streams");
      if (!each.visible) assert.equal(own, 0, "a hidden page has a stream");
    }
    const holders = [browser.holder, ...browser.queue].filter(
      (each) => each && !each.page.visible && !each.page.isHanging,
    );
    assert.deepEqual(holders, [], "a hidden page holds or waits for the lock");
  }

  // In the end nothing hangs, the host is well, and the user comes back to each page that is shown.
  browser.answer = undefined;
  for (const each of pages) each.hang(false);
  browser.clock.advance(15 * 60_000);
  for (const each of shown()) each.focus();
  browser.clock.advance(60_000);
  const sharing = shown().filter(({ canShare }) => canShare);
  const counts = sharing.map((each) => each.streams);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    sharing.length > 0 ? 1 : 0,
    `streams: ${counts.join()}`,
  );
  for (const each of shown()) {
    assert.equal(each.version, browser.version, "a page missed a change");
    if (!each.canShare) assert.equal(each.streams, 1);
  }
  browser.publish();
  browser.clock.advance(100);
  for (const each of shown()) assert.equal(each.version, browser.version, "a page hears of no change");
  for (const each of pages) each.hide();
  browser.clock.advance(60_000);
  assert.equal(browser.clock.running, 0, "a timer is left");
}

const walks = 400;
test(`the pages keep these rules in ${walks} random walks of 200 steps`, () => {
  for (let seed = 1; seed <= walks; seed++) {
    try {
      walk(seed);
    } catch (error) {
      throw new Error(`walk ${seed}`, { cause: error });
    }
  }
});
