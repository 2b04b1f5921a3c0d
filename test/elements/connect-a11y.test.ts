import { expect } from "@open-wc/testing";
import { emulateMedia } from "@web/test-runner-commands";
import { fakeTime, never, replace, successWord, until, word } from "../browser/page-setup.js";
import { record, setup, told, type SetupOptions, start } from "./connect-setup.js";

type World = Awaited<ReturnType<typeof setup>>;

const scenario = { id: "creator-otp", accountType: "creator", loginType: "app_otp", password: "pass", otpCode: null };
const sandbox = word("sandbox_info", {
  scenarios: [scenario],
  activeScenarioId: "creator-otp",
  currentScreen: "login",
});

async function begun(options: SetupOptions = {}): Promise<World> {
  const world = await setup(options);
  start(world.element);
  return world;
}

async function stalled(): Promise<World> {
  const time = fakeTime();
  const world = await begun({ says: [] });
  await until(() => told(world.heard).includes("open"));
  time.advance(15_000);
  return world;
}

function fakeWindow(): void {
  const popup = {
    closed: false,
    document: document.implementation.createHTMLDocument(),
    sessionStorage,
    location: { replace: () => undefined },
    focus: () => undefined,
    close: () => void (popup.closed = true),
  };
  replace(window, "open", () => popup);
}

/** Everything that a user may find the element in. */
const situations: Readonly<Record<string, () => Promise<World>>> = {
  idle: () => setup(),
  disabled: () => setup({ attributes: { disabled: "" } }),
  "with the page's own trigger": async () => {
    const own = document.createElement("button");
    own.append("Mine");
    return setup({ content: [own] });
  },
  starting: () => begun({ answers: { "link/init": never } }),
  "open, still loading": () => begun({ says: [] }),
  "open, loading for long": async () => {
    const time = fakeTime();
    const world = await begun({ says: [] });
    await until(() => told(world.heard).includes("open"));
    time.advance(4000);
    return world;
  },
  "open, with the hosted page": async () => {
    const world = await begun();
    await world.state("open");
    return world;
  },
  "open, with what to type in the sandbox": async () => {
    const world = await begun({ says: ["loaded", sandbox] });
    await until(() => world.part("sandbox")?.hidden === false);
    return world;
  },
  stalled,
  "open in a window": async () => {
    fakeWindow();
    const world = await begun({ attributes: { mode: "popup" } });
    await world.state("open");
    return world;
  },
  verifying: async () => {
    const world = await begun({ answers: { "link/complete": never } });
    await world.state("open");
    world.say(successWord());
    await world.state("verifying");
    return world;
  },
  connected: async () => {
    const world = await begun();
    await world.state("open");
    world.say(successWord());
    await world.state("connected");
    return world;
  },
  cancelled: async () => {
    const world = await begun({ answers: { "link/init": never } });
    world.element.close();
    return world;
  },
  failed: async () => {
    const world = await begun({ answers: { "link/init": () => new Response("", { status: 500 }) } });
    await world.state("failed");
    return world;
  },
};

afterEach(() => emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" }));

for (const scheme of ["light", "dark"] as const) {
  describe(`<ofauth-connect> passes the accessibility audit in the ${scheme}`, () => {
    for (const [name, arrange] of Object.entries(situations)) {
      it(name, async () => {
        await emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        const page = document.documentElement.style;
        page.colorScheme = "light dark";
        const { element, place } = await arrange();
        // As a page in that scheme would be.
        place.style.background = "Canvas";
        place.style.color = "CanvasText";
        await element.updateComplete;
        await expect(element).to.be.accessible();
        element.close({ force: true });
        page.colorScheme = "";
      });
    }
  });
}

describe("what <ofauth-connect> says to a screen reader", () => {
  const regions = () => document.querySelectorAll<HTMLElement>("#ofauth-announcer");

  it("comes from one polite region in the page's own tree, which is there before anything is said", async () => {
    regions().forEach((region) => region.remove());
    const { element, place } = await setup();
    expect(regions()).to.have.length(0);
    const other = document.createElement("ofauth-connect");
    place.append(other);
    await Promise.all([element.prepare(), other.prepare()]);
    expect(regions()).to.have.length(1);
    const [region] = regions();
    expect(region!.getAttribute("role")).to.equal("status");
    expect(region!.parentElement).to.equal(document.body);
    expect(region!.getBoundingClientRect().width).to.be.at.most(1);
  });

  it("is said when something has changed, and only then", async () => {
    const { element, state, say } = await setup();
    await element.prepare();
    const region = regions()[0]!;
    region.textContent = "";
    const said: (string | null)[] = [];
    const observer = new MutationObserver(() => said.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    const heard = record(element);
    const ended = element.open();
    await state("open");
    expect(said).to.deep.equal([]);
    say(successWord());
    await ended;
    element.label = "Other";
    await element.updateComplete;
    await until(() => said.includes("Account connected."));
    observer.disconnect();
    expect(said).to.deep.equal(["Confirming the connection.", "Account connected."]);
    expect(told(heard).at(-1)).to.equal("close");
  });

  it("is a failure's sentence, and never an id or an address", async () => {
    const { element } = await setup({ answers: { "link/init": () => new Response("", { status: 429 }) } });
    await element.open();
    expect(regions()[0]!.textContent).to.equal("Too many attempts. Wait a minute and try again.");
  });
});
