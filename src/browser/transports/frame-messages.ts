import { parsePageMessage, type PageMessage } from "../../protocol/page-messages.js";

interface FrameMessagesOptions {
  readonly window: Window;
  readonly frame: HTMLIFrameElement;
  /** Origin of the session URL. */
  readonly origin: string;
  readonly receive: (message: PageMessage) => void;
  readonly signal: AbortSignal;
}

/**
 * Listens to messages of the hosted page until `signal` aborts. A message is accepted only if the event is trusted, its origin
 * is the session's and its source is this frame. The source of a removed frame is null, so its messages are rejected.
 */
export function listenToFrame({ window, frame, origin, receive, signal }: FrameMessagesOptions): void {
  window.addEventListener(
    "message",
    (event) => {
      if (!event.isTrusted || event.origin !== origin) return;
      if (event.source === null || event.source !== frame.contentWindow) return;
      const message = parsePageMessage(event.data);
      if (message) receive(message);
    },
    { signal },
  );
}
