import { expect } from "@open-wc/testing";
import { markWindow } from "../../../src/browser/transports/pending-attempts.js";
import { RecordedAttempts } from "../../../src/browser/transports/recorded-attempts.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { FakeClock } from "../../support/fake-ports.js";
import "../page-setup.js";

const HOUR_MS = 60 * 60 * 1000;

function setupPendingAttempts(view: Partial<Window> = { localStorage, sessionStorage }) {
  const clock = new FakeClock();
  return { clock, view: view as Window, pending: new RecordedAttempts(view as Window, clock) };
}

/** A window whose storage properties are read through `get`. */
const withStorageGetter = (get: () => never) =>
  Object.defineProperties({}, { localStorage: { get }, sessionStorage: { get } }) as Window;

const full = () => {
  throw new DOMException("full", "QuotaExceededError");
};

describe("PendingAttempts", () => {
  it("stores only an attempt id and a time", () => {
    const { pending, clock } = setupPendingAttempts();
    pending.save("attempt-1", "redirect");
    expect(Object.fromEntries(Object.entries(localStorage))).to.deep.equal({
      "ofauth-link:redirect:attempt-1": JSON.stringify({ startedAt: clock.now() }),
    });
    expect(pending.list()).to.deep.equal([
      { attemptId: "attempt-1", mode: "redirect", startedAt: clock.now(), own: false },
    ]);
  });

  it("expires an attempt after one hour", () => {
    const { pending, clock } = setupPendingAttempts();
    pending.save("attempt-1", "popup");
    clock.advance(HOUR_MS - 1);
    expect(pending.list()).to.have.length(1);
    clock.advance(1);
    expect(pending.list()).to.have.length(0);
    expect(localStorage).to.have.length(0);
  });

  it("ignores an attempt that started an hour or more in the future", () => {
    const { pending, clock } = setupPendingAttempts();
    localStorage.setItem("ofauth-link:popup:attempt-1", JSON.stringify({ startedAt: clock.now() + HOUR_MS }));
    expect(pending.list()).to.have.length(0);
  });

  it("lists the attempt of this window first, then the newest", () => {
    const { pending, clock, view } = setupPendingAttempts();
    for (const id of ["attempt-1", "attempt-2", "attempt-3"]) {
      pending.save(id, "redirect");
      clock.advance(1000);
    }
    const ids = () => pending.list().map(({ attemptId, own }) => `${attemptId}${own ? " own" : ""}`);
    expect(ids()).to.deep.equal(["attempt-3", "attempt-2", "attempt-1"]);
    markWindow(view, "attempt-1");
    expect(ids()).to.deep.equal(["attempt-1 own", "attempt-3", "attempt-2"]);
  });

  it("removes an attempt in every mode, and the window's mark only if it is of that attempt", () => {
    const { pending, view } = setupPendingAttempts();
    pending.save("attempt-1", "popup");
    pending.save("attempt-1", "redirect");
    pending.save("attempt-2", "redirect");
    markWindow(view, "attempt-2");
    pending.end("attempt-1", "remove");
    expect(pending.list().map(({ attemptId }) => attemptId)).to.deep.equal(["attempt-2"]);
    expect(sessionStorage.getItem(windowAttemptKey)).to.equal("attempt-2");
    pending.end("attempt-2", "remove");
    expect(sessionStorage).to.have.length(0);
    expect(localStorage).to.have.length(0);
  });

  it("keeps an attempt for one more minute, counted from the first return that cannot be confirmed", () => {
    const { pending, clock, view } = setupPendingAttempts();
    pending.save("attempt-1", "redirect");
    markWindow(view, "attempt-1");
    pending.end("attempt-1", "keep-briefly");
    expect(pending.list()).to.deep.include({ ...pending.list()[0], own: false });
    clock.advance(59_000);
    pending.end("attempt-1", "keep-briefly");
    expect(pending.list()).to.have.length(1);
    clock.advance(1000);
    expect(pending.list()).to.have.length(0);
    expect(localStorage).to.have.length(0);
  });

  it("removes malformed records and leaves the page's own entries", () => {
    const { pending } = setupPendingAttempts();
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

  it("behaves as if empty when storage is denied or full", () => {
    const pages: Window[] = [
      withStorageGetter(() => {
        throw new DOMException("denied", "SecurityError");
      }),
      { localStorage: null, sessionStorage: null } as unknown as Window,
      {
        localStorage: { setItem: full, getItem: full, removeItem: full },
        sessionStorage: { getItem: full },
      } as unknown as Window,
    ];
    for (const page of pages) {
      const { pending } = setupPendingAttempts(page);
      pending.save("attempt-1", "redirect");
      markWindow(page, "attempt-1");
      expect(pending.list()).to.deep.equal([]);
      pending.end("attempt-1", "remove");
    }
  });
});
