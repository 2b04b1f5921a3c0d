/** The status of one connection: every status as badge and as card, and whatever comes of its actions. */
import type { OFAuthConnectionStatus } from "ofauth-elements/connection-status.js";
import { answer, connection, json, never, refuse, type Route } from "./backend.js";
import { fakeWindow } from "./fake-window.js";
import { hosted, hostedOrigin } from "./hosted-origin.js";
import { put, type State, type States } from "./state.js";
import { part, press, until } from "./waiting.js";

type Routes = Readonly<Record<string, Route>>;

const everyAction = "reconnect refresh invalidate disconnect";

interface Status {
  readonly variant?: "badge" | "card";
  readonly actions?: string;
  /** What the host answers of it, else nothing ever. */
  readonly is?: object | Route;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly routes?: Routes;
  /** What a user does then. */
  readonly does?: (element: OFAuthConnectionStatus) => Promise<unknown>;
}

function status(
  title: string,
  { variant = "card", actions = everyAction, is = never, attributes, routes, does }: Status,
): State {
  return {
    title,
    async arrange(stage) {
      const read = typeof is === "function" ? (is as Route) : () => json(is);
      const list: Route = async (asked) => {
        const answered = await read(asked);
        return answered.ok ? json({ list: [await answered.json()], hasMore: false }) : answered;
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
      await does?.(element);
    },
  };
}

/** The seven statuses, by what the host answers. */
const answers: Readonly<Record<string, object | Route | undefined>> = {
  loading: undefined,
  none: refuse("not_found", 404),
  active: connection(),
  awaiting_2fa: connection({ status: "awaiting_2fa" }),
  expired: connection({ status: "expired" }),
  unknown: connection({ status: "something_new" }),
  error: refuse("server_error", 500),
};

const each = Object.entries(answers).flatMap(([name, is]) =>
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

const asks = (action: string) => async (element: OFAuthConnectionStatus) => {
  await press(element, `action-${action}`);
  return part(element, "confirm");
};

const confirms = (shows: string) => async (element: OFAuthConnectionStatus) => {
  await asks("disconnect")(element);
  await press(element, "confirm-yes");
  return until(() => element.shadowRoot!.querySelector(shows), shows);
};

const opensPermissions = async (element: OFAuthConnectionStatus) => {
  (await until(() => element.shadowRoot!.querySelector("details"), "permissions")).open = true;
};

function onceThen(first: object, later: Route): Route {
  let asked = 0;
  return (what) => (asked++ ? later(what) : json(first));
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
      status(`badge, ${name}, with every action`, { variant: "badge", is: answers[name]! }),
    ]),
  ),
  "status-signed-out": status("signed out", { is: refuse("unauthorized", 401) }),
  "status-card-plain": status("card without actions", { is: connection(), actions: "" }),
  "status-ask-disconnect": status("asks before it disconnects", { is: connection(), does: asks("disconnect") }),
  "status-ask-invalidate": status("asks before it ends the session", { is: connection(), does: asks("invalidate") }),
  "status-ask-nameless": status("asks about an account without a name", {
    is: connection({ userData: null }),
    does: asks("disconnect"),
  }),
  "status-ask-badge": status("badge that asks", {
    variant: "badge",
    actions: "disconnect",
    is: connection(),
    does: asks("disconnect"),
  }),
  "status-disconnecting": status("disconnecting", {
    is: connection(),
    routes: { "DELETE connections/conn_1": never },
    does: confirms("[aria-busy=true]"),
  }),
  "status-action-failed": status("the action has failed", {
    is: connection(),
    routes: { "DELETE connections/conn_1": refuse("server_error", 500) },
    does: confirms(".error"),
  }),
  "status-action-too-often": status("the action was refused as too frequent", {
    is: connection(),
    routes: { "DELETE connections/conn_1": refuse("rate_limited", 429) },
    does: confirms(".error"),
  }),
  "status-reconnecting": status("reconnecting in a window", {
    is: connection({ status: "expired" }),
    attributes: { mode: "popup", "link-origins": hostedOrigin },
    routes: { "link/init": hosted({ event: "loaded" }), "link/result": never },
    does: async (element) => {
      fakeWindow();
      await press(element, "action-reconnect");
      return part(element, "action-cancel");
    },
  }),
  "status-reconnect-failed": status("could not reconnect", {
    is: connection({ status: "expired" }),
    attributes: { mode: "redirect" },
    routes: { "link/init": refuse("unauthorized", 401) },
    does: async (element) => {
      await press(element, "action-reconnect");
      return part(element, "message");
    },
  }),
  "status-refreshing": status("being read again", {
    is: onceThen(connection(), never),
    does: async (element) => {
      await press(element, "action-refresh");
      return until(() => element.shadowRoot!.querySelector("[part~=action-refresh][aria-busy]"), "the reading");
    },
  }),
  "status-stale": status("could not be read again", {
    is: onceThen(connection(), refuse("server_error", 500)),
    does: async (element) => {
      await press(element, "action-refresh");
      return until(() => element.shadowRoot!.querySelector(".stale"), "the mark");
    },
  }),
  "status-permissions": status("permissions open", {
    is: connection({ imported: true }),
    does: opensPermissions,
  }),
  ...Object.fromEntries(
    (["awaiting_2fa", "expired", "unknown"] as const).map((name) => [
      `status-permissions-${name}`,
      status(`permissions open, ${name}`, {
        is: { ...(answers[name] as object), imported: true },
        does: opensPermissions,
      }),
    ]),
  ),
  "status-broken-picture": status("picture that does not load", {
    is: connection({ userData: user({ avatar: "https://127.0.0.1:9/none.png" }) }),
  }),
  "status-nameless": status("nothing known of the account", { is: connection({ userData: null, permissions: [] }) }),
  "status-long": status("long words", {
    is: connection({
      status: "awaiting_2fa",
      userData: user({
        name: "Maximiliane-Alexandra von und zu Hohenfriedeberg-Unterwalden",
        username: "x".repeat(60),
      }),
    }),
  }),
  "status-other-script": status("a name of the other direction", {
    is: connection({ userData: user({ name: "ענת לוי", username: "anat.levi" }) }),
  }),
};
