/** An `<ofauth-connect>` on a page, with the hosted page on another origin and a fake backend. */
import "../../../src/connect.js";
import type { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { connectionEvents } from "../../../src/elements/events/event-names.js";
import { createFakeWindow } from "../../browser/fake-window.js";
import { afterwards, fakeHost, hostedOrigin, hostedUrl, json, replace, until } from "../../browser/page-setup.js";

export type ReceivedEvent = CustomEvent<Record<string, unknown>>;

/**
 * Records the events of an element that reach `target`, until the end of the test: in the bubbling phase or, with `capture`, in
 * the capture phase.
 */
export function recordEvents(target: EventTarget, capture = false): ReceivedEvent[] {
  const received: ReceivedEvent[] = [];
  const note = (event: Event) => received.push(event as ReceivedEvent);
  for (const name of connectionEvents) {
    target.addEventListener(`ofauth-${name}`, note, { capture });
    afterwards(() => target.removeEventListener(`ofauth-${name}`, note, { capture }));
  }
  return received;
}

/** The names of the events; of a change of state, the new state. */
export const eventLog = (received: readonly ReceivedEvent[]): string[] =>
  received.map(({ type, detail }) => (type === "ofauth-state-change" ? `→ ${String(detail.state)}` : type.slice(7)));

export interface SetupOptions {
  /** Messages that the hosted page posts when it loads. */
  readonly messages?: readonly unknown[];
  readonly responses?: Parameters<typeof fakeHost>[0];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Nodes inside the element. */
  readonly content?: readonly (Node | string)[];
  readonly properties?: Partial<OFAuthConnect>;
  readonly parent?: HTMLElement;
}

export const session = (...messages: readonly unknown[]) => json({ mode: "hosted", url: hostedUrl(...messages) });

export const connectionEntry = (id = "conn_1") => ({
  id,
  status: "active",
  permissions: ["messages"],
  imported: false,
});

export async function setupConnect(options: SetupOptions = {}) {
  const host = fakeHost({
    "link/init": () => session(...(options.messages ?? ["loaded"])),
    "link/complete": ({ body }) => json(connectionEntry(String(body?.connectionId))),
    ...options.responses,
  });
  const place = document.createElement("div");
  (options.parent ?? document.body).append(place);
  afterwards(() => place.remove());
  const element = document.createElement("ofauth-connect");
  element.setAttribute("link-origins", hostedOrigin);
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, options.properties);
  element.append(...(options.content ?? []));
  const received = recordEvents(element);
  place.append(element);
  await element.updateComplete;
  return { element, place, host, received, ...handlesOf(element) };
}

/** Starts an attempt, without waiting for its end. */
export function start(element: OFAuthConnect): void {
  element.open().catch((error: unknown) => {
    throw error;
  });
}

export function handlesOf(element: OFAuthConnect) {
  const root = element.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`);
  const frame = () => root.querySelector("iframe");
  return {
    root,
    part,
    frame,
    get button() {
      return part("button") as HTMLButtonElement;
    },
    /** Waits until the element is in `state`. */
    state: (state: OFAuthConnect["state"]) => until(() => element.state === state),
    /** Posts a command to the hosted page; see test/support/pages/hosted.js. */
    command: (command: string, fields: object = {}) =>
      frame()?.contentWindow?.postMessage({ command, ...fields }, hostedOrigin),
    /** Makes the hosted page post `data`. */
    post: (data: unknown) => frame()?.contentWindow?.postMessage({ command: "post", data }, hostedOrigin),
    /** Waits until the hosted page is visible, so that it can receive commands. */
    shown: () => until(() => frame()?.checkVisibility({ visibilityProperty: true })),
  };
}

/** Makes `open()` return a popup that can be closed and records its navigations. */
export function fakePopup() {
  const popup = createFakeWindow();
  replace(window, "open", () => popup);
  return popup;
}

/** Opens a frame on this page and returns its document. */
export async function otherPage() {
  const frame = document.createElement("iframe");
  frame.src = "/test/support/pages/blank.html";
  document.body.append(frame);
  afterwards(() => frame.remove());
  await new Promise((loaded) => frame.addEventListener("load", loaded));
  return frame.contentDocument!;
}
