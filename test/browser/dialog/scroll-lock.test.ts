import { expect } from "@open-wc/testing";
import { lockScroll as lock } from "../../../src/browser/dialog/scroll-lock.js";
import { afterwards } from "../page-setup.js";

/** Locks the page and returns a function that unlocks it. */
function lockScroll(page: Document) {
  const controller = new AbortController();
  lock(page, controller.signal);
  return () => controller.abort();
}

/** Adds a stylesheet to the page. */
function addStyles(css: string) {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  afterwards(() => style.remove());
}

function setupPage(css = "") {
  addStyles(css);
  const header = document.createElement("header");
  Object.assign(header.style, { position: "sticky", top: "0", height: "20px" });
  const spacer = document.createElement("div");
  spacer.style.height = "300vh";
  document.body.append(header, spacer);
  const sheets = [...document.adoptedStyleSheets];
  afterwards(() => {
    header.remove();
    spacer.remove();
    document.adoptedStyleSheets = sheets;
    document.documentElement.removeAttribute("style");
    scrollTo(0, 0);
  });
  return { header, spacer };
}

const root = document.documentElement;
const overflow = (element: Element = root) => getComputedStyle(element).overflow;

describe("lockScroll", () => {
  it("stays ended when the page sets a list of sheets again that it has kept", () => {
    setupPage();
    const unlock = lockScroll(document);
    const kept = [...document.adoptedStyleSheets];
    expect(overflow()).to.equal("hidden");
    unlock();
    document.adoptedStyleSheets = kept;
    expect(overflow()).to.equal("visible");
  });

  it("prevents scrolling, and changes no attribute of the page", () => {
    setupPage();
    const before = root.cloneNode() as Element;
    const unlock = lockScroll(document);
    expect(overflow()).to.equal("hidden");
    expect(root.cloneNode().isEqualNode(before)).to.equal(true);
    unlock();
    expect(overflow()).to.equal("visible");
    expect(document.adoptedStyleSheets).to.have.length(0);
  });

  it("keeps the page from being pulled to reload", () => {
    setupPage();
    const unlock = lockScroll(document);
    expect(getComputedStyle(root).overscrollBehavior).to.equal("none");
    unlock();
    expect(getComputedStyle(root).overscrollBehavior).to.equal("auto");
  });

  it("lasts when a router replaces the attributes of the root element", () => {
    setupPage();
    const unlock = lockScroll(document);
    for (const name of root.getAttributeNames().filter((name) => name !== "lang")) root.removeAttribute(name);
    root.style.overflow = "auto";
    expect(overflow()).to.equal("hidden");
    unlock();
    expect(root.style.overflow).to.equal("auto");
  });

  it("overrides the page's stylesheets, whatever their selectors and importance are", () => {
    setupPage("html:root#x:not(#y), html:root { overflow: scroll !important; overscroll-behavior: auto !important }");
    lockScroll(document);
    expect(overflow()).to.equal("hidden");
    expect(getComputedStyle(root).overscrollBehavior).to.equal("none");
  });

  for (const css of [
    "body { overflow-x: hidden }",
    "html body { overflow: auto !important }",
    "body { overflow-x: clip }",
    "html { overflow-x: hidden } body { overflow-x: clip }",
  ]) {
    it(`keeps a sticky header in its place on a page with ${css}`, () => {
      const { header } = setupPage(css);
      scrollTo(0, 120);
      const before = header.getBoundingClientRect();
      const unlock = lockScroll(document);
      expect(header.getBoundingClientRect()).to.deep.equal(before);
      expect(scrollY).to.equal(120);
      unlock();
      expect(header.getBoundingClientRect()).to.deep.equal(before);
      expect(scrollY).to.equal(120);
    });
  }

  for (const css of [
    "html { overflow: hidden; height: 100% } body { overflow: auto; height: 100% }",
    "html { height: 100% } body { contain: paint; overflow: auto; height: 100% }",
  ]) {
    it(`leaves the scrolling of <body> to it with ${css}`, () => {
      setupPage(css);
      document.body.scrollTop = 90;
      const unlock = lockScroll(document);
      expect(document.body.scrollTop).to.equal(90);
      expect(overflow(document.body)).to.equal("auto");
      unlock();
      document.body.scrollTop = 0;
    });
  }

  it("keeps the page's width, and reserves no space for a scrollbar that there was not", () => {
    const { spacer } = setupPage();
    const width = () => document.body.getBoundingClientRect().width;
    const before = width();
    const unlock = lockScroll(document);
    expect(width()).to.equal(before);
    unlock();
    spacer.style.height = "10px";
    root.style.zoom = "1.5";
    const zoomed = width();
    lockScroll(document);
    expect(width()).to.equal(zoomed);
    expect(getComputedStyle(root).scrollbarGutter).to.equal("auto");
  });

  it("keeps the stylesheets that the page adds meanwhile, and unlocks only once", () => {
    setupPage();
    const unlock = lockScroll(document);
    const theirs = new CSSStyleSheet();
    document.adoptedStyleSheets.push(theirs);
    unlock();
    unlock();
    expect(document.adoptedStyleSheets).to.deep.equal([theirs]);
  });
});
