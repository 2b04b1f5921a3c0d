import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards, fakeTime, replace, until, linkMessage } from "../../browser/page-setup.js";
import { setupConnect, eventLog, type SetupOptions, start } from "./connect-setup.js";

afterEach(async () => {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
});

const scenario = {
  id: "a-very-long-scenario-name-without-any-place-to-break-it",
  accountType: "creator",
  loginType: "app_otp",
  password: "x".repeat(120),
  otpCode: null,
};
const sandbox = linkMessage("sandbox_info", {
  scenarios: [scenario],
  activeScenarioId: scenario.id,
  currentScreen: "login",
});

async function setupLayout(options: SetupOptions & { dir?: string } = {}) {
  const { documentElement } = document;
  documentElement.dir = options.dir ?? "";
  afterwards(() => documentElement.removeAttribute("dir"));
  const fixture = await setupConnect(options);
  const inView = (element: Element | null | undefined) => {
    const { left, right, top, bottom, width } = element!.getBoundingClientRect();
    return width > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  return {
    ...fixture,
    inView,
    /** Elements of the page and the dialog that overflow horizontally. */
    overflow: () =>
      [
        documentElement,
        ...fixture.root.querySelectorAll<HTMLElement>(
          "dialog, [part=header], [part=panel], [part=sandbox], [part=message]",
        ),
      ]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ localName, part }) => `${localName} ${part.value}`),
    open: async () => {
      start(fixture.element);
      await fixture.state("open");
    },
  };
}

describe("<ofauth-connect> in the page's text", () => {
  it("ignores text-indent and white-space of the page", async () => {
    const { element, button, place } = await setupLayout();
    const offset = () => {
      const [outer, inner] = [element, button].map((box) => box.getBoundingClientRect());
      return [outer!.height, inner!.left - outer!.left, inner!.top - outer!.top].map(Math.round);
    };
    const before = offset();
    Object.assign(place.style, { whiteSpace: "pre-wrap", textIndent: "40px" });
    expect(offset()).to.deep.equal(before);
  });
});

describe("<ofauth-connect> on a small screen", () => {
  for (const dir of ["ltr", "rtl"]) {
    it(`does not overflow and keeps Close in view at 320 pixels, ${dir}`, async () => {
      await setViewport({ width: 320, height: 568 });
      const { open, part, inView, overflow } = await setupLayout({ dir, messages: ["loaded", sandbox] });
      await open();
      await until(() => part("sandbox")?.hidden === false);
      expect(overflow()).to.deep.equal([]);
      expect(inView(part("close"))).to.equal(true);
      expect(inView(part("title"))).to.equal(true);
      const { width, height } = part("dialog")!.getBoundingClientRect();
      expect([Math.round(width), Math.round(height)]).to.deep.equal([320, 568]);
    });

    it(`keeps Close and all alternatives reachable, ${dir}`, async () => {
      await setViewport({ width: 320, height: 400 });
      const time = fakeTime();
      const { element, received, part, inView, overflow, root } = await setupLayout({ dir, messages: [] });
      start(element);
      await until(() => eventLog(received).includes("open"));
      time.advance(15_000);
      expect(overflow()).to.deep.equal([]);
      expect(inView(part("close"))).to.equal(true);
      for (const button of root.querySelectorAll("[part=panel] button")) {
        button.scrollIntoView();
        expect(inView(button), button.textContent).to.equal(true);
      }
    });
  }

  it("keeps Close in view at 400 % zoom of a small window", async () => {
    await setViewport({ width: 320, height: 256 });
    const { open, part, inView, overflow } = await setupLayout();
    await open();
    expect(inView(part("close"))).to.equal(true);
    expect(overflow()).to.deep.equal([]);
  });

  it("wraps a long label instead of overflowing", async () => {
    await setViewport({ width: 320, height: 568 });
    const { element, button, overflow } = await setupLayout({
      attributes: { label: "Connect your account now ".repeat(6) },
    });
    expect(overflow()).to.deep.equal([]);
    expect(button.getBoundingClientRect().right).to.be.at.most(320);
    expect(button.getBoundingClientRect().height).to.be.at.least(40);
    await element.updateComplete;
  });

  it("wraps a long message", async () => {
    await setViewport({ width: 320, height: 568 });
    replace(window, "open", () => null);
    const { element, overflow } = await setupLayout({
      responses: { "link/init": () => new Response("", { status: 403 }) },
    });
    await element.open();
    await element.updateComplete;
    expect(overflow()).to.deep.equal([]);
  });
});

describe("<ofauth-connect> on a large screen", () => {
  it("centers a dialog of its default size", async () => {
    await setViewport({ width: 1200, height: 900 });
    const { open, part } = await setupLayout();
    await open();
    const { left, right, width, height } = part("dialog")!.getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).to.deep.equal([440, 720]);
    expect(Math.abs(left - (1200 - right))).to.be.at.most(1);
  });

  it("sizes its dialog by the page's tokens", async () => {
    await setViewport({ width: 1200, height: 900 });
    const { element, open, part } = await setupLayout();
    element.style.setProperty("--ofauth-dialog-width", "600px");
    element.style.setProperty("--ofauth-dialog-height", "500px");
    await open();
    const { width, height } = part("dialog")!.getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).to.deep.equal([600, 500]);
  });

  it("is not displayed while hidden", async () => {
    const { element } = await setupLayout({ attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
  });
});

describe("the dialog animation of <ofauth-connect>", () => {
  const animations = (element: Element) =>
    element.getAnimations({ subtree: true }).map((animation) => (animation as CSSAnimation).animationName);

  it("is omitted with prefers-reduced-motion", async () => {
    await emulateMedia({ reducedMotion: "reduce" });
    const { element, received, part, root } = await setupLayout({ messages: [] });
    start(element);
    await until(() => eventLog(received).includes("open"));
    expect(animations(part("dialog")!)).to.deep.equal([]);
    await element.updateComplete;
    expect(getComputedStyle(root.querySelector("[part=spinner]")!).animationDuration).to.equal("4s");
  });

  it("is played otherwise", async () => {
    await emulateMedia({ reducedMotion: "no-preference" });
    const { element, received, part } = await setupLayout({ messages: [] });
    start(element);
    await until(() => eventLog(received).includes("open"));
    expect(animations(part("dialog")!)).to.include("enter");
  });
});
