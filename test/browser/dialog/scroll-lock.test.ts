import { expect } from "@open-wc/testing";
import { lockScroll } from "../../../src/browser/dialog/scroll-lock.js";
import { afterwards } from "../page-setup.js";

function setup(...declarations: readonly (readonly [name: string, value: string, priority?: string])[]) {
  const { style } = document.documentElement;
  const tall = document.createElement("div");
  tall.style.height = "300vh";
  document.body.append(tall);
  afterwards(() => {
    tall.remove();
    document.documentElement.removeAttribute("style");
    scrollTo(0, 0);
  });
  for (const [name, value, priority = ""] of declarations) style.setProperty(name, value, priority);
  return { style, before: document.documentElement.getAttribute("style") };
}

const now = () => document.documentElement.getAttribute("style");

describe("the scroll lock", () => {
  it("keeps the page from scrolling, and gives back a page without a style attribute", () => {
    setup();
    const unlock = lockScroll(document);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    unlock();
    expect(document.documentElement.hasAttribute("style")).to.equal(false);
  });

  it("gives back what the page had there, with its priority and among its other styles", () => {
    const { before } = setup(
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
    expect(properties(now())).to.deep.equal(properties(before));
  });

  it("gives back overflow that was set for one direction only", () => {
    const { style } = setup(["overflow-x", "clip"]);
    lockScroll(document)();
    expect(style.getPropertyValue("overflow-x")).to.equal("clip");
    expect(style.getPropertyValue("overflow-y")).to.equal("");
  });

  it("leaves a lock of the page's own in place", () => {
    const { style } = setup(["overflow", "hidden"]);
    lockScroll(document)();
    expect(style.overflow).to.equal("hidden");
    expect(style.getPropertyPriority("overflow")).to.equal("");
  });

  it("wins over the page's own stylesheet", () => {
    setup();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { overflow: scroll !important }");
    document.adoptedStyleSheets.push(sheet);
    afterwards(() => document.adoptedStyleSheets.pop());
    const unlock = lockScroll(document);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    unlock();
  });

  it("keeps the place where the page was, and its width", () => {
    setup();
    scrollTo(0, 120);
    const width = document.body.getBoundingClientRect().width;
    const unlock = lockScroll(document);
    expect(scrollY).to.equal(120);
    expect(document.body.getBoundingClientRect().width).to.equal(width);
    unlock();
    expect(scrollY).to.equal(120);
  });

  it("is given back once: a second call changes nothing", () => {
    const { style } = setup();
    const unlock = lockScroll(document);
    unlock();
    style.overflow = "auto";
    unlock();
    expect(style.overflow).to.equal("auto");
  });
});
