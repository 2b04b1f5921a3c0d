import { expect, fixtureCleanup } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { recordEvents, type ReceivedEvent } from "./connect-setup.js";

const attemptId = "attempt-of-a-redirect";
const symbol = Symbol.for("ofauth-elements");

/** A page that has just loaded with OFAuth's parameters, after the element `sender` left it by redirect. */
function setupCallback(sender: string) {
  OFAuthConnect.define();
  // No element has read the callback yet, as after a page load.
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
  const received = { first: recordEvents(first), second: recordEvents(second) };
  const closed = new Promise<Event>((resolve) => addEventListener("ofauth-close", resolve, { once: true }));
  document.body.append(first, second);
  return {
    received,
    closed,
    cleanUp() {
      first.remove();
      second.remove();
      localStorage.clear();
      sessionStorage.clear();
      history.replaceState(null, "", address);
    },
  };
}

const detailsOf = (events: readonly ReceivedEvent[]) => events.map(({ type, detail }) => [type, detail["attemptId"]]);
const cancelEvents = [
  ["ofauth-state-change", attemptId],
  ["ofauth-cancel", attemptId],
  ["ofauth-close", attemptId],
];

describe("a callback on a page with several <ofauth-connect>", () => {
  afterEach(() => fixtureCleanup());

  it("goes to the element that left the page", async () => {
    const { received, closed, cleanUp } = setupCallback("second");
    await closed;
    expect(detailsOf(received.second)).to.deep.equal(cancelEvents);
    expect(received.first).to.deep.equal([]);
    cleanUp();
  });

  for (const [what, sender] of [
    ["has no id", ""],
    ["no longer exists", "gone"],
  ] as const) {
    it(`goes to the first element when the one that left the page ${what}`, async () => {
      const { received, closed, cleanUp } = setupCallback(sender);
      await closed;
      expect(detailsOf(received.first)).to.deep.equal(cancelEvents);
      expect(received.second).to.deep.equal([]);
      cleanUp();
    });
  }
});
