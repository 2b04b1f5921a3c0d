/** Sets up an `<ofauth-connection-status>` in the page, with a fake client that the test controls. */
import "../../../src/connection-status.js";
import type {
  ConnectionsClient,
  ConnectionView,
  ChangeCause,
  Observation,
  ObserveOptions,
} from "../../../src/connections/types.js";
import { CONFIRM_DELAY_MS } from "../../../src/connect/timeouts.js";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import type { OFAuthConnectionStatus } from "../../../src/elements/status/element.js";
import { OFAuthConnectionStatus as Status } from "../../../src/elements/status/element.js";
import type { GetConnectionsClient } from "../../../src/elements/status/connection-observer.js";
import { afterwards, hostedOrigin, until } from "../../browser/page-setup.js";
import { recordEvents, type ReceivedEvent } from "../connect/connect-setup.js";

/** A connection in the format of the host's answer. */
export const connectionJson = (over: object = {}) => ({
  id: "conn_1",
  status: "active",
  permissions: ["messages"],
  imported: false,
  lastCheckedAt: "2026-01-01T00:00:00Z",
  userData: { id: "1", name: "Anna Example", username: "anna", avatar: null },
  ...over,
});

export const connection = (over: object = {}): Connection => parseConnection(connectionJson(over))!;
export const knownView = (over: object = {}, stale = false): ConnectionView => ({
  name: "known",
  connection: connection(over),
  stale,
});

/** A promise that the test settles. */
interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function pending<T>(): Deferred<T> {
  let resolve!: Deferred<T>["resolve"];
  let reject!: Deferred<T>["reject"];
  const promise = new Promise<T>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}

/** The observation of one element. */
export class FakeObservation implements Observation<ConnectionView> {
  view: ConnectionView = { name: "loading" };
  stopped = 0;
  readonly refreshes: Deferred<void>[] = [];

  readonly id: string | undefined;
  readonly options: ObserveOptions;
  readonly changed: (view: ConnectionView, cause: ChangeCause) => void;

  constructor(id: string | undefined, options: ObserveOptions, changed: FakeObservation["changed"]) {
    this.id = id;
    this.options = options;
    this.changed = changed;
  }

  refetch(): Promise<ConnectionView> {
    const result = pending<void>();
    this.refreshes.push(result);
    return result.promise.then(() => this.view);
  }

  stop(): void {
    this.stopped++;
  }
}

export class FakeClient implements ConnectionsClient {
  readonly observations: FakeObservation[] = [];
  readonly requestedOptions: Parameters<GetConnectionsClient>[0][] = [];
  readonly refetchedIds: string[] = [];
  readonly invalidations: (Deferred<Connection> & { id: string })[] = [];
  readonly disconnections: (Deferred<void> & { id: string })[] = [];
  /** Initial view of each new observation. */
  view: ConnectionView = { name: "loading" };

  observe(id: string | undefined, options: ObserveOptions, changed: FakeObservation["changed"]): FakeObservation {
    const observation = new FakeObservation(id, options, changed);
    observation.view = this.view;
    this.observations.push(observation);
    return observation;
  }

  observePage(): never {
    throw new Error("A status element does not observe pages.");
  }

  invalidate(id: string): Promise<Connection> {
    const result = { ...pending<Connection>(), id };
    this.invalidations.push(result);
    return result.promise;
  }

  disconnect(id: string): Promise<void> {
    const result = { ...pending<void>(), id };
    this.disconnections.push(result);
    return result.promise;
  }

  refetchConnection(id: string): void {
    this.refetchedIds.push(id);
  }

  /** Notifies all active observers. */
  notify(view: ConnectionView, cause: ChangeCause = "refresh"): void {
    for (const observation of this.observations.filter(({ stopped }) => stopped === 0)) {
      observation.view = view;
      observation.changed(view, cause);
    }
  }
}

let client: FakeClient;

class StatusWithFakeClient extends Status {
  protected override load() {
    return super.load((options) => {
      client.requestedOptions.push(options);
      return client;
    });
  }
}
StatusWithFakeClient.define("status-with-fake-client");

export interface SetupOptions {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly properties?: Partial<OFAuthConnectionStatus>;
  /** Initial view of the element's observation. */
  readonly view?: ConnectionView;
  readonly parent?: HTMLElement;
  /** Whether to use the real element, with the page's client. */
  readonly real?: boolean;
}

/** Returns the names of events and, for status changes, the status. */
export const summarize = (received: readonly ReceivedEvent[]): string[] =>
  received.map(({ type, detail }) =>
    type === "ofauth-status-change" ? `→ ${String(detail.status)} (${String(detail.cause)})` : type.slice(7),
  );

export async function setupStatus(options: SetupOptions = {}) {
  client = new FakeClient();
  if (options.view) client.view = options.view;
  const place = document.createElement("div");
  (options.parent ?? document.body).append(place);
  afterwards(() => place.remove());
  const element = document.createElement(
    options.real ? "ofauth-connection-status" : "status-with-fake-client",
  ) as OFAuthConnectionStatus;
  element.setAttribute("link-origins", hostedOrigin);
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  Object.assign(element, options.properties);
  const received = recordEvents(element);
  place.append(element);
  await loaded(element);
  return { element, place, received, client, ...handles(element) };
}

/** Waits until the element has loaded its code. */
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
    /** The visible text of the status. */
    badge: () => part("text")?.textContent,
    /** The texts of the buttons. */
    buttons: () => [...root.querySelectorAll("button")].map((button) => button.textContent.trim()),
    button: (name: string) => part(`action-${name}`) as HTMLButtonElement,
    focused: () => root.activeElement,
    settled: () => element.updateComplete,
  };
}

/** Presses the button of a destructive action, and skips the time in which the question cannot be confirmed. */
export async function ask(button: HTMLElement): Promise<void> {
  const { setTimeout } = window;
  window.setTimeout = ((callback: () => void, ms = 0) =>
    setTimeout(callback, ms === CONFIRM_DELAY_MS ? 0 : ms)) as typeof setTimeout;
  button.click();
  window.setTimeout = setTimeout;
  const root = button.getRootNode() as ShadowRoot;
  await until(() => root.querySelector("[part~=confirm-yes]:not([aria-disabled])"));
}

/** Records the announcements in the page's live region during the test. */
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
