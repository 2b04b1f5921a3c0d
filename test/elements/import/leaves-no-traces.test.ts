import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { afterwards, json, never, quiet, replace } from "../../browser/page-setup.js";
import { conflict, cookie, imported, marker, setupImport, userAgent } from "./import-setup.js";

type World = Awaited<ReturnType<typeof setupImport>>;

/** Returns everything of `node` that a script, a stylesheet or a user can read, including shadow roots and fields. */
function readable(node: Element | ShadowRoot): string {
  const parts: unknown[] = [node instanceof Element ? node.outerHTML : node.innerHTML];
  for (const inner of node.querySelectorAll("*")) {
    if (inner instanceof HTMLTextAreaElement || inner instanceof HTMLInputElement) {
      parts.push(inner.value, inner.defaultValue);
    }
    if (inner.shadowRoot) parts.push(readable(inner.shadowRoot));
  }
  if (node instanceof Element && node.shadowRoot) parts.push(readable(node.shadowRoot));
  return parts.join("\n");
}

/** Returns the values of an object's public properties, including inherited ones. */
const properties = (owner: object): string[] =>
  Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(owner)))
    .map((name) => (owner as Record<string, unknown>)[name])
    .map((value) => (typeof value === "string" ? value : ""));

/** Returns what a listener of the page can read from an event. */
function summarize(event: Event): string {
  const { data, detail, clipboardData, dataTransfer } = event as InputEvent & CustomEvent & ClipboardEvent;
  const transfers = [clipboardData, dataTransfer].map((transfer) => transfer?.getData("text/plain"));
  return JSON.stringify([event.type, data, detail, ...transfers]);
}

async function watched(routes: NonNullable<Parameters<typeof setupImport>[0]>["routes"]) {
  const announced: unknown[] = [];
  for (const name of ["log", "info", "debug", "warn", "error"] as const) {
    replace(console, name, (...values: unknown[]) => announced.push(...values));
  }
  const events: string[] = [];
  const note = (event: Event) => events.push(summarize(event));
  for (const name of ["beforeinput", "input", "change", "paste", "drop", "ofauth-imported", "ofauth-error"]) {
    document.addEventListener(name, note);
    afterwards(() => document.removeEventListener(name, note));
  }
  const world = await setupImport({ ...(routes && { routes }) });
  const traces = () =>
    [
      readable(document.documentElement),
      readable(world.element),
      ...events,
      ...announced.map((word) => (word instanceof Error ? `${word.message} ${word.stack}` : JSON.stringify(word))),
      ...[localStorage, sessionStorage].map((storage) => JSON.stringify(Object.entries(storage))),
      ...properties(world.element),
      document.cookie,
      document.title,
      location.href,
      JSON.stringify(history.state),
      ...performance.getEntries().map(({ name }) => name),
    ].join("\n");
  return { ...world, traces, events };
}

async function undo() {
  await sendKeys({ down: "Control" });
  await sendKeys({ press: "z" });
  await sendKeys({ up: "Control" });
}

const types = async (world: World) => {
  // With the keyboard and by pasting, so that the browser dispatches its own events.
  world.field("cookie")!.focus();
  await sendKeys({ type: cookie });
  world.field("user-agent")!.focus();
  await sendKeys({ type: userAgent });
  const data = new DataTransfer();
  data.setData("text/plain", cookie);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true });
  world.field("cookie")!.dispatchEvent(paste);
  world.part("submit")!.click();
};

describe("<ofauth-import> leaves no trace of what was typed", () => {
  it("after a success", async () => {
    const world = await watched({});
    await types(world);
    await world.ended();
    expect(world.host.requests[0]!.body).to.deep.equal({ cookie, userAgent });
    expect(world.traces()).to.not.contain(marker);
  });

  it("in the undo history", async () => {
    const world = await watched({});
    const before = [world.field("cookie")!, world.field("user-agent")!];
    await types(world);
    await world.ended();
    // Browsers store the history of a field in different ways: these new fields have no history.
    expect(before.some((field) => field === world.field("cookie") || field === world.field("user-agent"))).to.equal(
      false,
    );
    world.field("cookie")!.focus();
    await undo();
    world.field("user-agent")!.focus();
    await undo();
    expect(world.traces()).to.not.contain(marker);
  });

  it("during and after the offer of an update", async () => {
    const world = await watched({
      "connections/import": () => conflict("conn_old"),
      "import/conn_old": () => json(imported("conn_old")),
    });
    await types(world);
    await world.ended();
    expect(world.traces()).to.not.contain(marker);
    world.part("action-update")!.click();
    await world.ended(2);
    expect(world.host.requests[1]!.body).to.deep.equal({ cookie, userAgent });
    expect(world.traces()).to.not.contain(marker);
  });

  for (const [what, answer] of [
    ["failed", () => new Response(`<h1>${marker}</h1>`, { status: 500 })],
    [
      "was rejected with a message that quotes it",
      () => json({ code: "import_invalid", message: marker, reason: marker }, 422),
    ],
    ["was sent over no network", () => Promise.reject(new TypeError(marker))],
    ["is being sent", never],
  ] as const) {
    it(`when it ${what}, after the element was removed`, async () => {
      const world = await watched({ "connections/import": answer });
      await types(world);
      await quiet();
      const { element, place } = world;
      expect(world.events.join()).to.not.contain(marker);
      const fields = [world.field("cookie")!, world.field("user-agent")!];
      element.remove();
      expect(fields.map(({ value }) => value)).to.deep.equal(["", ""]);
      await quiet();
      expect(world.traces()).to.not.contain(marker);
      place.append(element);
      await element.updateComplete;
      expect(world.traces()).to.not.contain(marker);
      expect(world.part("message")).to.equal(null);
    });
  }

  it("when a cookie was missing, after the element was removed", async () => {
    const world = await watched({});
    world.type("cookie", `sess=${marker}`);
    await world.press();
    world.element.remove();
    await quiet();
    expect(world.traces()).to.not.contain(marker);
  });

  it("and aborts the request without events when it is removed", async () => {
    const world = await watched({ "connections/import": never });
    await types(world);
    await quiet();
    expect(world.host.requests[0]!.init.signal!.aborted).to.equal(false);
    world.element.remove();
    await quiet();
    expect(world.host.requests[0]!.init.signal!.aborted).to.equal(true);
    expect(world.received).to.deep.equal([]);
  });
});
