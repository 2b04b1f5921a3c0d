import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import type { ConnectionView } from "../../../src/connections/types.js";
import { adoptDialogStyles } from "../../../src/browser/dialog/dialog.styles.js";
import { afterwards } from "../../browser/page-setup.js";
import { connection, knownView, setupStatus, type SetupOptions } from "./status-setup.js";

afterEach(async () => {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ reducedMotion: "no-preference" });
});

const longName = { userData: { id: "1", name: "x".repeat(200), username: "y".repeat(100), avatar: null } };

async function setup(options: SetupOptions & { dir?: string; fontSize?: string; over?: object } = {}) {
  const { documentElement } = document;
  documentElement.dir = options.dir ?? "";
  documentElement.style.fontSize = options.fontSize ?? "";
  afterwards(() => {
    documentElement.removeAttribute("dir");
    documentElement.removeAttribute("style");
  });
  const world = await setupStatus({
    view: knownView({ status: "expired", permissions: ["p".repeat(100), "messages"], imported: true, ...options.over }),
    ...options,
    properties: { variant: "card", actions: "reconnect refresh invalidate disconnect", ...options.properties },
  });
  world.root.querySelector("details")?.setAttribute("open", "");
  return {
    ...world,
    /** Elements that overflow horizontally. */
    overflow: () =>
      [documentElement, ...world.root.querySelectorAll<HTMLElement>("*:not(.unseen)")]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          return width > 0 && (left < 0 || right > innerWidth + 0.5);
        })
        .map((element) => element.localName + (element.getAttribute("part") ?? "")),
  };
}

describe("<ofauth-connection-status> on a small screen", () => {
  for (const dir of ["ltr", "rtl"]) {
    for (const fontSize of ["", "200%"]) {
      it(`fits 320 pixels, ${dir}, text at ${fontSize || "100%"}`, async () => {
        await setViewport({ width: 320, height: 568 });
        const { element, overflow, button, settled } = await setup({ dir, fontSize, over: longName });
        expect(overflow()).to.deep.equal([]);
        button("disconnect").click();
        await settled();
        expect(overflow(), "with the question").to.deep.equal([]);
        element.variant = "badge";
        await settled();
        expect(overflow(), "as a badge").to.deep.equal([]);
        await expect(element).to.be.accessible();
        const waits = await setup({ dir, fontSize, view: { name: "loading" } });
        expect(waits.overflow(), "while it loads").to.deep.equal([]);
      });
    }
  }

  it("aligns with the direction of the language", async () => {
    for (const dir of ["ltr", "rtl"] as const) {
      const { part } = await setup({ dir });
      const avatar = part("avatar")!.getBoundingClientRect();
      const text = document.createRange();
      text.selectNodeContents(part("name")!);
      const name = text.getBoundingClientRect();
      expect(dir === "rtl" ? avatar.left >= name.right : avatar.right <= name.left, dir).to.equal(true);
      expect(dir === "rtl" ? avatar.left - name.right : name.left - avatar.right, dir).to.be.below(20);
    }
  });
});

describe("<ofauth-connection-status> layout", () => {
  it("has a badge of constant height, without a layout shift after loading", async () => {
    const heights = new Set<number>();
    for (const view of [{ name: "loading" }, { name: "none" }, knownView(), knownView({ status: "x" })] as const) {
      const { part } = await setupStatus({ view });
      heights.add(Math.round(part("badge")!.getBoundingClientRect().height));
    }
    expect([...heights]).to.deep.equal([24]);
  });

  for (const [name, font, spacing] of [
    ["the default font", "16px sans-serif", "normal"],
    ["a wide font", "16px monospace", "0.1em"],
    ["large text", "24px serif", "normal"],
  ] as const) {
    it(`has a card as high while loading as with an active connection, whatever its name: ${name}`, async () => {
      const users = [connection().userData, longName.userData, { ...longName.userData, username: "" }];
      for (const width of [320, 420, 600, 800, 1200]) {
        await setViewport({ width, height: 600 });
        for (const actions of ["reconnect", "refresh disconnect"]) {
          const heightOf = async (view: ConnectionView) => {
            const { element, place } = await setupStatus({ view, properties: { variant: "card", actions } });
            Object.assign(place.style, { font, letterSpacing: spacing });
            const { height } = element.getBoundingClientRect();
            place.remove();
            return height;
          };
          const waits = await heightOf({ name: "loading" });
          for (const userData of users) {
            const shown = await heightOf(knownView({ userData }));
            // WebKit places each of the two lines.
            expect(waits, `${String(width)} ${actions} ${userData?.name ?? ""}`).to.be.closeTo(shown, 1.5);
          }
        }
      }
    });
  }

  it("shows a name that is too long for its line on hover, and whole to assistive technology", async () => {
    await setViewport({ width: 320, height: 600 });
    const { part } = await setup({ over: longName });
    for (const name of ["name", "username"]) {
      expect(part(name)!.title).to.equal(part(name)!.textContent);
      expect(part(name)!.scrollWidth).to.be.above(part(name)!.clientWidth);
    }
  });

  it("looks the same with the stylesheet of a flow, which is added to its own", async () => {
    const { root, settled } = await setup({ view: knownView({ imported: true }) });
    const styles = () =>
      [...root.querySelectorAll("*")].flatMap((element) => {
        const style = getComputedStyle(element);
        const names = Array.from(style).filter((name) => !name.startsWith("--"));
        return names.map((name) => `${element.localName} { ${name}: ${style.getPropertyValue(name)} }`);
      });
    const before = styles();
    adoptDialogStyles(root);
    await settled();
    expect(styles().filter((rule, index) => rule !== before[index])).to.deep.equal([]);
  });

  it("has target sizes of 24 pixels beside a badge and 32 on a card", async () => {
    const badge = await setupStatus({ view: knownView({ status: "expired" }) });
    expect(badge.button("reconnect").getBoundingClientRect().height).to.be.at.least(24);
    const { root } = await setup();
    for (const button of root.querySelectorAll("button")) {
      expect(button.getBoundingClientRect().height, button.textContent.trim()).to.be.at.least(32);
    }
  });

  it("is one row where there is space", async () => {
    await setViewport({ width: 1000, height: 600 });
    const { part } = await setup();
    const middle = (name: string) => {
      const { top, bottom } = part(name)!.getBoundingClientRect();
      return (top + bottom) / 2;
    };
    expect(middle("actions")).to.be.closeTo(middle("avatar"), 4);
  });

  it("ignores indentation and white-space settings of the page", async () => {
    for (const variant of ["badge", "card"] as const) {
      const { element, root } = await setup({ properties: { variant } });
      const boxes = () =>
        [...root.querySelectorAll("button, [part=avatar], [part=badge]")].map((box) => {
          const { left, width, height } = box.getBoundingClientRect();
          return [left, width, height].map(Math.round).join(" ");
        });
      const before = boxes();
      // Set on the element itself, as by a page's rule for all elements.
      Object.assign(element.style, { whiteSpace: "pre-wrap", textIndent: "40px" });
      expect(boxes(), variant).to.deep.equal(before);
    }
  });

  it("keeps the initials inside the avatar at any text size", async () => {
    const { part } = await setup({ fontSize: "300%" });
    const letters = document.createRange();
    letters.selectNodeContents(part("avatar")!);
    expect(letters.getBoundingClientRect().height).to.be.below(part("avatar")!.getBoundingClientRect().height);
    expect(letters.getBoundingClientRect().width).to.be.below(part("avatar")!.getBoundingClientRect().width);
  });

  it("leaves no gap for an unknown account", async () => {
    await setViewport({ width: 500, height: 600 });
    const { part } = await setup({
      view: knownView({ userData: null, lastCheckedAt: null, permissions: [] }),
    });
    const gap = part("actions")!.getBoundingClientRect().top - part("badge")!.getBoundingClientRect().bottom;
    // Compares with the badge, which is centered in the avatar's row.
    expect(gap).to.be.within(8, 17);
  });

  it("has subdued buttons for destructive actions, beside a badge and on a card", async () => {
    for (const variant of ["badge", "card"] as const) {
      const { button } = await setup({ view: knownView(), properties: { variant } });
      expect(getComputedStyle(button("disconnect")).borderTopColor, variant).to.equal("rgba(0, 0, 0, 0)");
      expect(getComputedStyle(button("refresh")).borderTopColor, variant).not.to.equal("rgba(0, 0, 0, 0)");
    }
  });

  it("does not animate while loading, because a thousand animated badges are slow", async () => {
    for (const variant of ["badge", "card"] as const) {
      const { element, root } = await setupStatus({ properties: { variant } });
      expect(element.status).to.equal("loading");
      expect(root.getAnimations()).to.have.length(0);
    }
  });

  it("takes no space while hidden, and has no style attributes", async () => {
    const { element, root } = await setup({ attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
    expect(root.querySelector("[style], style")).to.equal(null);
  });

  it("is a card when that is set as a property, too", async () => {
    const { element } = await setup();
    expect(element.getAttribute("variant")).to.equal("card");
    expect(getComputedStyle(element).display).to.equal("block");
  });
});
