import { expect } from "@open-wc/testing";
import type { LitElement } from "lit";
import * as classes from "../../src/elements.js";
import "../../src/index.js";
import "../../src/import.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { exitMessage, fakeHost, fakeTime, json, successMessage, until, linkMessage } from "../browser/page-setup.js";
import { connectionEntry, fakePopup, session, setupConnect } from "./connect/connect-setup.js";
import { account, accounts, setup as setUpList } from "./list/list-setup.js";
import { conflict, setup as setUpImport } from "./import/import-setup.js";
import { manifest, namesOf, Seen, sorted, type Described } from "./metadata-setup.js";
import { connection, known, setup as setUpStatus } from "./status/status-setup.js";

// Public for TypeScript, because another file of the same element calls it, and marked as internal; or the platform's and Lit's.
const notForPages =
  /^(?:callback|connectChanged|emptyFields|pageChanged|localizedStrings|constructor|(?:connected|disconnected|connectedMove|adopted|formDisabled|formReset)Callback|willUpdate|updated|render|load)$/;

const described: Record<string, Described> = {};
before(async () => {
  for (const element of await manifest()) described[element.tagName] = element;
});

const scenario = {
  id: "creator",
  accountType: "creator",
  loginType: "app_otp",
  password: "good-password",
  otpCode: null,
};
const sandbox = linkMessage("sandbox_info", {
  scenarios: [scenario],
  activeScenarioId: "creator",
  currentScreen: "login",
});

/** An element in which a flow can be opened; `says`: what the hosted page does by itself. */
interface World {
  readonly element: HTMLElement & { readonly updateComplete: Promise<unknown> };
  /** The element in whose shadow root the flow runs. */
  readonly inner: HTMLElement & { mode: string };
  readonly open: () => Promise<unknown>;
}
type Arrange = (says: readonly unknown[]) => Promise<World>;

const part = (element: Element, name: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part~="${name}"]`)!;

/** Everything that a flow can show and tell: a renewed session in the sandbox, a stall, a window, a user who leaves. */
async function flows(arrange: Arrange, states: readonly string[]): Promise<Seen[]> {
  const watched = async (says: readonly unknown[]) => {
    const world = await arrange(says);
    const seen = new Seen(world.element, states);
    const say = (data: unknown) => {
      const frame = world.inner.shadowRoot!.querySelector("iframe")!;
      frame.contentWindow!.postMessage({ command: "post", data }, new URL(frame.src).origin);
    };
    return {
      ...world,
      seen,
      say,
      told: (name: string, times = 1) =>
        until(() => seen.events.filter((told) => told === `ofauth-${name}`).length >= times),
    };
  };

  const good = await watched(["loaded", sandbox]);
  const connected = good.open();
  await good.told("sandbox-info");
  good.say(linkMessage("invalid_session"));
  // The new page has to be there before anything can be said to it.
  await good.told("load", 2);
  good.say(successMessage());
  await connected;

  const left = await watched(["loaded"]);
  const cancelled = left.open();
  await left.told("load");
  left.say(exitMessage());
  await cancelled;

  const time = fakeTime();
  const silent = await watched([]);
  const failed = silent.open();
  await silent.told("open");
  time.advance(15_000);
  await silent.told("stall");
  part(silent.inner, "close").click();
  await failed;
  await until(() => part(silent.inner, "action-retry"));

  fakePopup();
  const popup = await watched([]);
  popup.inner.mode = "popup";
  const closed = popup.open();
  await until(() => part(popup.inner, "action-cancel"));
  part(popup.inner, "action-cancel").click();
  await closed;
  await popup.element.updateComplete;
  return [good, left, silent, popup].map(({ seen }) => seen);
}

/** Each element, brought into all that it can be in. */
const lives: Readonly<Record<string, (states: string[]) => Promise<Seen[]>>> = {
  async "ofauth-connect"(states) {
    const seen = await flows(async (says) => {
      const { element } = await setupConnect({ messages: says });
      return { element, inner: element, open: () => element.open() };
    }, states);
    const { element } = await setupConnect({ content: [document.createElement("button")] });
    return [...seen, new Seen(element, states)];
  },

  async "ofauth-connection-status"(states) {
    const seen = await flows(async (says) => {
      fakeHost({
        "link/init": () => session(...says),
        "link/complete": ({ body }) => json(connectionEntry(String(body?.["connectionId"]))),
      });
      const { element } = await setUpStatus({ view: { name: "none" }, properties: { variant: "card" } });
      return { element, inner: element, open: () => element.reconnect() };
    }, states);
    for (const status of ["active", "awaiting_2fa", "expired", "new_at_ofauth"]) {
      const actions = "reconnect refresh invalidate disconnect";
      const world = await setUpStatus({ properties: { variant: "card", actions } });
      const { element, hub, button, part, settled } = world;
      seen.push(new Seen(element, states));
      hub.say(known({ status }));
      await settled();
      for (const [action, answers] of [
        ["invalidate", hub.invalidations],
        ["disconnect", hub.disconnections],
      ] as const) {
        if (!button(action)) continue;
        button(action).click();
        await settled();
        part("confirm-yes")!.click();
        const answer = await until(() => answers[0]);
        if (action === "invalidate") (answer.resolve as (now: unknown) => void)(connection());
        else answer.resolve(undefined as never);
        await until(() => !part("confirm"));
        hub.say(known({ status }));
        await settled();
      }
      hub.say({ name: "failed", error: new ConnectError("server_error") } as never);
      await settled();
    }
    return seen;
  },

  async "ofauth-connections"(states) {
    const seen = await flows(async (says) => {
      const { element, connect, state } = await setUpList({ answers: { "link/init": () => session(...says) } });
      await state("ready");
      return { element, inner: connect, open: () => connect.open() };
    }, states);
    const pages = await setUpList({ has: accounts(3), attributes: { "page-size": "1" } });
    seen.push(new Seen(pages.element, states));
    await pages.state("ready");
    const [card] = pages.cards();
    await card!.invalidate();
    await card!.disconnect();
    pages.element.status = "expired";
    await until(() => pages.part("action-clear"));
    let fails = true;
    const broken = await setUpList({
      has: [account("conn_1")],
      answers: { "/connections": () => (fails ? json({}, 500) : (undefined as never)) },
    });
    seen.push(new Seen(broken.element, states));
    await broken.state("error");
    fails = false;
    await broken.element.refreshNow();
    fails = true;
    await broken.element.refreshNow();
    await until(() => broken.part("stale"));
    return seen;
  },

  async "ofauth-import"(states) {
    const world = await setUpImport({ answers: { "connections/import": () => conflict("conn_1") } });
    const seen = new Seen(world.element, states);
    await world.press();
    await world.send();
    await until(() => world.part("offer"));
    const taken = await setUpImport();
    const other = new Seen(taken.element, states);
    await taken.send();
    await taken.ended();
    const refused = await setUpImport({
      answers: { "connections/import": () => json({ code: "import_invalid" }, 400) },
    });
    const third = new Seen(refused.element, states);
    await refused.send();
    await refused.ended();
    return [seen, other, third];
  },
};

for (const tag of ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"] as const) {
  describe(`what custom-elements.json says of <${tag}>`, () => {
    it("are its attributes, and all of them", () => {
      const { observedAttributes } = customElements.get(tag) as typeof HTMLElement & { observedAttributes: string[] };
      const { attributes } = described[tag]!;
      // `lang` is every element's own; what follows it hears of it in another way.
      expect(namesOf(attributes)).to.deep.equal(sorted([...observedAttributes, "lang"]));
    });

    it("are its properties and methods, and all of them, with the defaults that they have", () => {
      const { prototype, elementProperties } = customElements.get(tag) as unknown as typeof LitElement;
      const { members } = described[tag]!;
      const inClass = Object.getOwnPropertyNames(prototype).filter(
        (name) => !elementProperties.has(name) && !notForPages.test(name),
      );
      expect(namesOf(members.filter((member) => !member.static))).to.deep.equal(
        sorted([...inClass, ...elementProperties.keys()].map(String)),
      );
      const element: unknown = document.createElement(tag);
      for (const { name, kind, readonly, default: given } of members) {
        if (kind === "method") continue;
        if (given !== undefined) expect(Reflect.get(element as object, name), name).to.equal(JSON.parse(given));
        if (readonly) expect(Reflect.set(element as object, name, undefined), `${name} can be set`).to.equal(false);
      }
    });

    it("are event classes that are exported under these names", () => {
      for (const { name, type } of described[tag]!.events) {
        const Made = (classes as unknown as Record<string, new (detail: object) => Event>)[type!.text]!;
        expect(new Made({}).type).to.equal(name);
      }
    });

    it("are the parts, slots, states and events that it turns out to have, and all of them", async function () {
      // A whole life takes long on a busy machine.
      this.timeout(60_000);
      const { cssParts, slots, cssStates, events } = described[tag]!;
      const seen = await lives[tag]!(namesOf(cssStates));
      const all = (list: "parts" | "slots" | "states" | "events") =>
        sorted(new Set(seen.flatMap((one) => [...one[list]])));
      expect(all("parts"), "parts").to.deep.equal(namesOf(cssParts));
      expect(all("slots"), "slots").to.deep.equal(namesOf(slots));
      expect(all("states"), "states").to.deep.equal(namesOf(cssStates));
      expect(all("events"), "events").to.deep.equal(namesOf(events));
    });
  });
}
