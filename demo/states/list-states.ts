/** Every state of the list of connections. */
import type { OFAuthConnections } from "ofauth-elements/connections.js";
import { answer, connection, json, never, fail, type Route } from "./backend.js";
import { put, type State, type States } from "./state.js";
import { part, press, until } from "./waiting.js";

const user = (id: string, name: string, username: string) => ({ id, name, username, avatar: null });

const some = [
  connection({ id: "conn_1", userData: user("1", "Anna Example", "anna_example") }),
  connection({ id: "conn_2", status: "expired", userData: user("2", "Bea", "bea.b") }),
  connection({ id: "conn_3", status: "awaiting_2fa", imported: true, userData: user("3", "Cleo March", "cleo") }),
];

const page = (list: readonly object[], hasMore = false) => json({ list, hasMore });

interface List {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly route: Route;
  readonly heading?: string;
  readonly interact?: (element: OFAuthConnections) => Promise<unknown>;
}

function list(title: string, { attributes, route, heading, interact }: List): State {
  return {
    title,
    async arrange(stage) {
      answer({ connections: route });
      const content = heading === undefined ? [] : [document.createElement("h2")];
      for (const made of content) {
        made.slot = "heading";
        made.append(heading ?? "");
      }
      const element = put(stage, "ofauth-connections", attributes, {}, ...content);
      if (route !== never) await until(() => element.state !== "loading", title);
      await until(() => !element.shadowRoot?.querySelector("li [aria-busy]"), "the rows");
      await element.updateComplete;
      await interact?.(element);
    },
  };
}

/** Answers with pages of three connections; `second` answers the second page. */
const paged =
  (second: Route): Route =>
  (request) =>
    request.url.searchParams.get("offset") === "3" ? second(request) : page(some, true);

const next = (shows: string) => async (element: OFAuthConnections) => {
  await press(element, "action-next");
  return until(() => element.shadowRoot!.querySelector(shows), shows);
};

const more = [connection({ id: "conn_4", userData: user("4", "Dora", "dora") })];

function onceThen(first: () => Response, later: Route): Route {
  let count = 0;
  return (request) => (count++ ? later(request) : first());
}

export const listStates: States = {
  "list-loading": list("loading", { route: never }),
  "list-ready": list("three connections", { route: () => page(some) }),
  "list-heading": list("with a heading", { route: () => page(some), heading: "Your creators" }),
  "list-actions": list("every action", {
    attributes: { actions: "reconnect refresh invalidate disconnect" },
    route: () => page([...some, connection({ id: "conn_4", status: "pending", userData: user("4", "Dora", "dora") })]),
  }),
  "list-empty": list("empty", { route: () => page([]) }),
  "list-empty-heading": list("empty, with a heading", { route: () => page([]), heading: "Your creators" }),
  "list-filtered": list("no match for the filters", { attributes: { status: "expired" }, route: () => page([]) }),
  "list-error": list("could not be loaded", { route: fail("server_error", 500) }),
  "list-signed-out": list("signed out", { route: fail("unauthorized", 401) }),
  "list-stale": list("could not be updated", {
    route: onceThen(() => page(some), fail("server_error", 500)),
    interact: async (element) => {
      await element.refreshNow();
      return part(element, "stale");
    },
  }),
  "list-pager": list("first of two pages", { attributes: { "page-size": "3" }, route: paged(() => page(more)) }),
  "list-last": list("last page", {
    attributes: { "page-size": "3" },
    route: paged(() => page(more)),
    interact: next("[part~=action-next][aria-disabled]"),
  }),
  "list-turning": list("next page loading", {
    attributes: { "page-size": "3" },
    route: paged(never),
    interact: next("ul[aria-busy=true]"),
  }),
  "list-asks": list("row with a confirmation", {
    route: () => page(some),
    interact: async (element) => {
      const card = await until(() => element.shadowRoot!.querySelector("ofauth-connection-status"), "the first card");
      await press(card, "action-disconnect");
      return part(card, "confirm");
    },
  }),
};
