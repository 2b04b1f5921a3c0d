/** Every state of the modal, each on its own page. */
import { answer, never } from "./backend.js";
import { button, open } from "./connect-states.js";
import { hosted } from "./hosted-origin.js";
import type { State, States } from "./state.js";
import { hurry, part, until } from "./waiting.js";

const loaded = { event: "loaded" };

const scenario = (over: object = {}) => ({
  id: "creator-otp",
  accountType: "creator",
  loginType: "app_otp",
  password: "good-password",
  otpCode: "123456",
  ...over,
});

const sandbox = (currentScreen: string, over: object = {}) => ({
  event: "sandbox_info",
  metadata: { scenarios: [scenario(over)], activeScenarioId: scenario(over).id, currentScreen },
});

interface Dialog {
  /** The host's backend never answers Link init. */
  readonly starting?: boolean;
  readonly messages?: readonly object[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Part that is visible once the state is reached. */
  readonly shows: string;
  readonly before?: () => void;
  /** The hosted page never finishes loading. */
  readonly endless?: boolean;
  readonly after?: (root: ShadowRoot) => Promise<unknown> | void;
}

function dialog(
  title: string,
  { starting, messages = [], attributes = {}, shows, before, endless, after }: Dialog,
): State {
  return {
    title,
    modal: true,
    async arrange(stage) {
      answer({ "link/init": starting ? never : hosted(...messages) });
      before?.();
      const element = button(stage, attributes);
      await element.updateComplete;
      const root = element.shadowRoot!;
      if (endless) root.addEventListener("load", (event) => event.stopImmediatePropagation(), true);
      open(element);
      await part(element, shows);
      await after?.(root);
    },
  };
}

const revealed = (root: ShadowRoot) => until(() => root.querySelector(".revealed"), "the hosted page");

export const dialogStates: States = {
  "dialog-starting": dialog("waiting for the session", { starting: true, shows: "dialog" }),
  "dialog-loading": dialog("loading", { shows: "frame", endless: true }),
  "dialog-still-loading": dialog("still loading", {
    shows: "frame",
    before: () => hurry(4_000),
    endless: true,
    after: (root) => until(() => root.querySelector(".slow")?.textContent, "the loading text"),
  }),
  "dialog-shown": dialog("with the hosted page", { messages: [loaded], shows: "frame", after: revealed }),
  "dialog-reconnect": dialog("reconnecting", {
    messages: [loaded],
    attributes: { "connection-id": "conn_1" },
    shows: "frame",
    after: revealed,
  }),
  "dialog-silent": dialog("the page says nothing", { shows: "panel", before: () => hurry(3_000) }),
  "dialog-offline": dialog("no connection", {
    shows: "panel",
    before: () => Object.defineProperty(navigator, "onLine", { value: false }),
  }),
  "dialog-timeout": dialog("the page does not load", { shows: "action-retry", before: () => hurry(15_000) }),
  "dialog-refused": dialog("the site's policy blocks the frame", {
    shows: "panel",
    before() {
      const policy = document.createElement("meta");
      policy.httpEquiv = "Content-Security-Policy";
      policy.content = "frame-src 'none'";
      document.head.append(policy);
    },
  }),
  "dialog-window-blocked": dialog("the popup is blocked", {
    attributes: { mode: "popup" },
    shows: "panel",
    before: () => (window.open = () => null),
  }),
  "dialog-sandbox": dialog("sandbox: sign in", {
    messages: [loaded, sandbox("login")],
    shows: "sandbox",
    after: revealed,
  }),
  "dialog-sandbox-code": dialog("sandbox: code", {
    messages: [loaded, sandbox("otp")],
    shows: "sandbox",
    after: revealed,
  }),
  "dialog-sandbox-long": dialog("sandbox: long text", {
    messages: [
      loaded,
      sandbox("login", { id: "a-very-long-scenario-name-without-any-place", password: "x".repeat(60) }),
    ],
    shows: "sandbox",
    after: revealed,
  }),
};
