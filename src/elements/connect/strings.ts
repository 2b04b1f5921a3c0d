/**
 * Every word that users see or hear before a flow's code is there, in English, by key; `flow-strings.ts` has the rest. A
 * page replaces any of them with the element's `strings` property.
 */
import type { FlowStringKey } from "./strings.lazy.js";
import type { ListStringKey } from "../list/strings.js";
import type { StatusStringKey } from "../status/strings.lazy.js";

export const buttonStrings = {
  connect: "Connect account",
  reconnect: "Reconnect account",
  connected: "Connected",
  opensWindow: "Opens a new window",
  leavesPage: "Leaves this page",
  windowOpening: "Opening OFAuth…",
  required: "Connect an account to continue.",
  retry: "Try again",
  error_network: "Can’t reach the server. Check your internet connection and try again.",
  error_busy: "You’re already connecting another account. Finish that first.",
};

export type ButtonStringKey = keyof typeof buttonStrings;
/** What the button and its flow say. */
export type ConnectStringKey = ButtonStringKey | FlowStringKey;
export type StringKey = ConnectStringKey | StatusStringKey | ListStringKey;
/** Those that have a number in the sentence, and so another form for other numbers. */
export type PluralKey = "announceMany" | "announceManyExpired";
export type TextKey = Exclude<StringKey, PluralKey>;
/** One sentence for each kind of number that the language tells apart (CLDR's plural categories); `other` for the rest. */
export type PluralForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;
export type LocalizedString = string | PluralForms;
export type Strings = Readonly<Record<TextKey, string> & Record<PluralKey, LocalizedString>>;
