/** Takes a real flow to the end that a test wants: the element's own code, events and dialog, and nothing of OFAuth's. */
import type { ConnectResult } from "../connect/result.js";
import { HANDSHAKE_TIMEOUT_MS } from "../connect/timeouts.js";
import type { LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import { callbackChannelName, type CallbackMessage } from "../protocol/callback-channel.js";
import { fakeConnection } from "./builders.js";
import { json, type FakeBackend, type FakeRoute } from "./fake-backend.js";
import { replaceHostedPage, type Say } from "./fake-hosted-page.js";
import { followFlow } from "./observe-flow.js";
import { installFakeBackend } from "./install-fake-backend.js";
import { outcomeOf, placeOf, type DrivenCode, type DrivenOutcome, type FlowOutcome } from "./outcomes.js";
import { replaced } from "./replace-property.js";

/** An element that can open a flow, or a link. */
export interface FlowTarget {
  open?(): unknown;
  reconnect?(): unknown;
  readonly endpoint?: string;
}

export interface DriveOptions {
  /** What opens the flow, such as a click on the page's own button. Default: the target's `open()` or `reconnect()`. */
  readonly open?: () => unknown;
  /** The backend that the page has. Default: one of its own while the flow lasts, under the target's `endpoint`. */
  readonly backend?: FakeBackend;
  /** Default: this page. */
  readonly window?: Window & typeof globalThis;
}

/**
 * Opens a flow and takes it to `outcome`, in a frame or in a window as the target is set. Resolves when everything has been
 * told. Needs a real browser. Rejects for what cannot happen: a redirect, which leaves the page, a blocked window in a frame.
 */
export async function driveFlow(
  target: FlowTarget,
  outcome: DrivenOutcome = "connected",
  { open, backend: given, window = globalThis.window }: DriveOptions = {},
): Promise<ConnectResult> {
  const wanted = outcomeOf<DrivenCode>(outcome);
  const installed = given
    ? undefined
    : installFakeBackend({ window, ...(target.endpoint && { endpoint: target.endpoint }) });
  const way = new WayThrough(wanted, given ?? (installed as FakeBackend), window);
  const stopPage = replaceHostedPage({
    window,
    navigating: () => way.hurry(),
    loaded: (say) => way.speak(say),
    allowWindows: way.code !== "popup_blocked",
  });
  try {
    return await followFlow(window.document, way, open ?? (() => target.open?.() ?? target.reconnect?.()));
  } finally {
    way.end();
    stopPage();
    installed?.restore();
  }
}

/** What happens on the way to one outcome. */
class WayThrough {
  readonly #wanted: FlowOutcome;
  readonly #backend: FakeBackend;
  readonly #window: Window & typeof globalThis;
  readonly #answered: FakeRoute[] = [];
  #connectionId: string | undefined;
  #stopHurrying: (() => void) | undefined;

  constructor(wanted: FlowOutcome, backend: FakeBackend, window: Window & typeof globalThis) {
    this.#wanted = wanted;
    this.#backend = backend;
    this.#window = window;
    const { code } = this;
    if (code && placeOf(code) === "init") {
      backend.fail("link/init", code);
      this.#answered.push("link/init");
    }
    if (wanted.outcome === "connected" || (code && placeOf(code) === "complete")) {
      backend.respond("link/complete", () => this.#confirm());
      this.#answered.push("link/complete");
    }
  }

  get code(): DrivenCode | undefined {
    return this.#wanted.outcome === "failed" ? this.#wanted.code : undefined;
  }

  /** The flow asks whether it may open. Throws when it cannot come to this outcome. */
  asked(mode: string, connectionId: string | undefined): void {
    this.#connectionId = connectionId;
    if (mode === "redirect") throw new Error("A redirect leaves the page: test it with the emulator.");
    const only = { popup_blocked: "popup", frame_timeout: "embed" }[this.code as string];
    if (only && mode !== only) throw new Error(`${String(this.code)} happens only in mode "${only}".`);
  }

  /** The time that a frame has to report in passes at once. */
  hurry(): void {
    if (this.code !== "frame_timeout") return;
    const real = this.#window.setTimeout;
    const sooner = (run: () => void, ms = 0) => real.call(this.#window, run, ms >= HANDSHAKE_TIMEOUT_MS ? 0 : ms);
    this.#stopHurrying ??= replaced(this.#window, "setTimeout", { value: sooner, writable: true });
  }

  /** What the hosted page says in the frame. */
  speak(say: Say): void {
    const wanted = this.#wanted;
    if (wanted.outcome === "failed" && placeOf(wanted.code) === "stall") return;
    say("loaded");
    if (wanted.outcome === "cancelled") {
      say("exit", { type: "user_exit", ...(wanted.step && { step: wanted.step }) });
    } else if (wanted.outcome === "failed" && placeOf(wanted.code) === "page") {
      say("exit", { type: "error", error: { error_type: reasonOf(wanted) } });
    } else {
      const { id, userData } = this.#connection;
      say("success", { connection: { id, userData } });
    }
  }

  /** The window comes back from OFAuth. */
  comeBack(attemptId: string): void {
    const { id } = this.#connection;
    const wanted = this.#wanted;
    const claims =
      wanted.outcome === "connected" ? wanted.verified === false : this.code && placeOf(this.code) === "complete";
    if (!claims) this.#backend.finish(this.#result(attemptId));
    const channel = new this.#window.BroadcastChannel(callbackChannelName(attemptId));
    const query = claims ? `?status=success&connection_id=${id}` : null;
    channel.onmessage = () => channel.close();
    channel.postMessage({ type: "ofauth-link-returned", query } satisfies CallbackMessage);
  }

  /** The user gives up at what is in the way. */
  giveUp(): void {
    this.#stopHurrying?.();
    deepQuery(this.#window.document, "dialog [part~=close]")?.click();
  }

  end(): void {
    this.#stopHurrying?.();
    for (const route of this.#answered) this.#backend.respond(route, null);
  }

  get #connection(): Connection {
    const given = this.#wanted.outcome === "connected" ? this.#wanted.connection : undefined;
    return fakeConnection({ ...(this.#connectionId && { id: this.#connectionId }), ...given });
  }

  #confirm(): Response {
    const wanted = this.#wanted;
    if (this.code === "mismatch") return json(fakeConnection({ id: "conn_of_another" }));
    if (wanted.outcome !== "connected") return json({ code: "forbidden", message: "As the test has said." }, 403);
    // As a framework answers where there is no such route.
    if (wanted.verified === false) return new Response("", { status: 404 });
    this.#backend.set(this.#connection);
    return json(this.#connection);
  }

  #result(attemptId: string): LinkResult {
    const wanted = this.#wanted;
    if (wanted.outcome === "cancelled") return { ...wanted, attemptId };
    if (wanted.outcome === "failed") {
      const { code } = wanted;
      return {
        outcome: "failed",
        attemptId,
        code,
        reason: placeOf(code) === "page" ? reasonOf(wanted) : wanted.reason,
      };
    }
    const connection = this.#connection;
    this.#backend.set(connection);
    return { outcome: "connected", attemptId, connection };
  }
}

/** OFAuth's own string for a failure: that of the code, where there is one. */
const reasonOf = ({ code, reason }: Extract<FlowOutcome, { outcome: "failed" }>): string => reason ?? code;

function deepQuery(root: ParentNode, selector: string): HTMLElement | undefined {
  const found = root.querySelector<HTMLElement>(selector);
  if (found) return found;
  for (const element of root.querySelectorAll("*")) {
    const inner = element.shadowRoot && deepQuery(element.shadowRoot, selector);
    if (inner) return inner;
  }
  return undefined;
}
