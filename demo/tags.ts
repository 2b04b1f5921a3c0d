/** The tag of each view, and the options that are attributes of the tag. */
import type { Options } from "./options.js";

export type View = "connect" | "status" | "list" | "import";

export interface TagKind {
  readonly tag: string;
  /** The module that defines the element. */
  readonly entry: string;
  /** Name of the React and Vue component. */
  readonly wrapper: string;
  /** Names in a snippet: of the element's constant, and of the host's own component. */
  readonly constant: string;
  readonly component: string;
  /** The event that a snippet listens for, and what it logs of the detail. */
  readonly event: string;
  readonly shows: string;
  /** Attributes that the view always has. */
  readonly always: readonly Attribute[];
  /** Attributes that are options, with their defaults. */
  readonly defaults: Readonly<Record<string, string>>;
}

export type Attribute = readonly [name: string, value: string | true];

const shared = { endpoint: "", theme: "auto", lang: "" };
const flow = { mode: "auto", ...shared, prefetch: "intent" };

export const tags: Readonly<Record<View, TagKind>> = {
  connect: {
    tag: "ofauth-connect",
    wrapper: "OFAuthConnect",
    entry: "ofauth-elements/connect.js",
    constant: "connect",
    component: "ConnectAccount",
    event: "ofauth-success",
    shows: "detail.connectionId, detail.verified",
    always: [],
    defaults: { ...flow, "connection-id": "", callback: "auto", label: "", disabled: "" },
  },
  status: {
    tag: "ofauth-connection-status",
    wrapper: "OFAuthConnectionStatus",
    entry: "ofauth-elements/connection-status.js",
    constant: "status",
    component: "AccountStatus",
    event: "ofauth-status-change",
    shows: "detail.connectionId, detail.status",
    always: [["variant", "card"]],
    defaults: { ...flow, "connection-id": "", actions: "reconnect", refresh: "0" },
  },
  list: {
    tag: "ofauth-connections",
    wrapper: "OFAuthConnections",
    entry: "ofauth-elements/connections.js",
    constant: "list",
    component: "Accounts",
    event: "ofauth-status-change",
    shows: "detail.connectionId, detail.status",
    always: [],
    defaults: { ...flow, actions: "reconnect disconnect", refresh: "0", "page-size": "10" },
  },
  import: {
    tag: "ofauth-import",
    wrapper: "OFAuthImport",
    entry: "ofauth-elements/import.js",
    constant: "form",
    component: "ImportSession",
    event: "ofauth-imported",
    shows: "detail.connectionId",
    always: [],
    defaults: { ...shared, "connection-id": "" },
  },
};

export const viewOf = ({ view }: Options): View => (Object.hasOwn(tags, view) ? (view as View) : "connect");

/** Attributes for the options that differ from their defaults. `connectionId` is undefined when there is no connection. */
export function attributesOf(options: Options, connectionId: string | undefined): readonly Attribute[] {
  const { always, defaults } = tags[viewOf(options)];
  const values: Readonly<Record<string, string>> = {
    ...options,
    "connection-id": connectionId ?? "",
    "page-size": options.size,
    disabled: options.disabled ? "true" : "",
  };
  const chosen = Object.entries(defaults).flatMap(([name, unset]): Attribute[] => {
    const value = values[name] ?? unset;
    return value === unset ? [] : [[name, name === "disabled" ? true : value]];
  });
  return [...always, ...chosen];
}
