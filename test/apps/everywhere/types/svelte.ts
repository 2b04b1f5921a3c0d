import "ofauth-elements/svelte";
import type { SvelteHTMLElements } from "svelte/elements";

type Tag<Name extends keyof SvelteHTMLElements> = SvelteHTMLElements[Name];
const id = (text: string): string => text;

export const right: Tag<"ofauth-connect"> = {
  class: "ours",
  id: "connect",
  mode: "popup",
  "connection-id": "conn_1",
  disabled: true,
  createSession: async ({ signal }) => (signal.throwIfAborted(), { url: "https://link.ofauth.com/s/1" }),
  "onofauth-success": (e) => id(e.detail.connectionId),
};
export const rightStatus: Tag<"ofauth-connection-status"> = { variant: "card", refresh: "30", connection: null };
export const rightList: Tag<"ofauth-connections"> = { "page-size": 5, pageSize: 5 };
export const rightImport: Tag<"ofauth-import"> = { "onofauth-imported": (e) => id(e.detail.connectionId) };

export const wrong: Tag<"ofauth-connect">[] = [
  // @ts-expect-error -- no such mode
  { mode: "window" },
  // @ts-expect-error -- no such detail
  { "onofauth-success": (e) => id(e.detail.nope) },
];
// @ts-expect-error -- not a number
export const wrongStatus: Tag<"ofauth-connection-status"> = { refresh: "often" };
