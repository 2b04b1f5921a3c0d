/** An `<ofauth-connect>` in a page, with the hosted page on another origin and a backend that the test answers for. */
import "../../../src/connect.js";
import type { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { afterwards, fakeHost, hostedOrigin, hostedUrl, json, replace, until } from "../../browser/page-setup.js";

export const eventNames = [
  "before-open",
  "open",
  "load",
  "stall",
  "success",
  "cancel",
  "error",
  "close",
  "state-change",
  "session-renewed",
  "sandbox-info",
] as const;

export type ReceivedEvent = CustomEvent<Record<string, unknown>>;

/** Notes every event of ours that reaches `target`, until the end of the test. */
export function record(target: EventTarget): ReceivedEvent[] {
  const received: ReceivedEvent[] = [];
  const note = (event: Event) => received.push(event as ReceivedEvent);
  for (const name of eventNames) {
    target.addEventListener(`ofauth-${name}`, note);
    afterwards(() => target.removeEventListener(`ofauth-${name}`, note));
  }
  return received;
}

/** The names, and for changes of state the state. */
export const eventLog = (received: readonly ReceivedEvent[]): string[] =>
  received.map(({ type, detail }) => (type === "ofauth-state-change" ? `→ ${String(detail.state)}` : type.slice(7)));

export interface SetupOptions {
  /** What the hosted page says by itself. */
  readonly says?: readonly unknown[];
  readonly answers?: Parameters<typeof fakeHost>[0];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Nodes put into the element. */
  readonly content?: readonly (Node | string)[];
  readonly properties?: Partial<OFAuthConnect>;
  readonly parent?: HTMLElement;
}

export const session = (...says: readonly unknown[]) => json({ mode: "hosted", url: hostedUrl(...says) });

export const anEntry = (id = "conn_1") => ({ id, status: "active", permissions: ["messages"], imported: false });

export async function setup(options: SetupOptions = {}) {
  const host = fakeHost({
    "link/init": () => session(...(options.says ?? ["loaded"])),
    "link/complete": ({ body }) => json(anEntry(String(body?.connectionId))),
    ...options.answers,
  });
  const place = document.createElement("div");
  (options.parent ?? document.body).append(place);
  afterwards(() => place.remove());
  const element = document.createElement("ofauth-connect");
  element.setAttribute("link-origins", hostedOrigin);
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, options.properties);
  element.append(...(options.content ?? []));
  const received = record(element);
  place.append(element);
  await element.updateComplete;
  return { element, place, host, received, ...handles(element) };
}

/** Starts an attempt, without waiting for its end. */
export function start(element: OFAuthConnect): void {
  element.open().catch((error: unknown) => {
    throw error;
  });
}

export function handles(element: OFAuthConnect) {
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
    /** Has the hosted page do something; see test/support/pages/hosted.js. */
    tell: (tell: string, more: object = {}) => frame()?.contentWindow?.postMessage({ tell, ...more }, hostedOrigin),
    /** Has the hosted page say something. */
    say: (data: unknown) => frame()?.contentWindow?.postMessage({ tell: "post", data }, hostedOrigin),
    /** Waits until the hosted page is there, and makes it send what follows. */
    shown: () => until(() => frame()?.checkVisibility({ visibilityProperty: true })),
  };
}

/** A window that can be closed, and otherwise only notes what is done to it. */
export function fakePopup() {
  const popup = {
    closed: false,
    opener: null,
    document: document.implementation.createHTMLDocument(),
    sessionStorage,
    gone: [] as string[],
    location: { replace: (href: string) => void popup.gone.push(href) },
    focus: () => undefined,
    close: () => void (popup.closed = true),
  };
  replace(window, "open", () => popup);
  return popup;
}

/** The document of a frame of this page. */
export async function otherPage() {
  const frame = document.createElement("iframe");
  frame.src = "/test/support/pages/blank.html";
  document.body.append(frame);
  afterwards(() => frame.remove());
  await new Promise((loaded) => frame.addEventListener("load", loaded));
  return frame.contentDocument!;
}
