/** Regressions that pictures of every state have shown. */
import { expect } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import { afterwards, until, linkMessage } from "../browser/page-setup.js";
import { setupConnect, start } from "./connect/connect-setup.js";
import { setupList } from "./list/list-setup.js";
import { setupImport } from "./import/import-setup.js";
import { knownView, setupStatus } from "./status/status-setup.js";

const scenario = { id: "creator", accountType: "creator", loginType: "password", password: "good", otpCode: null };
const sandbox = linkMessage("sandbox_info", {
  scenarios: [scenario],
  activeScenarioId: scenario.id,
  currentScreen: "login",
});

function setPage(set: { dir?: string; fontSize?: string }): void {
  const { documentElement } = document;
  documentElement.dir = set.dir ?? "";
  documentElement.style.fontSize = set.fontSize ?? "";
  afterwards(() => {
    documentElement.removeAttribute("dir");
    documentElement.removeAttribute("style");
  });
}

/** The rectangles of the first and the last visible character of an element. */
function textEnds(element: Element): { first: DOMRect; last: DOMRect } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) if ((walker.currentNode as Text).data.trim()) texts.push(walker.currentNode as Text);
  const rect = (text: Text, at: number) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  const [first, last] = [texts[0]!, texts.at(-1)!];
  return {
    first: rect(first, first.data.search(/\S/)),
    last: rect(last, last.data.trimEnd().length - 1),
  };
}

describe("English text on a right-to-left page", () => {
  const startsAtRightEdge = (element: Element) =>
    Math.abs(element.getBoundingClientRect().right - element.parentElement!.getBoundingClientRect().right) < 40;

  it("ends with its full stop in the message of a button", async () => {
    setPage({ dir: "rtl" });
    const { element, part, state } = await setupConnect({
      responses: { "link/init": () => new Response("", { status: 500 }) },
    });
    start(element);
    await state("failed");
    await element.updateComplete;
    const { first, last } = textEnds(part("message")!.querySelector("span")!);
    expect(last.left).to.be.greaterThan(first.left);
  });

  it("ends with its full stop in the question of a card", async () => {
    setPage({ dir: "rtl" });
    const { root, button, settled } = await setupStatus({
      view: knownView(),
      properties: { variant: "card", actions: "disconnect" },
    });
    button("disconnect").click();
    await settled();
    const { first, last } = textEnds(root.querySelector("#question")!);
    expect(last.left).to.be.greaterThan(first.left);
  });

  it("ends with its full stop in the import form, and starts at the inline start of the page", async () => {
    setPage({ dir: "rtl" });
    const { root } = await setupImport();
    const hint = root.querySelector("#user-agent-hint")!;
    const { first, last } = textEnds(hint);
    expect(last.left).to.be.greaterThan(first.left);
    expect(startsAtRightEdge(hint)).to.equal(true);
    expect(hint.getBoundingClientRect().right - last.right).to.be.below(2);
  });

  it("ends with its full stop in an empty list", async () => {
    setPage({ dir: "rtl" });
    const { part, state } = await setupList({ has: [] });
    await state("empty");
    const { first, last } = textEnds(part("empty")!.querySelector("p")!);
    expect(last.left).to.be.greaterThan(first.left);
  });
});

describe("the dialog of <ofauth-connect>", () => {
  it("does not move the hosted page when the sandbox strip appears", async () => {
    const { element, frame, part, post, shown } = await setupConnect();
    start(element);
    await shown();
    const place = () => {
      const { left, top, width } = frame()!.getBoundingClientRect();
      return [left, top, width];
    };
    // Wait for the opening animation.
    await Promise.all(
      part("dialog")!
        .getAnimations()
        .map(({ finished }) => finished),
    );
    const before = place();
    post(sandbox);
    await until(() => part("sandbox")?.hidden === false);
    expect(place()).to.deep.equal(before);
    element.close({ force: true });
  });

  for (const [fontSize, size] of [
    ["62.5%", "16px"],
    ["200%", "32px"],
  ] as const) {
    it(`has text of ${size} on a page whose root font size is ${fontSize}`, async () => {
      setPage({ fontSize });
      const { element, part, shown } = await setupConnect();
      start(element);
      await shown();
      const sizes = ["dialog", "title"].map((name) => getComputedStyle(part(name)!).fontSize);
      expect(sizes).to.deep.equal([size, size]);
      element.close({ force: true });
    });
  }
});

describe("a slotted trigger of <ofauth-connect>", () => {
  it("looks disabled when the element is", async () => {
    const own = document.createElement("button");
    own.append("Mine");
    const { element } = await setupConnect({ content: [own] });
    expect(getComputedStyle(own).opacity).to.equal("1");
    element.disabled = true;
    await element.updateComplete;
    expect(Number(getComputedStyle(own).opacity)).to.be.below(0.7);
  });
});

describe("the badge of <ofauth-connection-status>", () => {
  it("keeps its height while loading after the dialog styles were adopted", async () => {
    const { element, part } = await setupStatus({ view: { name: "loading" } });
    element.dispatchEvent(new Event("pointerenter"));
    const { adoptDialogStyles } = await import("../../src/browser/dialog/dialog.styles.js");
    adoptDialogStyles(element.shadowRoot!);
    expect(Math.round(part("badge")!.getBoundingClientRect().height)).to.equal(24);
  });
});

describe("the buttons of a status card", () => {
  it("look the same after the dialog styles were adopted", async () => {
    const { root } = await setupStatus({
      view: knownView({ status: "expired" }),
      properties: { variant: "card", actions: "reconnect refresh disconnect" },
    });
    const looks = () =>
      [...root.querySelectorAll("button")].map((button) => {
        const { backgroundColor, color, borderColor, minBlockSize, padding } = getComputedStyle(button);
        return { backgroundColor, color, borderColor, minBlockSize, padding };
      });
    const before = looks();
    const { adoptDialogStyles } = await import("../../src/browser/dialog/dialog.styles.js");
    adoptDialogStyles(root);
    expect(looks()).to.deep.equal(before);
    expect(before).to.have.length(3);
  });
});

describe("<ofauth-connections>", () => {
  afterEach(() => setViewport({ width: 800, height: 600 }));

  it("has its filters and its button in one row", async () => {
    await setViewport({ width: 800, height: 600 });
    const { part, state } = await setupList();
    await state("ready");
    const [filters, connect] = [part("filters")!, part("connect")!].map((box) => box.getBoundingClientRect());
    expect(connect!.top).to.be.below(filters!.bottom);
    expect(connect!.bottom).to.be.above(filters!.top);
    expect(connect!.left).to.be.greaterThan(filters!.left);
  });

  it("has text of the page's size, regardless of the root font size", async () => {
    setPage({ fontSize: "62.5%" });
    const place = document.createElement("div");
    place.style.fontSize = "16px";
    document.body.append(place);
    afterwards(() => place.remove());
    const { element, part, state } = await setupList();
    await state("ready");
    place.append(element);
    await element.updateComplete;
    expect(parseFloat(getComputedStyle(part("filter")!).fontSize)).to.be.at.least(14);
  });
});
