/** The one message listener of an open flow: what it lets through has the right sender, the right origin and the right shape. */
import { parsePageMessage, type PageMessage } from "../../protocol/page-messages.js";

export interface FrameMessagesOptions {
  readonly window: Window;
  readonly frame: HTMLIFrameElement;
  /** The exact origin of this flow's session. */
  readonly origin: string;
  readonly receive: (message: PageMessage) => void;
  readonly signal: AbortSignal;
}

/**
 * Listens until `signal` aborts. A message counts only if the browser made the event, its origin is the session's, and it
 * comes from this very frame; a sender that has removed itself has no source, and is refused.
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
