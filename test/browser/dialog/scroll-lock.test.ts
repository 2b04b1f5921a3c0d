import { expect } from "@open-wc/testing";
import { lockScroll } from "../../../src/browser/dialog/scroll-lock.js";
import { afterwards } from "../page-setup.js";

function setupPage(...declarations: readonly (readonly [name: string, value: string, priority?: string])[]) {
  const { style } = document.documentElement;
  const spacer = document.createElement("div");
  spacer.style.height = "300vh";
  document.body.append(spacer);
  afterwards(() => {
    spacer.remove();
    document.documentElement.removeAttribute("style");
    scrollTo(0, 0);
  });
  for (const [name, value, priority = ""] of declarations) style.setProperty(name, value, priority);
  return { style, styleBefore: document.documentElement.getAttribute("style") };
}

const styleAttribute = () => document.documentElement.getAttribute("style");

describe("lockScroll", () => {
  it("prevents scrolling, and removes its style attribute when unlocked", () => {
    setupPage();
    const unlock = lockScroll(document);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    unlock();
    expect(document.documentElement.hasAttribute("style")).to.equal(false);
  });

  it("restores the page's declarations with their priorities", () => {
    const { styleBefore } = setupPage(
      ["color", "red"],
      ["overflow", "scroll", "important"],
      ["scrollbar-gutter", "auto"],
      ["--x", "1"],
    );
    const unlock = lockScroll(document);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    unlock();
    const properties = (text: string | null) =>
      (text ?? "")
        .split(";")
        .map((part) => part.trim())
        .toSorted();
    expect(properties(styleAttribute())).to.deep.equal(properties(styleBefore));
  });

  it("restores an overflow of one axis only", () => {
    const { style } = setupPage(["overflow-x", "clip"]);
    lockScroll(document)();
    expect(style.getPropertyValue("overflow-x")).to.equal("clip");
    expect(style.getPropertyValue("overflow-y")).to.equal("");
  });

  it("keeps an overflow: hidden of the page", () => {
    const { style } = setupPage(["overflow", "hidden"]);
    lockScroll(document)();
    expect(style.overflow).to.equal("hidden");
    expect(style.getPropertyPriority("overflow")).to.equal("");
  });

  it("overrides the page's stylesheet", () => {
    setupPage();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { overflow: scroll !important }");
    document.adoptedStyleSheets.push(sheet);
    afterwards(() => document.adoptedStyleSheets.pop());
    const unlock = lockScroll(document);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    unlock();
  });

  it("keeps the page's scroll position and width", () => {
    setupPage();
    scrollTo(0, 120);
    const width = document.body.getBoundingClientRect().width;
    const unlock = lockScroll(document);
    expect(scrollY).to.equal(120);
    expect(document.body.getBoundingClientRect().width).to.equal(width);
    unlock();
    expect(scrollY).to.equal(120);
  });

  it("unlocks only once", () => {
    const { style } = setupPage();
    const unlock = lockScroll(document);
    unlock();
    style.overflow = "auto";
    unlock();
    expect(style.overflow).to.equal("auto");
  });
});
