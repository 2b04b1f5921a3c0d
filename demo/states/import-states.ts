/** Every state of the import form. */
import type { OFAuthImport } from "ofauth-elements/import.js";
import { answer, connection, json, never, fail, unreachable, type Route } from "./backend.js";
import { put, type State, type States } from "./state.js";
import { part, press, until } from "./waiting.js";

interface Form {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly route?: Route;
  readonly interact?: (element: OFAuthImport) => Promise<unknown>;
}

function form(title: string, { attributes, route = never, interact }: Form = {}): State {
  return {
    title,
    async arrange(stage) {
      answer({ "connections/import": route, "connections/import/conn_1": route });
      const element = put(stage, "ofauth-import", attributes);
      await part(element, "form");
      await interact?.(element);
      await element.updateComplete;
    },
  };
}

async function fill(element: OFAuthImport, cookie = "auth_id=1; sess=example; fp=example"): Promise<void> {
  const field = (await part(element, "cookie")) as HTMLTextAreaElement;
  field.value = cookie;
  await press(element, "action-fill");
}

const submit = (shows: string) => async (element: OFAuthImport) => {
  await fill(element);
  await press(element, "submit");
  return part(element, shows);
};

const conflict = fail("import_conflict", 409, { connectionId: "conn_1" });

/** The user updates the existing connection, and the host answers with `updated`. */
const offerThen = (title: string, updated: Route) =>
  form(title, {
    route: (request) => (request.url.pathname.endsWith("import") ? conflict(request) : updated(request)),
    interact: async (element) => {
      await submit("offer")(element);
      await press(element, "action-update");
      return until(() => element.shadowRoot!.querySelector(".failed"), "the failure");
    },
  });

export const importStates: States = {
  "import-rest": form("empty"),
  "import-update": form("for an existing connection", { attributes: { "connection-id": "conn_1" } }),
  "import-wrong": form("empty fields submitted", {
    interact: async (element) => {
      await press(element, "submit");
      return part(element, "error");
    },
  }),
  "import-lacks": form("incomplete cookie, shown", {
    interact: async (element) => {
      await fill(element, "auth_id=1");
      await press(element, "action-show");
      await press(element, "submit");
      return part(element, "error");
    },
  }),
  "import-shown": form("with the cookie shown", {
    interact: async (element) => press(element, "action-show"),
  }),
  "import-sending": form("sending", { interact: submit("message") }),
  "import-done": form("imported", { route: () => json(connection({ imported: true })), interact: submit("message") }),
  "import-failed": form("rejected", { route: fail("import_invalid", 422), interact: submit("message") }),
  "import-off": form("disabled", { route: fail("not_found", 404), interact: submit("message") }),
  "import-offer": form("already connected", { route: conflict, interact: submit("offer") }),
  "import-offer-failed": offerThen("already connected, no network", unreachable),
  "import-offer-refused": offerThen("already connected, update failed", fail("server_error", 500)),
};
