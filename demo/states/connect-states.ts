/** Every state of the connect button. */
import type { OFAuthConnect } from "ofauth-elements/connect.js";
import { answer, connection, json, never, fail, unreachable, type Route } from "./backend.js";
import { fakeWindow } from "./fake-window.js";
import { hosted, hostedOrigin } from "./hosted-origin.js";
import { put, type State, type States } from "./state.js";
import { hurry, part, until } from "./waiting.js";

type Attributes = Readonly<Record<string, string>>;

export const button = (stage: HTMLElement, attributes: Attributes = {}, ...content: (Node | string)[]) =>
  put(stage, "ofauth-connect", { "link-origins": hostedOrigin, ...attributes }, {}, ...content);

/** Starts an attempt. The state itself waits for the result. */
export const open = (element: OFAuthConnect): void => void element.open();

const inState = (element: OFAuthConnect, state: string) => until(() => element.state === state, state);

const unchanged = (title: string, attributes: Attributes = {}, ...content: string[]): State => ({
  title,
  async arrange(stage) {
    await part(button(stage, attributes, ...content), "button");
  },
});

function failed(title: string, route: Route): State {
  return {
    title: `failed: ${title}`,
    async arrange(stage) {
      answer({ "link/init": route });
      const element = button(stage);
      open(element);
      await part(element, "message");
    },
  };
}

function ownTrigger(title: string, attributes: Attributes): State {
  return {
    title,
    async arrange(stage) {
      const own = document.createElement("button");
      own.className = "own";
      own.append("The page's own button");
      // The page marks its own button as disabled, as the element marks the built-in one.
      if ("disabled" in attributes) own.ariaDisabled = "true";
      await button(stage, attributes, own).updateComplete;
    },
  };
}

const success = { event: "success", metadata: { connection: connection() } };

export const connectStates: States = {
  "connect-rest": unchanged("idle"),
  "connect-focus": {
    title: "focused",
    async arrange(stage) {
      const element = button(stage);
      (await part(element, "button")).focus({ focusVisible: true });
    },
  },
  "connect-busy": {
    title: "busy",
    async arrange(stage) {
      answer({ "link/init": never });
      const element = button(stage, { mode: "redirect" });
      open(element);
      await part(element, "spinner");
    },
  },
  "connect-connected": {
    title: "connected",
    async arrange(stage) {
      answer({ "link/init": hosted({ event: "loaded" }, success), "link/complete": () => json(connection()) });
      const element = button(stage);
      open(element);
      await inState(element, "connected");
    },
  },
  "connect-verifying": {
    title: "confirming the connection",
    async arrange(stage) {
      answer({ "link/init": hosted({ event: "loaded" }, success), "link/complete": never });
      const element = button(stage);
      open(element);
      await inState(element, "verifying");
    },
  },
  "connect-confirming": {
    title: "connected; being confirmed",
    async arrange(stage) {
      hurry(1000);
      answer({ "link/init": hosted({ event: "loaded" }, success), "link/complete": fail("server_error", 503) });
      const element = button(stage);
      open(element);
      await inState(element, "connected");
      await part(element, "message");
    },
  },
  "connect-cancelled": {
    title: "cancelled",
    async arrange(stage) {
      answer({ "link/init": never });
      const element = button(stage);
      open(element);
      await inState(element, "starting");
      element.close({ force: true });
      await inState(element, "cancelled");
    },
  },
  "connect-disabled": unchanged("disabled", { disabled: "" }),
  "connect-reconnect": unchanged("reconnect", { "connection-id": "conn_1" }),
  "connect-long": unchanged("long label", {
    label: "Connect the OnlyFans account whose messages and earnings you want to see in this workspace",
  }),
  "connect-content": unchanged("label as content", {}, "Link my account"),
  "connect-icon": {
    title: "the page's own icon",
    async arrange(stage) {
      const star = document.createElement("span");
      star.slot = "icon";
      star.append("★");
      await part(button(stage, {}, star, "Add a creator"), "button");
    },
  },
  "connect-trigger": ownTrigger("the page's own button", {}),
  "connect-trigger-disabled": ownTrigger("the page's own button, disabled", { disabled: "" }),
  "connect-window": {
    title: "waiting for the popup",
    async arrange(stage) {
      answer({ "link/init": hosted() });
      fakeWindow();
      const element = button(stage, { mode: "popup" });
      open(element);
      await part(element, "message");
    },
  },
  "connect-leaving": {
    title: "leaving the page",
    async arrange(stage) {
      answer({ "link/init": hosted() });
      blockNavigation();
      const element = button(stage, { mode: "redirect" });
      open(element);
      await part(element, "message");
    },
  },
  "connect-window-left": {
    title: "cancelled, with the popup still open",
    async arrange(stage) {
      answer({ "link/init": hosted() });
      fakeWindow();
      const element = button(stage, { mode: "popup" });
      open(element);
      await inState(element, "open");
      element.close({ force: true });
      await part(element, "message");
    },
  },
  "connect-failed-network": failed("no network", unreachable),
  "connect-failed-signed-out": failed("signed out", fail("unauthorized", 401)),
  "connect-failed-forbidden": failed("not allowed", fail("forbidden", 403)),
  "connect-failed-often": failed("rate limited", fail("rate_limited", 429)),
  "connect-failed-timeout": failed("timeout", fail("timeout", 504)),
  "connect-failed-expired": failed("session expired", fail("session_expired")),
  "connect-failed-credentials": failed("wrong password", fail("invalid_credentials")),
  "connect-failed-locked": failed("account locked", fail("account_locked")),
  "connect-failed-code": failed("wrong code", fail("2fa_failed")),
  "connect-failed-frame": failed("frame not loaded", fail("frame_timeout")),
  "connect-failed-popup": failed("popup blocked", fail("popup_blocked")),
  "connect-failed-verify": failed("not confirmed", fail("verify_failed")),
  "connect-failed-busy": failed("busy", fail("busy")),
  "connect-failed-unknown": failed("server error", fail("server_error", 500)),
};

/** Blocks navigation when an attempt leaves the page. */
function blockNavigation(): void {
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("navigate", (event) => event.preventDefault());
}
