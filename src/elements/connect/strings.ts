/**
 * English strings of the connect button, loaded with the element; those of a flow are in `strings.lazy.ts`. A page replaces them
 * with the `strings` property or `registerStrings()`.
 */
import type { DialogTextKey } from "../../browser/dialog/dialog-strings.js";
import type { FlowStringKey } from "./strings.lazy.js";
import type { ListStringKey } from "../list/strings.js";
import type { PluralKey, StatusStringKey } from "../status/strings.lazy.js";

export const buttonStrings = {
  connect: "Connect account",
  reconnect: "Reconnect account",
  connected: "Connected",
  opensWindow: "Opens a new window",
  leavesPage: "Leaves this page",
  windowOpening: "Opening OFAuth…",
  required: "Connect an account first.",
  retry: "Try again",
  error_network: "No connection. Check your internet and try again.",
  error_busy: "Another account is being connected. Finish that first.",
};

export type ButtonStringKey = keyof typeof buttonStrings;
/** Keys of the strings of the button and its flow. */
export type ConnectStringKey = ButtonStringKey | FlowStringKey;
// Every string of the dialog has to be one of these.
true satisfies DialogTextKey extends ConnectStringKey ? true : false;

/** Keys of the strings of the button, the badge and the list. */
export type StringKey = ConnectStringKey | StatusStringKey | ListStringKey;
export type TextKey = Exclude<StringKey, PluralKey>;
/** One form for each plural category (CLDR) of the language; `other` is required. */
export type PluralForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;
export type LocalizedString = string | PluralForms;
/** All strings of a language. */
export type Strings = Readonly<Record<TextKey, string> & Record<PluralKey, LocalizedString>>;
