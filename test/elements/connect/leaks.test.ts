import { expect } from "@open-wc/testing";
import { createFakeWindow } from "../../browser/fake-window.js";
import { afterwards, quiet, replace, successMessage, until, exitMessage, never } from "../../browser/page-setup.js";
import { connectEvents } from "../../../src/elements/events/event-names.js";
import { setupConnect, eventLog } from "./connect-setup.js";

/** Counts the registered listeners of `target`, except those that a signal removed. */
function countListeners(target: EventTarget) {
  const live = new Map<string, Set<unknown>>();
  const of = (type: string) => live.get(type) ?? live.set(type, new Set()).get(type)!;
  const { addEventListener: add, removeEventListener: remove } = target;
  replace(
    target,
    "addEventListener",
    (type: string, listener: unknown, options?: AddEventListenerOptions | boolean) => {
      of(type).add(listener);
      const signal = typeof options === "object" ? options.signal : undefined;
      if (signal) add.call(signal, "abort", () => of(type).delete(listener));
      add.call(target, type, listener as EventListener, options);
    },
  );
  replace(target, "removeEventListener", (type: string, listener: unknown, options?: boolean) => {
    of(type).delete(listener);
    remove.call(target, type, listener as EventListener, options);
  });
  return (type: string) => of(type).size;
}

/** Counts the pending timers. */
function countTimers() {
  const running = new Set<number>();
  const set = window.setTimeout.bind(window) as (callback: () => void, ms?: number) => number;
  const clear = window.clearTimeout.bind(window);
  replace(window, "setTimeout", (callback: () => void, ms?: number) => {
    const id = set(() => {
      running.delete(id);
      callback();
    }, ms);
    running.add(id);
    return id;
  });
  replace(window, "clearTimeout", (id: number) => {
    running.delete(id);
    clear(id);
  });
  return () => running.size;
}

function countChannels() {
  let open = 0;
  const Real = BroadcastChannel;
  replace(
    window,
    "BroadcastChannel",
    class extends Real {
      constructor(name: string) {
        super(name);
        open++;
      }
      override close() {
        open--;
        super.close();
      }
    },
  );
  return () => open;
}

const rejections: PromiseRejectionEvent[] = [];
addEventListener("unhandledrejection", (event) => rejections.push(event));

describe("<ofauth-connect> after attempts", () => {
  it("leaves nothing behind after 200 attempts", async function () {
    this.timeout(60_000);
    const onWindow = countListeners(window);
    const onDocument = countListeners(document);
    const timers = countTimers();
    const channels = countChannels();
    const { element, root, place, state, post } = await setupConnect();
    const countEverything = () => ({
      message: onWindow("message"),
      pageshow: onWindow("pageshow"),
      violations: onDocument("securitypolicyviolation"),
      timers: timers(),
      channels: channels(),
      frames: document.querySelectorAll("iframe").length + root.querySelectorAll("iframe").length,
      sheets: root.adoptedStyleSheets.length + document.adoptedStyleSheets.length,
      children: root.childElementCount + document.body.childElementCount + place.childElementCount,
      head: document.head.childElementCount,
      stored: localStorage.length + sessionStorage.length,
      style: document.documentElement.getAttribute("style"),
    });
    const runAttempt = async (
      reach: "starting" | "opening" | "open",
      finish = () => element.close({ force: true }),
    ) => {
      const ended = element.open();
      await state(reach);
      finish();
      await ended;
      await element.updateComplete;
    };
    await runAttempt("open");
    // Short timers end a moment later; one that stays fails here.
    await until(() => timers() === 0);
    const baseline = countEverything();
    for (let round = 0; round < 200; round++) {
      // The hosted page takes time to load; most frames are removed before that.
      await runAttempt(round % 10 === 0 ? "open" : round % 2 === 0 ? "starting" : "opening");
    }
    await runAttempt("open", () => post(exitMessage()));
    await until(() => timers() === 0);
    expect(countEverything()).to.deep.equal(baseline);
    expect(baseline).to.include({
      message: 0,
      pageshow: 0,
      violations: 0,
      channels: 0,
      frames: 0,
      stored: 0,
      style: null,
    });
  });

  it("leaves no timer or pending attempt of a popup, and waits only for the last one that was cancelled", async () => {
    const timers = countTimers();
    const channels = countChannels();
    const popup = createFakeWindow();
    replace(window, "open", () => Object.assign(popup, { closed: false }));
    const { element, state } = await setupConnect({ attributes: { mode: "popup" } });
    const pending = () => Object.keys(localStorage).filter((key) => key.startsWith("ofauth-link:popup:"));
    for (let round = 0; round < 20; round++) {
      const ended = element.open();
      await state("open");
      expect(channels()).to.equal(1);
      expect(pending()).to.have.length(1);
      element.close();
      await ended;
    }
    expect([channels(), timers(), pending(), popup.closed]).to.deep.equal([1, 0, [], true]);
  });

  it("leaves no connection id in storage, attributes or text", async () => {
    const { element, place, state, post } = await setupConnect();
    const ended = element.open();
    await state("open");
    post(successMessage("conn_secret"));
    await ended;
    await element.updateComplete;
    const everything = [
      place.outerHTML,
      element.shadowRoot!.innerHTML,
      document.body.textContent,
      document.cookie,
      location.href,
    ];
    for (const store of [localStorage, sessionStorage]) everything.push(JSON.stringify(Object.entries(store)));
    expect(everything.join()).to.not.contain("conn_secret");
  });
});

describe("listeners of <ofauth-connect>", () => {
  /** Collects the errors that listeners throw, so that they do not fail the test run. */
  function catchErrors() {
    const thrown: unknown[] = [];
    const { onerror } = window;
    const note = (event: ErrorEvent) => {
      thrown.push((event.error as Error).message);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.onerror = null;
    addEventListener("error", note, { capture: true });
    afterwards(() => {
      removeEventListener("error", note, { capture: true });
      window.onerror = onerror;
    });
    return thrown;
  }

  it("can throw in every event without changing the attempt", async () => {
    const thrown = catchErrors();
    const { element, received, state, post, root } = await setupConnect();
    for (const name of connectEvents) {
      element.addEventListener(`ofauth-${name}`, () => {
        throw new Error(name);
      });
    }
    const ended = element.open();
    await state("open");
    post(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
    expect(thrown).to.have.length(received.length);
    expect(root.querySelector("dialog")).to.equal(null);
    expect(getComputedStyle(document.documentElement).overflow === "hidden").to.equal(false);
  });

  it("can call close() in every event: one cancel and one close follow, nothing else", async () => {
    for (const name of ["before-open", "state-change", "open", "load"] as const) {
      const { element, received, root } = await setupConnect();
      element.addEventListener(`ofauth-${name}`, () => element.close({ force: true }));
      expect(await element.open(), name).to.include({ outcome: "cancelled", reason: "host" });
      await quiet();
      const names = eventLog(received);
      expect(names.slice(-2), name).to.deep.equal(["cancel", "close"]);
      expect(
        names.filter((name) => name === "close"),
        name,
      ).to.have.length(1);
      expect(element.isOpen, name).to.equal(false);
      expect(root.querySelector("dialog"), name).to.equal(null);
    }
  });

  it("can call close() in the last events, without an effect", async () => {
    const { element, received, state, post } = await setupConnect();
    for (const name of ["success", "close"] as const) {
      element.addEventListener(`ofauth-${name}`, () => element.close({ force: true }));
    }
    const ended = element.open();
    await state("open");
    post(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
    expect(eventLog(received).slice(-2)).to.deep.equal(["success", "close"]);
  });

  it("can call open() in every event: it returns the attempt in progress", async () => {
    const { element, received, state, post } = await setupConnect();
    const responses = new Set<unknown>();
    for (const name of ["before-open", "state-change", "open", "load", "success"] as const) {
      element.addEventListener(`ofauth-${name}`, () => responses.add(element.open()));
    }
    const ended = element.open();
    await state("open");
    post(successMessage());
    await ended;
    expect([...responses]).to.deep.equal([ended]);
    expect(eventLog(received).filter((name) => name === "before-open")).to.have.length(1);
  });

  it("can open the next attempt in ofauth-close", async () => {
    const { element, received } = await setupConnect({ responses: { "link/init": never } });
    let next: Promise<unknown> | undefined;
    element.addEventListener("ofauth-close", () => void (next ??= element.open()));
    const first = element.open();
    element.close();
    await first;
    await until(() => next !== undefined);
    expect(element.isOpen).to.equal(true);
    element.close();
    expect(await next).to.include({ outcome: "cancelled" });
    const ids = received.filter(({ type }) => type === "ofauth-before-open").map(({ detail }) => detail["attemptId"]);
    expect(new Set(ids).size).to.equal(2);
  });

  it("are optional: no promise rejects without a handler", async () => {
    const failing = await setupConnect({ responses: { "link/init": () => Promise.reject(new TypeError("x")) } });
    failing.button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
    failing.button.click();
    await failing.state("failed");
    await quiet();
    expect(rejections).to.deep.equal([]);
  });
});
