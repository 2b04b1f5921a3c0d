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
  let cancelRequest = () => {};
  const on = (type: string, handle: (event: MessageEvent<unknown>) => void) =>
    source.addEventListener(type, (event) => {
      // WebKit opens a stream again that was closed while the page was left, when Back restores the page.
      if (isClosed) source.close();
      else handle(event as MessageEvent<unknown>);
    });
  on("open", () => listener.onOpen());
  on("message", ({ data }) => listener.onMessage(parseJson(data)));
  on("reset", () => listener.onReset());
  on("beat", () => listener.onBeat());
  on("replaced", () => listener.onReplaced());
  on("error", () => {
    listener.onBreak();
    if (source.readyState === closedState) cancelRequest = requestAnswer(url, (answer) => listener.onClose(answer));
  });
  return () => {
    isClosed = true;
    source.close();
    cancelRequest();
  };
}

/**
 * An `EventSource` does not say why it was closed: the same request, sent once more, shows the status. Not by `fetch`,
 * because the answer may be a stream: a wrapper of `fetch` that reads a copy of every answer would keep it open. Returns
 * the function that cancels the request.
 */
function requestAnswer(url: string, onAnswer: (answer: StreamAnswer | undefined) => void): () => void {
  const request = new XMLHttpRequest();
  request.open("GET", url);
  request.setRequestHeader("accept", "text/event-stream");
  request.timeout = HOST_RESPONSE_TIMEOUT_MS;
  const cancel = () => {
    request.onreadystatechange = null;
    request.abort();
  };
  request.onreadystatechange = () => {
    if (request.readyState < XMLHttpRequest.HEADERS_RECEIVED) return;
    const { status } = request;
    const retryAfter = request.getResponseHeader("retry-after");
    cancel();
    // Zero: the request has failed.
    onAnswer(status ? { status, retryAfter } : undefined);
  };
  request.send();
  return cancel;
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
