import { expect } from "@open-wc/testing";
import { LitElement } from "lit";
import * as classes from "../../src/elements.js";
import "../../src/index.js";
import "../../src/import.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import {
  exitMessage,
  fakeHost,
  fakeTime,
  json,
  replace,
  successMessage,
  until,
  linkMessage,
} from "../browser/page-setup.js";
import { connectionEntry, fakePopup, session, setupConnect } from "./connect/connect-setup.js";
import { account, accounts, setupList } from "./list/list-setup.js";
import { conflict, setupImport } from "./import/import-setup.js";
import { manifest, namesOf, ElementObserver, sorted, type Described } from "./metadata-setup.js";
import { ask, connection, knownView, setupStatus } from "./status/status-setup.js";

// Public in TypeScript because another file of the element calls it, and marked as internal; protected; or of the platform or Lit.
const internalMembers =
  /^(?:callback|connectChanged|createRenderRoot|emptyFields|findChild|pageChanged|localizedStrings|readSettings|requiredText|trigger|isDisabled|constructor|(?:connected|disconnected|connectedMove|adopted|formDisabled|formReset)Callback|willUpdate|update|updated|render|load)$/;

/** Returns the names that a class and this package's classes above it define. */
function namesBelowLit(prototype: object): string[] {
  if (prototype === LitElement.prototype) return [];
  const inherited = namesBelowLit(Object.getPrototypeOf(prototype) as object);
  return [...new Set([...Object.getOwnPropertyNames(prototype), ...inherited])];
}

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

/** An element that can start an attempt. */
interface FlowSetup {
  readonly element: HTMLElement & { readonly updateComplete: Promise<unknown> };
  /** The element whose shadow root holds the dialog. */
  readonly inner: HTMLElement & { mode: string };
  readonly open: () => Promise<unknown>;
}
type SetupFlow = (messages: readonly unknown[]) => Promise<FlowSetup>;

const part = (element: Element, name: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part~="${name}"]`)!;

/** Runs attempts that show all of a flow: a renewed session in the sandbox, a stall, a late confirmation, a popup, a user who leaves. */
async function observeFlows(setupFlow: SetupFlow, states: readonly string[]): Promise<ElementObserver[]> {
  const setupObserved = async (messages: readonly unknown[]) => {
    const world = await setupFlow(messages);
    const observed = new ElementObserver(world.element, states);
    const post = (data: unknown) => {
      const frame = world.inner.shadowRoot!.querySelector("iframe")!;
      frame.contentWindow!.postMessage({ command: "post", data }, new URL(frame.src).origin);
    };
    return {
      ...world,
      observed,
      post,
      waitForEvent: (name: string, times = 1) =>
        until(() => observed.events.filter((type) => type === `ofauth-${name}`).length >= times),
    };
  };

  const connectedFlow = await setupObserved(["loaded", sandbox]);
  const connected = connectedFlow.open();
  await connectedFlow.waitForEvent("sandbox-info");
  connectedFlow.post(linkMessage("invalid_session"));
  // The renewed page has to be loaded before it can receive commands.
  await connectedFlow.waitForEvent("load", 2);
  connectedFlow.post(successMessage());
  await connected;

  const cancelledFlow = await setupObserved(["loaded"]);
  const cancelled = cancelledFlow.open();
  await cancelledFlow.waitForEvent("load");
  cancelledFlow.post(exitMessage());
  await cancelled;

  const time = fakeTime();
  const stalledFlow = await setupObserved([]);
  const failed = stalledFlow.open();
  await stalledFlow.waitForEvent("open");
  time.advance(15_000);
  await stalledFlow.waitForEvent("stall");
  part(stalledFlow.inner, "close").click();
  await failed;
  await until(() => part(stalledFlow.inner, "action-retry"));

  const lateFlow = await setupObserved(["loaded", successMessage()]);
  const { fetch } = window;
  let isDown = true;
  replace(window, "fetch", (url: string, init: RequestInit) =>
    isDown && url.endsWith("link/complete") ? Promise.resolve(json({}, 503)) : fetch(url, init),
  );
  const unverified = lateFlow.open();
  await until(() => {
    time.advance(100);
    return lateFlow.observed.events.includes("ofauth-close");
  });
  await unverified;
  isDown = false;
  time.advance(2000);
  await lateFlow.waitForEvent("verified");

  fakePopup();
  const popupFlow = await setupObserved([]);
  popupFlow.inner.mode = "popup";
  const closed = popupFlow.open();
  await until(() => part(popupFlow.inner, "action-cancel"));
  part(popupFlow.inner, "action-cancel").click();
  await closed;
  await popupFlow.element.updateComplete;
  return [connectedFlow, cancelledFlow, stalledFlow, lateFlow, popupFlow].map(({ observed }) => observed);
}

/** Runs each element through all of its states. */
const scenarios: Readonly<Record<string, (states: string[]) => Promise<ElementObserver[]>>> = {
  async "ofauth-connect"(states) {
    const observed = await observeFlows(async (messages) => {
      const { element } = await setupConnect({ messages });
      return { element, inner: element, open: () => element.open() };
    }, states);
    const { element } = await setupConnect({ content: [document.createElement("button")] });
    return [...observed, new ElementObserver(element, states)];
  },

  async "ofauth-connection-status"(states) {
    const observed = await observeFlows(async (messages) => {
      fakeHost({
        "link/init": () => session(...messages),
        "link/complete": ({ body }) => json(connectionEntry(String(body?.["connectionId"]))),
      });
      const { element } = await setupStatus({ view: { name: "none" }, properties: { variant: "card" } });
      return { element, inner: element, open: () => element.reconnect() };
    }, states);
    for (const status of ["active", "awaiting_2fa", "expired", "new_at_ofauth"]) {
      const actions = "reconnect refresh invalidate disconnect";
      const world = await setupStatus({ properties: { variant: "card", actions } });
      const { element, client, button, part, settled } = world;
      observed.push(new ElementObserver(element, states));
      client.notify(knownView({ status }));
      await settled();
      for (const [action, results] of [
        ["invalidate", client.invalidations],
        ["disconnect", client.disconnections],
      ] as const) {
        if (!button(action)) continue;
        await ask(button(action));
        part("confirm-yes")!.click();
        const answer = await until(() => results[0]);
        if (action === "invalidate") (answer.resolve as (now: unknown) => void)(connection());
        else answer.resolve(undefined as never);
        await until(() => !part("confirm"));
        client.notify(knownView({ status }));
        await settled();
      }
      client.notify({ name: "failed", error: new ConnectError("server_error") } as never);
      await settled();
    }
    return observed;
  },

  async "ofauth-connections"(states) {
    const observed = await observeFlows(async (messages) => {
      const { element, connect, state } = await setupList({ routes: { "link/init": () => session(...messages) } });
      await state("ready");
      return { element, inner: connect, open: () => connect.open() };
    }, states);
    const pages = await setupList({ has: accounts(3), attributes: { "page-size": "1" } });
    observed.push(new ElementObserver(pages.element, states));
    await pages.state("ready");
    const [card] = pages.cards();
    await card!.invalidate();
    await card!.disconnect();
    pages.element.status = "expired";
    await until(() => pages.part("action-clear"));
    let fails = true;
    const broken = await setupList({
      has: [account("conn_1")],
      routes: { "/connections": () => (fails ? json({}, 500) : (undefined as never)) },
    });
    observed.push(new ElementObserver(broken.element, states));
    await broken.state("error");
    fails = false;
    await broken.element.refreshNow();
    fails = true;
    await broken.element.refreshNow();
    await until(() => broken.part("stale"));
    return observed;
  },

  async "ofauth-import"(states) {
    const world = await setupImport({ routes: { "connections/import": () => conflict("conn_1") } });
    const observed = new ElementObserver(world.element, states);
    await world.press();
    await world.send();
    await until(() => world.part("offer"));
    const taken = await setupImport();
    const other = new ElementObserver(taken.element, states);
    await taken.send();
    await taken.ended();
    const refused = await setupImport({
      routes: { "connections/import": () => json({ code: "import_invalid" }, 400) },
    });
    const third = new ElementObserver(refused.element, states);
    await refused.send();
    await refused.ended();
    return [observed, other, third];
  },
};

for (const tag of ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"] as const) {
  describe(`the description of <${tag}> in custom-elements.json`, () => {
    it("lists exactly its attributes", () => {
      const { observedAttributes } = customElements.get(tag) as typeof HTMLElement & { observedAttributes: string[] };
      const { attributes } = described[tag]!;
      // Every element has `lang`; the localizer observes it in another way.
      expect(namesOf(attributes)).to.deep.equal(sorted([...observedAttributes, "lang"]));
    });

    it("lists exactly its properties and methods, with their defaults", () => {
      const { prototype, elementProperties } = customElements.get(tag) as unknown as typeof LitElement;
      const { members } = described[tag]!;
      const inClass = namesBelowLit(prototype).filter(
        (name) => !elementProperties.has(name) && !internalMembers.test(name),
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

    it("names the exported class of each event", () => {
      for (const { name, type } of described[tag]!.events) {
        const EventClass = (classes as unknown as Record<string, new (detail: object) => Event>)[type!.text]!;
        expect(new EventClass({}).type).to.equal(name);
      }
    });

    it("lists exactly its parts, slots, states and events", async function () {
      // All states take long on a busy machine.
      this.timeout(60_000);
      const { cssParts, slots, cssStates, events } = described[tag]!;
      const observed = await scenarios[tag]!(namesOf(cssStates));
      const all = (list: "parts" | "slots" | "states" | "events") =>
        sorted(new Set(observed.flatMap((one) => [...one[list]])));
      expect(all("parts"), "parts").to.deep.equal(namesOf(cssParts));
      expect(all("slots"), "slots").to.deep.equal(namesOf(slots));
      expect(all("states"), "states").to.deep.equal(namesOf(cssStates));
      expect(all("events"), "events").to.deep.equal(namesOf(events));
    });
  });
}
