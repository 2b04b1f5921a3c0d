/** An `<ofauth-connection-status>` in a page, with a hub that says what the test wants. */
import "../../../src/connection-status.js";
import type {
  ConnectionsClient,
  ConnectionView,
  ChangeCause,
  Observation,
  ObserveOptions,
} from "../../../src/connections/types.js";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import type { OFAuthConnectionStatus } from "../../../src/elements/status/element.js";
import { OFAuthConnectionStatus as Status } from "../../../src/elements/status/element.js";
import type { GetConnectionsClient } from "../../../src/elements/status/connection-observer.js";
import { afterwards, hostedOrigin, until } from "../../browser/page-setup.js";
import { eventNames, type ReceivedEvent } from "../connect/connect-setup.js";

const statusEvents = [
  "status-change",
  "before-invalidate",
  "invalidated",
  "before-disconnect",
  "disconnected",
] as const;

/** A connection as a host answers it. */
export const wire = (over: object = {}) => ({
  id: "conn_1",
  status: "active",
  permissions: ["messages"],
  imported: false,
  lastCheckedAt: "2026-01-01T00:00:00Z",
  userData: { id: "1", name: "Anna Example", username: "anna", avatar: null },
  ...over,
});

export const connection = (over: object = {}): Connection => parseConnection(wire(over))!;
export const known = (over: object = {}, stale = false): ConnectionView => ({
  name: "known",
  connection: connection(over),
  stale,
});

/** A promise that the test settles. */
interface Answer<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function pending<T>(): Answer<T> {
  let resolve!: Answer<T>["resolve"];
  let reject!: Answer<T>["reject"];
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** What one element watches. */
export class FakeWatch implements Observation<ConnectionView> {
  view: ConnectionView = { name: "loading" };
  stopped = 0;
  readonly refreshes: Answer<void>[] = [];

  readonly id: string | undefined;
  readonly options: ObserveOptions;
  readonly changed: (view: ConnectionView, cause: ChangeCause) => void;

  constructor(id: string | undefined, options: ObserveOptions, changed: FakeWatch["changed"]) {
    this.id = id;
    this.options = options;
    this.changed = changed;
  }

  refetch(): Promise<ConnectionView> {
    const asked = pending<void>();
    this.refreshes.push(asked);
    return asked.promise.then(() => this.view);
  }

  stop(): void {
    this.stopped++;
  }
}

export class FakeHub implements ConnectionsClient {
  readonly watches: FakeWatch[] = [];
  readonly opened: Parameters<GetConnectionsClient>[0][] = [];
  readonly touches: string[] = [];
  readonly invalidations: (Answer<Connection> & { id: string })[] = [];
  readonly disconnections: (Answer<void> & { id: string })[] = [];
  /** What a watch knows from its start. */
  view: ConnectionView = { name: "loading" };

  observe(id: string | undefined, options: ObserveOptions, changed: FakeWatch["changed"]): FakeWatch {
    const watch = new FakeWatch(id, options, changed);
    watch.view = this.view;
    this.watches.push(watch);
    return watch;
  }

  observePage(): never {
    throw new Error("A status watches no page.");
  }

  invalidate(id: string): Promise<Connection> {
    const asked = { ...pending<Connection>(), id };
    this.invalidations.push(asked);
    return asked.promise;
  }

  disconnect(id: string): Promise<void> {
    const asked = { ...pending<void>(), id };
    this.disconnections.push(asked);
    return asked.promise;
  }

  refetchConnection(id: string): void {
    this.touches.push(id);
  }

  /** Tells everybody who still watches. */
  say(view: ConnectionView, cause: ChangeCause = "refresh"): void {
    for (const watch of this.watches.filter(({ stopped }) => stopped === 0)) {
      watch.view = view;
      watch.changed(view, cause);
    }
  }
}

let hub: FakeHub;

class StatusWithHub extends Status {
  protected override load() {
    return super.load((options) => {
      hub.opened.push(options);
      return hub;
    });
  }
}
StatusWithHub.define("status-with-hub");

export interface SetupOptions {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly properties?: Partial<OFAuthConnectionStatus>;
  /** What is known when the element begins to watch. */
  readonly view?: ConnectionView;
  readonly parent?: HTMLElement;
  /** The element with the hub of the page. */
  readonly real?: boolean;
}

export function record(target: EventTarget): ReceivedEvent[] {
  const received: ReceivedEvent[] = [];
  const note = (event: Event) => received.push(event as ReceivedEvent);
  for (const name of [...eventNames, ...statusEvents]) {
    target.addEventListener(`ofauth-${name}`, note);
    afterwards(() => target.removeEventListener(`ofauth-${name}`, note));
  }
  return received;
}

/** The names, and for changes of status the status. */
export const summarize = (received: readonly ReceivedEvent[]): string[] =>
  received.map(({ type, detail }) =>
    type === "ofauth-status-change" ? `→ ${String(detail.status)} (${String(detail.cause)})` : type.slice(7),
  );

export async function setup(options: SetupOptions = {}) {
  hub = new FakeHub();
  if (options.view) hub.view = options.view;
  const place = document.createElement("div");
  (options.parent ?? document.body).append(place);
  afterwards(() => place.remove());
  const element = document.createElement(
    options.real ? "ofauth-connection-status" : "status-with-hub",
  ) as OFAuthConnectionStatus;
  element.setAttribute("link-origins", hostedOrigin);
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, options.properties);
  const received = record(element);
  place.append(element);
  await loaded(element);
  return { element, place, received, hub, ...handles(element) };
}

/** Waits until the element has its code. */
export async function loaded(element: OFAuthConnectionStatus): Promise<void> {
  await element.updateComplete;
  await until(() => element.shadowRoot!.querySelector("#hint"));
  await element.updateComplete;
}

export function handles(element: OFAuthConnectionStatus) {
  const root = element.shadowRoot!;
  const part = (name: string) => root.querySelector<HTMLElement>(`[part~="${name}"]`);
  return {
    root,
    part,
    /** What a user sees of the status. */
    badge: () => part("text")?.textContent,
    /** The buttons, by their text. */
    buttons: () => [...root.querySelectorAll("button")].map((button) => button.textContent.trim()),
    button: (name: string) => part(`action-${name}`) as HTMLButtonElement,
    focused: () => root.activeElement,
    settled: () => element.updateComplete,
  };
}

/** The page's one voice, and what it says during the test. */
export function recordAnnouncements() {
  const announced: string[] = [];
  const region = () => document.getElementById("ofauth-announcer")!;
  const observer = new MutationObserver(() => {
    const text = region().textContent;
    if (text) announced.push(text);
  });
  region().textContent = "";
  observer.observe(region(), { childList: true, characterData: true, subtree: true });
  observer.takeRecords();
  afterwards(() => observer.disconnect());
  return announced;
}
