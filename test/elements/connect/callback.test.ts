import { expect, fixtureCleanup } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { record, type ReceivedEvent } from "./connect-setup.js";

const attemptId = "attempt-of-a-redirect";
const symbol = Symbol.for("ofauth-elements");

/** A page that has just come back from OFAuth, where the element `sender` had sent it. */
function setupReturn(sender: string) {
  OFAuthConnect.define();
  // The page has not looked yet, as after a load.
  Reflect.deleteProperty(document, symbol);
  localStorage.setItem(`ofauth-link:redirect:${attemptId}`, JSON.stringify({ startedAt: Date.now() }));
  sessionStorage.setItem(windowAttemptKey, attemptId);
  sessionStorage.setItem("ofauth-link:element", sender);
  const address = location.href;
  history.replaceState(null, "", `${location.pathname}?${location.search.slice(1)}&status=cancelled&step=login`);
  const add = (id: string) => {
    const element = document.createElement("ofauth-connect");
    element.id = id;
    return element;
  };
  const [first, second] = [add("first"), add("second")];
  const received = { first: record(first), second: record(second) };
  const closed = new Promise<Event>((resolve) => addEventListener("ofauth-close", resolve, { once: true }));
  document.body.append(first, second);
  return {
    received,
    closed,
    tidy() {
      first.remove();
      second.remove();
      localStorage.clear();
      sessionStorage.clear();
      history.replaceState(null, "", address);
    },
  };
}

const ends = (events: readonly ReceivedEvent[]) => events.map(({ type, detail }) => [type, detail["attemptId"]]);
const end = [
  ["ofauth-state-change", attemptId],
  ["ofauth-cancel", attemptId],
  ["ofauth-close", attemptId],
];

describe("a return, on a page with several elements", () => {
  afterEach(() => fixtureCleanup());

  it("goes to the element that had sent the page away", async () => {
    const { received, closed, tidy } = setupReturn("second");
    await closed;
    expect(ends(received.second)).to.deep.equal(end);
    expect(received.first).to.deep.equal([]);
    tidy();
  });

  for (const [what, sender] of [
    ["has no id", ""],
    ["is not there any more", "gone"],
  ] as const) {
    it(`goes to the first one when the one that had sent the page away ${what}`, async () => {
      const { received, closed, tidy } = setupReturn(sender);
      await closed;
      expect(ends(received.first)).to.deep.equal(end);
      expect(received.second).to.deep.equal([]);
      tidy();
    });
  }
});
