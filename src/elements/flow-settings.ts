/**
 * The settings that elements share: their types with documentation, attributes and defaults. To add one, add it to an
 * interface and to the table below it; elements, `createLink()`, the wrappers and the generated docs follow.
 */
import type { PropertyDeclaration } from "lit";
import type { AttemptSettings, SessionSettings } from "../browser/settings.js";
import type { ConnectMode } from "../protocol/link-contract.js";
import type { Theme } from "../protocol/link-session.js";
import type { Strings } from "./connect/strings.js";

/** Lit's declaration of a property, with the value that stands in for undefined, null and a removed attribute. */
type Setting<Value> = PropertyDeclaration &
  (undefined extends Value ? { readonly default?: undefined } : { readonly default: Value });

/** Reads the attribute of a text without a default: undefined when it is removed, where Lit has null. */
export const optionalText = (value: string | null): string | undefined => value ?? undefined;

export type SettingsTable<Settings> = { readonly [Name in keyof Settings]-?: Setting<Settings[Name]> };

/** Settings of every element that opens a flow. */
export interface FlowSettings extends SessionSettings {
  /** Where the hosted page opens. `auto`: in a frame; if a frame cannot work, the user is offered a window or a redirect. */
  mode: ConnectMode | "auto";
  /** What is loaded before the click. `intent`: hovering or focusing loads the flow's code, pressing requests the session. `session`: hovering or focusing requests the session too. `none`: nothing. */
  prefetch: "none" | "intent" | "session";
  /** Color scheme of the element. `auto` follows the page's `color-scheme`. */
  theme: Theme;
  /** Strings that replace the built-in ones, by key. */
  strings: Partial<Strings> | undefined;
}

export const flowSettings: SettingsTable<FlowSettings> = {
  endpoint: { default: "/api/ofauth", useDefault: true },
  linkEndpoint: { attribute: "link-endpoint", converter: optionalText },
  linkOrigins: {
    attribute: "link-origins",
    default: "https://link.ofauth.com https://link-next.ofauth.com",
    useDefault: true,
  },
  createSession: { attribute: false },
  requestInit: { attribute: false },
  mode: { default: "auto", useDefault: true },
  prefetch: { default: "intent", useDefault: true },
  theme: { reflect: true, default: "auto", useDefault: true },
  strings: { attribute: false },
};

/** Settings of `<ofauth-connect>` and `createLink()`: those of every flow, and those that apply to a single flow. */
export interface ConnectSettings extends FlowSettings, AttemptSettings {
  /** Id of the connection to reconnect. Default: none, so a new connection is created. */
  connectionId: string | undefined;
  /** `auto`: a callback from OFAuth is read when the page loads, if this browser started the attempt. `manual`: only `handleCallback()` reads it. */
  callback: "auto" | "manual";
}

export const connectSettings: SettingsTable<ConnectSettings> = {
  ...flowSettings,
  connectionId: { attribute: "connection-id", converter: optionalText },
  sessionUrl: { attribute: "session-url", converter: optionalText },
  callback: { default: "auto", useDefault: true },
};

/** Reads the settings of a table from an element or an options object. Undefined and null become the default. */
export function settingsOf<Settings>(table: SettingsTable<Settings>, source: object): Settings {
  const settings: Record<string, unknown> = {};
  for (const name in table) {
    settings[name] = (source as Record<string, unknown>)[name] ?? table[name].default;
  }
  return settings as Settings;
}
