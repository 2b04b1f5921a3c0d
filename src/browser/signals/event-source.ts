/** The host's server-sent events by the browser's own `EventSource`, which resumes where it was cut off. */
import type { EventSourceListener } from "../../connections/ports.js";

export function openEventSource(
  window: Window & { EventSource?: typeof EventSource },
  url: string,
  listener: EventSourceListener,
): (() => void) | undefined {
  if (!window.EventSource) return undefined;
  const source = new window.EventSource(url);
  source.addEventListener("open", () => listener.opened());
  source.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener.changed(parseJson(data)));
  source.addEventListener("reset", () => listener.reset());
  // 2 is CLOSED: the browser does not try again by itself.
  source.addEventListener("error", () => listener.lost(source.readyState === 2));
  return () => source.close();
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
