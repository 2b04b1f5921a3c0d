/** A link on a page, with the hosted page on another origin and a fake backend. */
import { createLink, type Link, type LinkOptions } from "../../../src/link.js";
import { afterwards, fakeHost, hostedOrigin, json, until } from "../../browser/page-setup.js";
import { connectionEntry, recordEvents, session } from "../connect/connect-setup.js";

export interface LinkSetupOptions {
  readonly messages?: readonly unknown[];
  readonly responses?: Parameters<typeof fakeHost>[0];
  readonly options?: LinkOptions;
}

const callbackNames = [
  "onOpen",
  "onLoad",
  "onStall",
  "onSessionRenewed",
  "onSandboxInfo",
  "onStateChange",
  "onSuccess",
  "onCancel",
  "onError",
  "onClose",
] as const;

/** Callbacks that record their calls in `calls`, in order. */
export function recordCallbacks() {
  const calls: { name: string; detail: Readonly<Record<string, unknown>> }[] = [];
  const options: LinkOptions = {
    onBeforeOpen: ({ detail }) => void calls.push({ name: "onBeforeOpen", detail: { ...detail } }),
  };
  for (const name of callbackNames)
    options[name] = (detail: object) => void calls.push({ name, detail: { ...detail } });
  return { calls, options };
}

/** The names of the callbacks; of a change of state, the new state. */
export const names = (calls: ReturnType<typeof recordCallbacks>["calls"]): string[] =>
  calls.map(({ name, detail }) => (name === "onStateChange" ? `→ ${String(detail.state)}` : name));

export function setupLink({ messages = ["loaded"], responses, options = {} }: LinkSetupOptions = {}) {
  const host = fakeHost({
    "link/init": () => session(...messages),
    "link/complete": ({ body }) => json(connectionEntry(String(body?.connectionId))),
    ...responses,
  });
  const { calls, options: callbacks } = recordCallbacks();
  const received = recordEvents(document);
  const link = createLink({ linkOrigins: hostedOrigin, ...callbacks, ...options });
  afterwards(() => link.destroy());
  return { link, host, calls, received, ...handlesOf(link) };
}

export function handlesOf(link: Link, id = "ofauth-link") {
  const box = () => document.getElementById(id);
  const root = () => box()?.shadowRoot;
  const frame = () => root()?.querySelector("iframe");
  return {
    box,
    dialog: () => root()?.querySelector("dialog"),
    part: (name: string) => root()?.querySelector<HTMLElement>(`[part~="${name}"]`),
    frame,
    state: (state: Link["state"]) => until(() => link.state === state),
    /** Makes the hosted page post `data`. */
    post: (data: unknown) => frame()?.contentWindow?.postMessage({ command: "post", data }, hostedOrigin),
  };
}
