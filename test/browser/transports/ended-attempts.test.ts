import { expect } from "@open-wc/testing";
import { createEndedAttempts } from "../../../src/browser/transports/ended-attempts.js";
import { FakeClock } from "../../support/fake-ports.js";
import "../page-setup.js";

const HOUR_MS = 60 * 60 * 1000;

/** Two pages of one browser, with the same storage and the same time. */
function setupPages(view: Partial<Window> = { localStorage }) {
  const clock = new FakeClock();
  const page = () => createEndedAttempts(view as Window, clock);
  return { clock, here: page(), there: page() };
}

describe("createEndedAttempts", () => {
  it("stores a random id, times and the end, and nothing else", () => {
    const { here, clock } = setupPages();
    here.save("attempt-1", "success");
    expect(Object.entries(Object.assign({}, localStorage))).to.deep.equal([
      ["ofauth-link:ended:attempt-1", `success ${clock.now()} ${clock.now()}`],
    ]);
    expect(here.list().map(({ attemptId, after, heldUntil }) => ({ attemptId, after, heldUntil }))).to.deep.equal([
      { attemptId: "attempt-1", after: "success", heldUntil: clock.now() },
    ]);
  });

  it("is held by one page at a time, until that releases it or its time is over", () => {
    const { here, there, clock } = setupPages();
    here.save("attempt-1", "success");
    expect(here.hold("attempt-1", clock.now() + 1000)).to.equal(true);
    expect(there.hold("attempt-1", clock.now() + 1000)).to.equal(false);
    clock.advance(500);
    expect(here.hold("attempt-1", clock.now() + 1000)).to.equal(true);
    clock.advance(999);
    expect(there.hold("attempt-1", clock.now() + 1000)).to.equal(false);
    clock.advance(1);
    expect(there.hold("attempt-1", clock.now() + 1000)).to.equal(true);
    expect(here.hold("attempt-1", clock.now() + 1000)).to.equal(false);
    there.hold("attempt-1", 0);
    expect(here.hold("attempt-1", clock.now() + 1000)).to.equal(true);
  });

  it("is taken once", () => {
    const { here, there } = setupPages();
    here.save("attempt-1", "error");
    expect([there.take("attempt-1"), here.take("attempt-1"), here.hold("attempt-1", 1)]).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  it("lists the records of the last hour, the newest first, and removes broken ones", () => {
    const { here, clock } = setupPages();
    here.save("attempt-1", "success");
    clock.advance(1000);
    here.save("attempt-2", "cancel");
    const broken = ["", "success", "success 1000000", "later 1000000 0", "success 1000000 0 conn_1"];
    broken.forEach((text, index) => localStorage.setItem(`ofauth-link:ended:attempt-x${index}`, text));
    expect(here.list().map(({ attemptId }) => attemptId)).to.deep.equal(["attempt-2", "attempt-1"]);
    expect(localStorage).to.have.length(2);
    clock.advance(HOUR_MS - 1000);
    expect(here.list().map(({ attemptId }) => attemptId)).to.deep.equal(["attempt-2"]);
    expect(here.take("attempt-1")).to.equal(false);
  });

  const denied = Object.defineProperty({}, "localStorage", {
    get: () => {
      throw new DOMException("denied", "SecurityError");
    },
  }) as Window;
  const full = {
    localStorage: {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    },
  } as unknown as Window;
  for (const [name, view] of Object.entries({ denied, full })) {
    it(`lets this page go on where storage is ${name}, and once`, () => {
      const { here } = setupPages(view);
      expect(here.take("attempt-1")).to.equal(false);
      here.save("attempt-1", "success");
      here.hold("attempt-1", 0);
      expect([here.hold("attempt-1", 1), here.hold("attempt-1", 2), here.list()]).to.deep.equal([true, true, []]);
      expect([here.take("attempt-1"), here.take("attempt-1"), here.hold("attempt-1", 3)]).to.deep.equal([
        true,
        false,
        false,
      ]);
    });
  }
});
