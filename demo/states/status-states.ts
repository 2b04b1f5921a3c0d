/** Every state of a connection's status: every status as badge and as card, and the states of its actions. */
import type { OFAuthConnectionStatus } from "ofauth-elements/connection-status.js";
import { answer, connection, json, never, fail, type Route } from "./backend.js";
import { fakeWindow } from "./fake-window.js";
import { hosted, hostedOrigin } from "./hosted-origin.js";
import { put, type State, type States } from "./state.js";
import { part, press, until } from "./waiting.js";

type Routes = Readonly<Record<string, Route>>;

const everyAction = "reconnect refresh invalidate disconnect";

interface Status {
  readonly variant?: "badge" | "card";
  readonly actions?: string;
  /** Connection or route with the host's answer. By default, the host never answers. */
  readonly is?: object | Route;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly routes?: Routes;
  /** Actions of a user in this state. */
  readonly interact?: (element: OFAuthConnectionStatus) => Promise<unknown>;
}

function status(
  title: string,
  { variant = "card", actions = everyAction, is = never, attributes, routes, interact }: Status,
): State {
  return {
    title,
    async arrange(stage) {
      const read = typeof is === "function" ? (is as Route) : () => json(is);
      const list: Route = async (request) => {
        const response = await read(request);
        return response.ok ? json({ list: [await response.json()], hasMore: false }) : response;
      };
      answer({ connections: list, "connections/conn_1": read, ...routes });
      const element = put(stage, "ofauth-connection-status", {
        "connection-id": "conn_1",
        variant,
        actions,
        ...attributes,
      });
      if (is !== never) await until(() => element.status !== "loading", title);
      await until(() => element.shadowRoot?.querySelector("#hint"), "the element's code");
      await interact?.(element);
    },
  };
}

/** The host's answer for each of the seven statuses. */
const answersByStatus: Readonly<Record<string, object | Route | undefined>> = {
  loading: undefined,
  none: fail("not_found", 404),
  active: connection(),
  awaiting_2fa: connection({ status: "awaiting_2fa" }),
  expired: connection({ status: "expired" }),
  unknown: connection({ status: "something_new" }),
  error: fail("server_error", 500),
};

const each = Object.entries(answersByStatus).flatMap(([name, is]) =>
  (["badge", "card"] as const).map((variant): [string, State] => [
    `status-${variant}-${name}`,
    status(`${variant}, ${name}`, {
      variant,
      ...(is && { is }),
      actions: variant === "badge" ? "reconnect" : everyAction,
    }),
  ]),
);

const user = (over: object) => ({ id: "1", name: "Anna Example", username: "anna_example", avatar: null, ...over });

const startAction = (action: string) => async (element: OFAuthConnectionStatus) => {
  await press(element, `action-${action}`);
  return part(element, "confirm");
};

const confirmDisconnect = (shows: string) => async (element: OFAuthConnectionStatus) => {
  await startAction("disconnect")(element);
  // It takes no press in its first second.
  await until(() => element.shadowRoot!.querySelector("[part~=confirm-yes]:not([aria-disabled])"), "confirm-yes");
  await press(element, "confirm-yes");
  return until(() => element.shadowRoot!.querySelector(shows), shows);
};

const openPermissions = async (element: OFAuthConnectionStatus) => {
  (await until(() => element.shadowRoot!.querySelector("details"), "permissions")).open = true;
};

function onceThen(first: object, later: Route): Route {
  let count = 0;
  return (request) => (count++ ? later(request) : json(first));
}

export const statusStates: States = {
  ...Object.fromEntries(each),
  "status-badge-actions": status("badge with every action", {
    variant: "badge",
    is: connection({ status: "expired" }),
  }),
  ...Object.fromEntries(
    (["active", "awaiting_2fa", "unknown"] as const).map((name) => [
      `status-badge-${name}-actions`,
      status(`badge, ${name}, with every action`, { variant: "badge", is: answersByStatus[name]! }),
    ]),
  ),
  "status-signed-out": status("signed out", { is: fail("unauthorized", 401) }),
  "status-card-plain": status("card without actions", { is: connection(), actions: "" }),
  "status-ask-disconnect": status("confirmation of Disconnect", {
    is: connection(),
    interact: startAction("disconnect"),
  }),
  "status-ask-invalidate": status("confirmation of End session", {
    is: connection(),
    interact: startAction("invalidate"),
  }),
  "status-ask-nameless": status("confirmation for an account without a name", {
    is: connection({ userData: null }),
    interact: startAction("disconnect"),
  }),
  "status-ask-badge": status("badge with a confirmation", {
    variant: "badge",
    actions: "disconnect",
    is: connection(),
    interact: startAction("disconnect"),
  }),
  "status-disconnecting": status("disconnecting", {
    is: connection(),
    routes: { "DELETE connections/conn_1": never },
    interact: confirmDisconnect("[aria-busy=true]"),
  }),
  "status-action-failed": status("action failed", {
    is: connection(),
    routes: { "DELETE connections/conn_1": fail("server_error", 500) },
    interact: confirmDisconnect(".error"),
  }),
  "status-action-too-often": status("action rate limited", {
    is: connection(),
    routes: { "DELETE connections/conn_1": fail("rate_limited", 429) },
    interact: confirmDisconnect(".error"),
  }),
  "status-reconnecting": status("reconnecting in a popup", {
    is: connection({ status: "expired" }),
    attributes: { mode: "popup", "link-origins": hostedOrigin },
    routes: { "link/init": hosted({ event: "loaded" }), "link/result": never },
    interact: async (element) => {
      fakeWindow();
      await press(element, "action-reconnect");
      return part(element, "action-cancel");
    },
  }),
  "status-reconnect-failed": status("could not reconnect", {
    is: connection({ status: "expired" }),
    attributes: { mode: "redirect" },
    routes: { "link/init": fail("unauthorized", 401) },
    interact: async (element) => {
      await press(element, "action-reconnect");
      return part(element, "message");
    },
  }),
  "status-refreshing": status("refreshing", {
    is: onceThen(connection(), never),
    interact: async (element) => {
      await press(element, "action-refresh");
      return until(() => element.shadowRoot!.querySelector("[part~=action-refresh][aria-busy]"), "the busy button");
    },
  }),
  "status-stale": status("could not be updated", {
    is: onceThen(connection(), fail("server_error", 500)),
    interact: async (element) => {
      await press(element, "action-refresh");
      return until(() => element.shadowRoot!.querySelector(".stale"), "the stale message");
    },
  }),
  "status-permissions": status("permissions open", {
    is: connection({ imported: true }),
    interact: openPermissions,
  }),
  ...Object.fromEntries(
    (["awaiting_2fa", "expired", "unknown"] as const).map((name) => [
      `status-permissions-${name}`,
      status(`permissions open, ${name}`, {
        is: { ...(answersByStatus[name] as object), imported: true },
        interact: openPermissions,
      }),
    ]),
  ),
  "status-broken-picture": status("picture that does not load", {
    is: connection({ userData: user({ avatar: "https://127.0.0.1:9/none.png" }) }),
  }),
  "status-nameless": status("account without data", { is: connection({ userData: null, permissions: [] }) }),
  "status-long": status("long text", {
    is: connection({
      status: "awaiting_2fa",
      userData: user({
        name: "Maximiliane-Alexandra von und zu Hohenfriedeberg-Unterwalden",
        username: "x".repeat(60),
      }),
    }),
  }),
  "status-other-script": status("right-to-left name", {
    is: connection({ userData: user({ name: "ענת לוי", username: "anat.levi" }) }),
  }),
};
