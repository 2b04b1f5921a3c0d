/** The button in every state that it can be in. */
import type { OFAuthConnect } from "ofauth-elements/connect.js";
import { answer, connection, json, never, refuse, unreachable, type Route } from "./backend.js";
import { fakeWindow } from "./fake-window.js";
import { hosted, hostedOrigin } from "./hosted-origin.js";
import { put, type State, type States } from "./state.js";
import { part, until } from "./waiting.js";

type Attributes = Readonly<Record<string, string>>;

export const button = (stage: HTMLElement, attributes: Attributes = {}, ...content: (Node | string)[]) =>
  put(stage, "ofauth-connect", { "link-origins": hostedOrigin, ...attributes }, {}, ...content);

/** Starts an attempt, whose end the state waits for by itself. */
export const open = (element: OFAuthConnect): void => void element.open();

const inState = (element: OFAuthConnect, state: string) => until(() => element.state === state, state);

const still = (title: string, attributes: Attributes = {}, ...content: string[]): State => ({
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
      // What the element shows of it, the page says of its own button.
      if ("disabled" in attributes) own.ariaDisabled = "true";
      await button(stage, attributes, own).updateComplete;
    },
  };
}

const success = { event: "success", metadata: { connection: connection() } };

export const connectStates: States = {
  "connect-rest": still("at rest"),
  "connect-focus": {
    title: "with the focus",
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
  "connect-disabled": still("disabled", { disabled: "" }),
  "connect-reconnect": still("reconnect", { "connection-id": "conn_1" }),
  "connect-long": still("long label", {
    label: "Connect the OnlyFans account whose messages and earnings you want to see in this workspace",
  }),
  "connect-content": still("label as content", {}, "Link my account"),
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
    title: "waiting for its window",
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
      stayHere();
      const element = button(stage, { mode: "redirect" });
      open(element);
      await part(element, "message");
    },
  },
  "connect-window-left": {
    title: "given up, with its window still open",
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
  "connect-failed-signed-out": failed("signed out", refuse("unauthorized", 401)),
  "connect-failed-forbidden": failed("not allowed", refuse("forbidden", 403)),
  "connect-failed-often": failed("too often", refuse("rate_limited", 429)),
  "connect-failed-timeout": failed("too slow", refuse("timeout", 504)),
  "connect-failed-expired": failed("session expired", refuse("session_expired")),
  "connect-failed-credentials": failed("wrong password", refuse("invalid_credentials")),
  "connect-failed-locked": failed("account locked", refuse("account_locked")),
  "connect-failed-code": failed("wrong code", refuse("2fa_failed")),
  "connect-failed-frame": failed("frame did not load", refuse("frame_timeout")),
  "connect-failed-popup": failed("window blocked", refuse("popup_blocked")),
  "connect-failed-verify": failed("not confirmed", refuse("verify_failed")),
  "connect-failed-busy": failed("another flow", refuse("busy")),
  "connect-failed-unknown": failed("anything else", refuse("server_error", 500)),
};

/** Keeps this page here when an attempt leaves it. */
function stayHere(): void {
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("navigate", (event) => event.preventDefault());
}
