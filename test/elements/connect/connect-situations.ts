/** An `<ofauth-connect>` in each of the states that a user may find it in. */
import { fakeTime, never, replace, successMessage, until, linkMessage } from "../../browser/page-setup.js";
import { setup, told, type SetupOptions, start } from "./connect-setup.js";

type World = Awaited<ReturnType<typeof setup>>;

const scenario = { id: "creator-otp", accountType: "creator", loginType: "app_otp", password: "pass", otpCode: null };
const sandbox = linkMessage("sandbox_info", {
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
export const situations: Readonly<Record<string, () => Promise<World>>> = {
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
    world.say(successMessage());
    await world.state("verifying");
    return world;
  },
  connected: async () => {
    const world = await begun();
    await world.state("open");
    world.say(successMessage());
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
