import { expect } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import { makeRoot, openDialog } from "./dialog-setup.js";
import { afterwards, replace } from "../page-setup.js";

afterEach(() => setViewport({ width: 800, height: 600 }));

/** Replaces the visual viewport, which no test can give an on-screen keyboard. */
function fakeViewport(height: number) {
  const viewport = Object.assign(new EventTarget(), { height, offsetTop: 0, scale: 1 });
  replace(window, "visualViewport", viewport);
  return (fields: Partial<typeof viewport>) => {
    Object.assign(viewport, fields);
    viewport.dispatchEvent(new Event("resize"));
  };
}

/** Opens a dialog, without its entrance. */
function openAtOnce(options: Parameters<typeof openDialog>[0] = {}) {
  const fixture = openDialog(options);
  fixture.dialogElement.getAnimations().forEach((animation) => animation.finish());
  return fixture;
}

const scenario = { id: "basic", accountType: "creator", loginType: "none", password: "pass", otpCode: undefined };

describe("the dialog in the visible part of the window", () => {
  it("is the whole of it on a phone, above the on-screen keyboard and where the page has been moved to", async () => {
    await setViewport({ width: 400, height: 800 });
    const change = fakeViewport(800);
    const { dialogElement } = openAtOnce();
    const place = () => {
      const { top, height } = dialogElement.getBoundingClientRect();
      return [top, height].map(Math.round);
    };
    expect(place()).to.deep.equal([0, 800]);
    change({ height: 460, offsetTop: 60 });
    expect(place()).to.deep.equal([60, 460]);
    change({ height: 800, offsetTop: 0 });
    expect(place()).to.deep.equal([0, 800]);
  });

  it("is centred in it on a tablet, and keeps its size when two fingers zoom in", async () => {
    await setViewport({ width: 800, height: 1000 });
    const change = fakeViewport(1000);
    const { dialogElement } = openAtOnce();
    const place = () => {
      const { top, height } = dialogElement.getBoundingClientRect();
      return [top, height].map(Math.round);
    };
    expect(place()).to.deep.equal([140, 720]);
    change({ height: 600 });
    expect(place()).to.deep.equal([0, 600]);
    change({ height: 500, scale: 2, offsetTop: 300 });
    expect(place()).to.deep.equal([140, 720]);
  });

  for (const [width, height] of [
    [667, 375],
    [844, 390],
    [1200, 450],
  ] as const) {
    it(`is the whole window at ${width} by ${height}, with the page in most of it`, async () => {
      await setViewport({ width, height });
      const { dialog, dialogElement, part, root } = openAtOnce();
      const frame = document.createElement("iframe");
      dialog.page.insert(frame);
      dialog.showOrigin("https://link.ofauth.com");
      await dialog.showSandbox({ scenarios: [scenario], activeScenarioId: "basic", currentScreen: "login" });
      const { top, left, right, bottom } = dialogElement.getBoundingClientRect();
      expect([top, left, right, bottom]).to.deep.equal([0, 0, width, height]);
      expect(part("header").getBoundingClientRect().height).to.be.at.most(50);
      expect(frame.getBoundingClientRect().height / height).to.be.greaterThan(0.6);
      const [title, origin] = [part("title"), root.querySelector(".origin")!].map((each) =>
        each.getBoundingClientRect(),
      );
      expect(origin!.left).to.be.at.least(title!.right);
    });
  }

  it("folds the sandbox strip while it is low, and the user can unfold it", async () => {
    await setViewport({ width: 800, height: 800 });
    const change = fakeViewport(800);
    const { dialog, part } = openAtOnce();
    const strip = part("sandbox") as HTMLDetailsElement;
    const info = { scenarios: [scenario], activeScenarioId: "basic", currentScreen: "login" };
    await dialog.showSandbox(info);
    expect(strip.open).to.equal(true);
    change({ height: 300 });
    expect(strip.open).to.equal(false);
    strip.querySelector("summary")!.click();
    change({ height: 310 });
    await dialog.showSandbox(info);
    expect(strip.open).to.equal(true);
    change({ height: 800 });
    expect(strip.open).to.equal(true);
  });
});

/** What pages set for all that is in them, and what of it must not reach the dialog. */
const inherited = {
  pointerEvents: "none",
  userSelect: "none",
  visibility: "hidden",
  writingMode: "vertical-rl",
  textOrientation: "upright",
  webkitTextFillColor: "transparent",
  letterSpacing: "9px",
  lineHeight: "3",
  textTransform: "uppercase",
  whiteSpace: "pre",
  wordBreak: "break-all",
  cursor: "none",
  fontVariantCaps: "small-caps",
} as const;

describe("the dialog on a page that has set", () => {
  const read = (dialogElement: Element) => {
    const { width, height } = dialogElement.getBoundingClientRect();
    const style = getComputedStyle(dialogElement) as unknown as Readonly<Record<string, string>>;
    return { width, height, ...Object.fromEntries(Object.keys(inherited).map((name) => [name, style[name]])) };
  };
  const openOn = (set: () => void) => {
    const { root, host } = makeRoot();
    set();
    const { dialog } = openDialog({ root });
    const dialogElement = root.querySelector("dialog")!;
    const values = read(dialogElement);
    const { x, y, width, height } = root.querySelector("[part=close]")!.getBoundingClientRect();
    const isHit = document.elementFromPoint(x + width / 2, y + height / 2) === host;
    dialog.close();
    return { ...values, isHit };
  };

  for (const [name, value] of Object.entries(inherited)) {
    it(`${name}: ${value}, is as everywhere`, () => {
      afterwards(() => document.body.removeAttribute("style"));
      const before = openOn(() => undefined);
      expect(before.isHit).to.equal(true);
      expect(openOn(() => Object.assign(document.body.style, { [name]: value }))).to.deep.equal(before);
    });
  }

  it("zoom, is as everywhere", () => {
    afterwards(() => [document.body, document.documentElement].forEach((each) => each.removeAttribute("style")));
    const before = openOn(() => undefined);
    const zoomed = openOn(() => {
      document.body.style.zoom = "1.25";
      document.documentElement.style.zoom = "0.5";
    });
    expect(zoomed.isHit).to.equal(true);
    expect(Math.abs(zoomed.width - before.width)).to.be.lessThan(1);
    expect(Math.abs(zoomed.height - before.height)).to.be.lessThan(1);
  });

  it("a colour scheme and a direction, has them", () => {
    const { root, host } = makeRoot();
    host.style.colorScheme = "dark";
    host.dir = "rtl";
    openDialog({ root });
    const { colorScheme, direction } = getComputedStyle(root.querySelector("dialog")!);
    expect([colorScheme, direction]).to.deep.equal(["dark", "rtl"]);
  });
});

describe("the alternatives in a low dialog with large text", () => {
  for (const isBeside of [false, true]) {
    it(`can all be reached, the first line too, ${isBeside ? "beside" : "in place of"} the page`, async () => {
      await setViewport({ width: 320, height: 400 });
      document.documentElement.style.fontSize = "32px";
      afterwards(() => document.documentElement.removeAttribute("style"));
      const { dialog, part } = openAtOnce();
      dialog.page.offerAlternatives("frame_timeout", ["popup", "redirect"], isBeside);
      const panel = part("panel");
      const bounds = () => panel.getBoundingClientRect();
      panel.scrollTop = 0;
      const first = panel.firstElementChild!.getBoundingClientRect();
      expect(first.top).to.be.at.least(bounds().top);
      expect(bounds().bottom).to.be.at.most(400);
      for (const button of panel.querySelectorAll("button")) {
        expect(button.scrollHeight, button.textContent).to.be.at.most(button.clientHeight);
      }
      const last = panel.lastElementChild!;
      last.scrollIntoView();
      expect(last.getBoundingClientRect().bottom).to.be.at.most(Math.ceil(bounds().bottom));
    });
  }
});
