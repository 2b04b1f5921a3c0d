/** A link of a page, with the hosted page on another origin and a backend that the test answers for. */
import { createLink, type Link, type LinkOptions } from "../../../src/link.js";
import { afterwards, fakeHost, hostedOrigin, json, until } from "../../browser/page-setup.js";
import { anEntry, record, session } from "../connect/connect-setup.js";

export interface LinkSetup {
  readonly says?: readonly unknown[];
  readonly answers?: Parameters<typeof fakeHost>[0];
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
export function noting() {
  const calls: { name: string; detail: Readonly<Record<string, unknown>> }[] = [];
  const options: LinkOptions = {
    onBeforeOpen: ({ detail }) => void calls.push({ name: "onBeforeOpen", detail: { ...detail } }),
  };
  for (const name of callbackNames)
    options[name] = (detail: object) => void calls.push({ name, detail: { ...detail } });
  return { calls, options };
}

/** The names, and for changes of state the state. */
export const names = (calls: ReturnType<typeof noting>["calls"]): string[] =>
  calls.map(({ name, detail }) => (name === "onStateChange" ? `→ ${String(detail.state)}` : name));

export function setupLink({ says = ["loaded"], answers, options = {} }: LinkSetup = {}) {
  const host = fakeHost({
    "link/init": () => session(...says),
    "link/complete": ({ body }) => json(anEntry(String(body?.connectionId))),
    ...answers,
  });
  const { calls, options: callbacks } = noting();
  const received = record(document);
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
    /** Has the hosted page say something. */
    say: (data: unknown) => frame()?.contentWindow?.postMessage({ tell: "post", data }, hostedOrigin),
  };
}
