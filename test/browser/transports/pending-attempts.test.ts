import { expect } from "@open-wc/testing";
import { markWindow, PendingAttempts } from "../../../src/browser/transports/pending-attempts.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { FakeClock } from "../../support/fake-ports.js";
import "../page-setup.js";

const hour = 60 * 60 * 1000;

function setup(view: Partial<Window> = { localStorage, sessionStorage }) {
  const clock = new FakeClock();
  return { clock, view: view as Window, pending: new PendingAttempts(view as Window, clock) };
}

/** A page whose storage is denied in the way that `get` denies it. */
const denied = (get: () => never) =>
  Object.defineProperties({}, { localStorage: { get }, sessionStorage: { get } }) as Window;

const full = () => {
  throw new DOMException("full", "QuotaExceededError");
};

describe("the records of flows that leave the page", () => {
  it("hold a random id and a time, and nothing else", () => {
    const { pending, clock } = setup();
    pending.save("attempt-1", "redirect");
    expect(Object.fromEntries(Object.entries(localStorage))).to.deep.equal({
      "ofauth-link:redirect:attempt-1": JSON.stringify({ startedAt: clock.now() }),
    });
    expect(pending.list()).to.deep.equal([
      { attemptId: "attempt-1", mode: "redirect", startedAt: clock.now(), own: false },
    ]);
  });

  it("are valid for one hour", () => {
    const { pending, clock } = setup();
    pending.save("attempt-1", "popup");
    clock.advance(hour - 1);
    expect(pending.list()).to.have.length(1);
    clock.advance(1);
    expect(pending.list()).to.have.length(0);
    expect(localStorage).to.have.length(0);
  });

  it("are not believed when they come from the future by more than an hour", () => {
    const { pending, clock } = setup();
    localStorage.setItem("ofauth-link:popup:attempt-1", JSON.stringify({ startedAt: clock.now() + hour }));
    expect(pending.list()).to.have.length(0);
  });

  it("come with this window's own first, then the newest", () => {
    const { pending, clock, view } = setup();
    for (const id of ["attempt-1", "attempt-2", "attempt-3"]) {
      pending.save(id, "redirect");
      clock.advance(1000);
    }
    const ids = () => pending.list().map(({ attemptId, own }) => `${attemptId}${own ? " own" : ""}`);
    expect(ids()).to.deep.equal(["attempt-3", "attempt-2", "attempt-1"]);
    markWindow(view, "attempt-1");
    expect(ids()).to.deep.equal(["attempt-1 own", "attempt-3", "attempt-2"]);
  });

  it("are forgotten with the window's mark, and only with their own", () => {
    const { pending, view } = setup();
    pending.save("attempt-1", "popup");
    pending.save("attempt-1", "redirect");
    pending.save("attempt-2", "redirect");
    markWindow(view, "attempt-2");
    pending.remove("attempt-1");
    expect(pending.list().map(({ attemptId }) => attemptId)).to.deep.equal(["attempt-2"]);
    expect(sessionStorage.getItem(windowAttemptKey)).to.equal("attempt-2");
    pending.remove("attempt-2");
    expect(sessionStorage).to.have.length(0);
    expect(localStorage).to.have.length(0);
  });

  it("that are broken are dropped, and what belongs to the page is left alone", () => {
    const { pending } = setup();
    const broken = [
      "",
      "null",
      "[]",
      "7",
      "{",
      '{"startedAt":"1"}',
      '{"startedAt":null}',
      '{"__proto__":{"startedAt":1}}',
    ];
    broken.forEach((text, index) => localStorage.setItem(`ofauth-link:popup:attempt-${index}`, text));
    localStorage.setItem("ofauth-link:popup:../x", JSON.stringify({ startedAt: 1_000_000 }));
    localStorage.setItem("ofauth-link:embed:attempt-9", "theirs");
    localStorage.setItem("ofauth-linked", "theirs");
    expect(pending.list()).to.deep.equal([]);
    expect(Object.keys(localStorage).toSorted()).to.deep.equal(["ofauth-link:embed:attempt-9", "ofauth-linked"]);
  });

  it("are simply not there where storage is denied or full", () => {
    const pages: Window[] = [
      denied(() => {
        throw new DOMException("denied", "SecurityError");
      }),
      { localStorage: null, sessionStorage: null } as unknown as Window,
      {
        localStorage: { setItem: full, getItem: full, removeItem: full },
        sessionStorage: { getItem: full },
      } as unknown as Window,
    ];
    for (const page of pages) {
      const { pending } = setup(page);
      pending.save("attempt-1", "redirect");
      markWindow(page, "attempt-1");
      expect(pending.list()).to.deep.equal([]);
      pending.remove("attempt-1");
    }
  });
});
