/** Sets up an `<ofauth-import>` in the page, with a fake backend. */
import "../../../src/import.js";
import type { OFAuthImport } from "../../../src/elements/import/element.js";
import { afterwards, fakeHost, json, until } from "../../browser/page-setup.js";

/** Part of the session that must not leave a trace. */
export const marker = "MARKER-7f3a9";
export const cookie = `auth_id=1; sess=${marker}; fp=2`;
export const userAgent = `Mozilla/5.0 ${marker}`;

export const imported = (id = "conn_new") => ({
  id,
  status: "active",
  permissions: [],
  imported: true,
  userData: { id: "1", name: "Jane", username: "jane", avatar: null },
});

export const conflict = (connectionId?: string) =>
  json({ code: "import_conflict", message: "Exists", ...(connectionId && { connectionId }) }, 409);

export interface ImportOptions {
  readonly routes?: Parameters<typeof fakeHost>[0];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly properties?: Partial<OFAuthImport>;
  readonly content?: readonly Node[];
}

export async function setupImport(options: ImportOptions = {}) {
  const host = fakeHost({ "connections/import": () => json(imported()), ...options.routes });
  const place = document.createElement("div");
  document.body.append(place);
  afterwards(() => place.remove());
  const element = document.createElement("ofauth-import");
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, options.properties);
  element.append(...(options.content ?? []));
  const received: CustomEvent<Record<string, unknown>>[] = [];
  for (const name of ["ofauth-imported", "ofauth-error"] as const) {
    element.addEventListener(name, (event) => received.push(event as unknown as (typeof received)[number]));
  }
  place.append(element);
  await element.updateComplete;
  const root = element.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`);
  const field = (name: "cookie" | "user-agent") => part(name) as HTMLTextAreaElement | null;
  const type = (name: "cookie" | "user-agent", value: string) => {
    field(name)!.value = value;
    field(name)!.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, data: value }));
  };
  return {
    element,
    place,
    host,
    received,
    root,
    part,
    field,
    type,
    /** Presses the submit button. */
    press: async () => {
      part("submit")!.click();
      await element.updateComplete;
    },
    /** Fills in and submits the form. */
    send: async (values: { cookie?: string; userAgent?: string } = {}) => {
      type("cookie", values.cookie ?? cookie);
      type("user-agent", values.userAgent ?? userAgent);
      part("submit")!.click();
      await element.updateComplete;
    },
    /** Waits for the event that ends the request. */
    ended: async (count = 1) => {
      await until(() => received.length >= count);
      await element.updateComplete;
      return received.at(-1)!;
    },
    message: () => part("message")?.textContent.replaceAll(/\s+/g, " ").trim(),
    bodies: () => host.requests.map(({ init, body }) => [init.method, body]),
  };
}
