import { expect } from "@open-wc/testing";
import { afterwards, quiet, replace, successMessage, until, exitMessage, never } from "../../browser/page-setup.js";
import { eventNames, setup, eventLog } from "./connect-setup.js";

/** Counts the listeners on `target` that are still there, signals that abort included. */
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

/** Counts the timers that run. */
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

describe("after an attempt of <ofauth-connect>", () => {
  it("nothing is left, not even after 200 of them", async function () {
    this.timeout(60_000);
    const onWindow = countListeners(window);
    const onDocument = countListeners(document);
    const timers = countTimers();
    const channels = countChannels();
    const { element, root, place, state, say } = await setup();
    const census = () => ({
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
    const once = async (reach: "starting" | "opening" | "open", finish = () => element.close({ force: true })) => {
      const ended = element.open();
      await state(reach);
      finish();
      await ended;
      await element.updateComplete;
    };
    await once("open");
    const baseline = census();
    for (let round = 0; round < 200; round++) {
      // Loading the hosted page takes its time; mostly the frame is gone before that.
      await once(round % 10 === 0 ? "open" : round % 2 === 0 ? "starting" : "opening");
    }
    await once("open", () => say(exitMessage()));
    expect(census()).to.deep.equal(baseline);
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

  it("no channel, timer or record of a window is left", async () => {
    const timers = countTimers();
    const channels = countChannels();
    const popup = {
      closed: false,
      opener: null,
      document: document.implementation.createHTMLDocument(),
      sessionStorage: { setItem: () => undefined },
      location: { replace: () => undefined },
      focus: () => undefined,
      close: () => void (popup.closed = true),
    };
    replace(window, "open", () => Object.assign(popup, { closed: false }));
    const { element, state } = await setup({ attributes: { mode: "popup" } });
    for (let round = 0; round < 20; round++) {
      const ended = element.open();
      await state("open");
      expect(channels()).to.equal(1);
      expect(Object.keys(localStorage)).to.have.length(1);
      element.close();
      await ended;
    }
    expect([channels(), timers(), localStorage.length, popup.closed]).to.deep.equal([0, 0, 0, true]);
  });

  it("no connection id is left in storage, attributes or text", async () => {
    const { element, place, state, say } = await setup();
    const ended = element.open();
    await state("open");
    say(successMessage("conn_secret"));
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

describe("listeners of the page", () => {
  /** Collects what listeners throw, instead of failing the test run for it. */
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

  it("may throw in every event, and nothing changes", async () => {
    const thrown = catchErrors();
    const { element, received, state, say, root } = await setup();
    for (const name of eventNames) {
      element.addEventListener(`ofauth-${name}`, () => {
        throw new Error(name);
      });
    }
    const ended = element.open();
    await state("open");
    say(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
    expect(thrown).to.have.length(received.length);
    expect(root.querySelector("dialog")).to.equal(null);
    expect(document.documentElement.hasAttribute("style")).to.equal(false);
  });

  it("may close in every event: one cancel, one close, nothing after", async () => {
    for (const name of ["before-open", "state-change", "open", "load"] as const) {
      const { element, received, root } = await setup();
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

  it("may close when it is over, and nothing happens", async () => {
    const { element, received, state, say } = await setup();
    for (const name of ["success", "close"] as const) {
      element.addEventListener(`ofauth-${name}`, () => element.close({ force: true }));
    }
    const ended = element.open();
    await state("open");
    say(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
    expect(eventLog(received).slice(-2)).to.deep.equal(["success", "close"]);
  });

  it("may call open() in every event: while an attempt is open, it returns that attempt", async () => {
    const { element, received, state, say } = await setup();
    const answers = new Set<unknown>();
    for (const name of ["before-open", "state-change", "open", "load", "success"] as const) {
      element.addEventListener(`ofauth-${name}`, () => answers.add(element.open()));
    }
    const ended = element.open();
    await state("open");
    say(successMessage());
    await ended;
    expect([...answers]).to.deep.equal([ended]);
    expect(eventLog(received).filter((name) => name === "before-open")).to.have.length(1);
  });

  it("may open the next attempt in the close of the last", async () => {
    const { element, received } = await setup({ answers: { "link/init": never } });
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

  it("are not needed: no promise is rejected without a handler", async () => {
    const failing = await setup({ answers: { "link/init": () => Promise.reject(new TypeError("x")) } });
    failing.button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
    failing.button.click();
    await failing.state("failed");
    await quiet();
    expect(rejections).to.deep.equal([]);
  });
});
