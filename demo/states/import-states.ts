/** The form for importing a session, in every state. */
import type { OFAuthImport } from "ofauth-elements/import.js";
import { answer, connection, json, never, refuse, unreachable, type Route } from "./backend.js";
import { put, type State, type States } from "./state.js";
import { part, press, until } from "./waiting.js";

interface Form {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly route?: Route;
  readonly does?: (element: OFAuthImport) => Promise<unknown>;
}

function form(title: string, { attributes, route = never, does }: Form = {}): State {
  return {
    title,
    async arrange(stage) {
      answer({ "connections/import": route, "connections/import/conn_1": route });
      const element = put(stage, "ofauth-import", attributes);
      await part(element, "form");
      await does?.(element);
      await element.updateComplete;
    },
  };
}

async function fill(element: OFAuthImport, cookie = "auth_id=1; sess=example; fp=example"): Promise<void> {
  const field = (await part(element, "cookie")) as HTMLTextAreaElement;
  field.value = cookie;
  await press(element, "action-fill");
}

const sends = (shows: string) => async (element: OFAuthImport) => {
  await fill(element);
  await press(element, "submit");
  return part(element, shows);
};

const conflict = refuse("import_conflict", 409, { connectionId: "conn_1" });

/** The user updates the connection that is there, which ends as `updated` says. */
const offerThen = (title: string, updated: Route) =>
  form(title, {
    route: (asked) => (asked.url.pathname.endsWith("import") ? conflict(asked) : updated(asked)),
    does: async (element) => {
      await sends("offer")(element);
      await press(element, "action-update");
      return until(() => element.shadowRoot!.querySelector(".failed"), "the failure");
    },
  });

export const importStates: States = {
  "import-rest": form("empty"),
  "import-update": form("for a connection that is there", { attributes: { "connection-id": "conn_1" } }),
  "import-wrong": form("nothing filled in", {
    does: async (element) => {
      await press(element, "submit");
      return part(element, "error");
    },
  }),
  "import-lacks": form("a cookie that lacks something, shown", {
    does: async (element) => {
      await fill(element, "auth_id=1");
      await press(element, "action-show");
      await press(element, "submit");
      return part(element, "error");
    },
  }),
  "import-shown": form("with the cookie shown", {
    does: async (element) => press(element, "action-show"),
  }),
  "import-sending": form("sending", { does: sends("message") }),
  "import-done": form("imported", { route: () => json(connection({ imported: true })), does: sends("message") }),
  "import-failed": form("not accepted", { route: refuse("import_invalid", 422), does: sends("message") }),
  "import-off": form("not switched on", { route: refuse("not_found", 404), does: sends("message") }),
  "import-offer": form("connected already", { route: conflict, does: sends("offer") }),
  "import-offer-failed": offerThen("connected already, and no network", unreachable),
  "import-offer-refused": offerThen("connected already, and the update failed", refuse("server_error", 500)),
};
