/** The host's server-sent events through `EventSource`, which reconnects and resumes after a network error. */
import { HOST_RESPONSE_TIMEOUT_MS } from "../../connect/timeouts.js";
import type { EventSourceListener, StreamAnswer } from "../../connections/ports.js";

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
  let isClosed = false;
  const onError = async () => {
    listener.onBreak();
    if (source.readyState !== closedState) return;
    const answer = await readAnswer(url);
    if (!isClosed) listener.onClose(answer);
  };
  source.addEventListener("open", () => listener.onOpen());
  source.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener.onMessage(parseJson(data)));
  source.addEventListener("reset", () => listener.onReset());
  source.addEventListener("beat", () => listener.onBeat());
  source.addEventListener("replaced", () => listener.onReplaced());
  source.addEventListener("error", () => void onError());
  return () => {
    isClosed = true;
    source.close();
  };
}

/** An `EventSource` does not say why it was closed: the same request, sent once more, shows the status. */
async function readAnswer(url: string): Promise<StreamAnswer | undefined> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), HOST_RESPONSE_TIMEOUT_MS);
  try {
    const headers = { accept: "text/event-stream" };
    const init: RequestInit = { headers, cache: "no-store", redirect: "manual", signal: controller.signal };
    const { status, headers: answered } = await fetch(url, init);
    return { status, retryAfter: answered.get("retry-after") };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    // The answer may be a stream, which would stay open.
    controller.abort();
  }
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
