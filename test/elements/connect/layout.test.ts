import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards, fakeTime, replace, until, linkMessage } from "../../browser/page-setup.js";
import { setup as setupElement, eventLog, type SetupOptions, start } from "./connect-setup.js";

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

async function setup(options: SetupOptions & { dir?: string } = {}) {
  const { documentElement } = document;
  documentElement.dir = options.dir ?? "";
  afterwards(() => documentElement.removeAttribute("dir"));
  const world = await setupElement(options);
  const inView = (element: Element | null | undefined) => {
    const { left, right, top, bottom, width } = element!.getBoundingClientRect();
    return width > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  return {
    ...world,
    inView,
    /** Whatever sticks out sideways, of the page and of the dialog. */
    overflow: () =>
      [
        documentElement,
        ...world.root.querySelectorAll<HTMLElement>(
          "dialog, [part=header], [part=panel], [part=sandbox], [part=message]",
        ),
      ]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ localName, part }) => `${localName} ${part.value}`),
    open: async () => {
      start(world.element);
      await world.state("open");
    },
  };
}

describe("<ofauth-connect> in the page's text", () => {
  it("is where it would be without indents and kept line breaks", async () => {
    const { element, button, place } = await setup();
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
    it(`at 320 pixels, ${dir}: nothing sticks out, and Close is in view`, async () => {
      await setViewport({ width: 320, height: 568 });
      const { open, part, inView, overflow } = await setup({ dir, says: ["loaded", sandbox] });
      await open();
      await until(() => part("sandbox")?.hidden === false);
      expect(overflow()).to.deep.equal([]);
      expect(inView(part("close"))).to.equal(true);
      expect(inView(part("title"))).to.equal(true);
      const { width, height } = part("dialog")!.getBoundingClientRect();
      expect([Math.round(width), Math.round(height)]).to.deep.equal([320, 568]);
    });

    it(`with the alternatives, ${dir}: everything can be reached`, async () => {
      await setViewport({ width: 320, height: 400 });
      const time = fakeTime();
      const { element, received, part, inView, overflow, root } = await setup({ dir, says: [] });
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

  it("at 400 % zoom of a small window, Close is still in view", async () => {
    await setViewport({ width: 320, height: 256 });
    const { open, part, inView, overflow } = await setup();
    await open();
    expect(inView(part("close"))).to.equal(true);
    expect(overflow()).to.deep.equal([]);
  });

  it("wraps a long label instead of overflowing", async () => {
    await setViewport({ width: 320, height: 568 });
    const { element, button, overflow } = await setup({ attributes: { label: "Connect your account now ".repeat(6) } });
    expect(overflow()).to.deep.equal([]);
    expect(button.getBoundingClientRect().right).to.be.at.most(320);
    expect(button.getBoundingClientRect().height).to.be.at.least(40);
    await element.updateComplete;
  });

  it("has a message that breaks too", async () => {
    await setViewport({ width: 320, height: 568 });
    replace(window, "open", () => null);
    const { element, overflow } = await setup({ answers: { "link/init": () => new Response("", { status: 403 }) } });
    await element.open();
    await element.updateComplete;
    expect(overflow()).to.deep.equal([]);
  });
});

describe("<ofauth-connect> on a large screen", () => {
  it("has a dialog of its own size, in the middle", async () => {
    await setViewport({ width: 1200, height: 900 });
    const { open, part } = await setup();
    await open();
    const { left, right, width, height } = part("dialog")!.getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).to.deep.equal([440, 720]);
    expect(Math.abs(left - (1200 - right))).to.be.at.most(1);
  });

  it("is as large as the page says, by its tokens", async () => {
    await setViewport({ width: 1200, height: 900 });
    const { element, open, part } = await setup();
    element.style.setProperty("--ofauth-dialog-width", "600px");
    element.style.setProperty("--ofauth-dialog-height", "500px");
    await open();
    const { width, height } = part("dialog")!.getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).to.deep.equal([600, 500]);
  });

  it("is not there at all while hidden", async () => {
    const { element } = await setup({ attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
  });
});

describe("<ofauth-connect> with reduced motion", () => {
  const animations = (element: Element) =>
    element.getAnimations({ subtree: true }).map((animation) => (animation as CSSAnimation).animationName);

  it("opens without moving", async () => {
    await emulateMedia({ reducedMotion: "reduce" });
    const { element, received, part, root } = await setup({ says: [] });
    start(element);
    await until(() => eventLog(received).includes("open"));
    expect(animations(part("dialog")!)).to.deep.equal([]);
    await element.updateComplete;
    expect(getComputedStyle(root.querySelector("[part=spinner]")!).animationDuration).to.equal("4s");
  });

  it("opens with a movement otherwise", async () => {
    await emulateMedia({ reducedMotion: "no-preference" });
    const { element, received, part } = await setup({ says: [] });
    start(element);
    await until(() => eventLog(received).includes("open"));
    expect(animations(part("dialog")!)).to.include("enter");
  });
});
