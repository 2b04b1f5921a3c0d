import type { Clock } from "../../connect/ports.js";
import { REFUSAL_EVENTS_MS } from "../../connect/timeouts.js";

interface FrameRefusalsOptions {
  readonly window: Window & Partial<Pick<typeof globalThis, "ReportingObserver">>;
  readonly clock: Clock;
  readonly frame: HTMLIFrameElement;
  /** Origin of the session URL. */
  readonly origin: string;
  readonly refused: () => void;
  readonly signal: AbortSignal;
}

/** Body of a `coep` report (Cross-Origin-Embedder-Policy). Chromium and WebKit make them. */
interface EmbedderPolicyReport {
  readonly blockedURL?: string;
  readonly disposition?: string;
}

/** Calls `refused` when a policy of the page keeps the hosted page out of the frame, until `signal` aborts. */
export function watchRefusals({ window, clock, frame, origin, refused, signal }: FrameRefusalsOptions): void {
  // A hosted page that goes on to another origin may be refused there, and the violation has only that origin. It is the
  // frame's if the frame loads an error page at the same time; the events come in either order.
  const recent = new Set<"load" | "violation">();
  const note = (what: "load" | "violation") => {
    recent.add(what);
    clock.after(REFUSAL_EVENTS_MS, () => {
      if (recent.size === 2 && !signal.aborted) refused();
      recent.delete(what);
    });
  };
  const loaded = () => note("load");
  const isOurs = (uri: string) => `${uri}/`.startsWith(`${origin}/`);
  frame.addEventListener("load", loaded, { signal });
  frame.addEventListener("error", loaded, { signal });
  window.document.addEventListener(
    "securitypolicyviolation",
    ({ isTrusted, disposition, effectiveDirective, blockedURI }) => {
      if (!isTrusted || disposition !== "enforce" || !/^(frame|child|default)-src/.test(effectiveDirective)) return;
      if (isOurs(blockedURI)) refused();
      else note("violation");
    },
    { signal },
  );
  if (!window.ReportingObserver) return;
  const observer = new window.ReportingObserver(
    (reports) => {
      for (const { body } of reports) {
        // Chromium gives the fields of this body to `toJSON` alone.
        const { blockedURL = "", disposition } = JSON.parse(JSON.stringify(body)) as EmbedderPolicyReport;
        if (disposition === "enforce" && isOurs(blockedURL)) refused();
      }
    },
    { types: ["coep"] },
  );
  observer.observe();
  signal.addEventListener("abort", () => observer.disconnect());
}
