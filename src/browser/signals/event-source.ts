/** The host's server-sent events through `EventSource`, which reconnects and resumes after a network error. */
import type { EventSourceListener } from "../../connections/ports.js";

/** Value of `EventSource.CLOSED`: the browser does not reconnect. */
const closedState = 2;

/** Opens the stream at `url`. Returns the function that closes it; undefined when the browser has no `EventSource`. */
export function openEventSource(
  window: Window & { EventSource?: typeof EventSource },
  url: string,
  listener: EventSourceListener,
): (() => void) | undefined {
  if (!window.EventSource) return undefined;
  const source = new window.EventSource(url);
  source.addEventListener("open", () => listener.onOpen());
  source.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener.onMessage(parseJson(data)));
  source.addEventListener("reset", () => listener.onReset());
  source.addEventListener("error", () => listener.onError(source.readyState === closedState));
  return () => source.close();
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
