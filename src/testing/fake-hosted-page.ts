/** Stands in for OFAuth's hosted page, in a frame and in a window: nothing is loaded from OFAuth, and no window opens. */
import { fakeSession } from "./builders.js";
import { replaced } from "./replace-property.js";

/** Has the page in the frame say something. */
export type Say = (event: string, metadata?: object) => void;

export interface FakePageOptions {
  readonly window: Window & typeof globalThis;
  /** A frame is being sent to the hosted page. */
  readonly navigating: () => void;
  /** The page in the frame is there. */
  readonly loaded: (say: Say) => void;
  /** Whether the browser lets a window open. */
  readonly allowWindows: boolean;
}

// It says to its parent what it is told to say: so the message is a real one, from the frame that the flow has made.
const page = `<!doctype html><title>OFAuth, as a test has it</title>
<script>addEventListener("message", ({ data, source, origin }) => source === parent && parent.postMessage(data, origin));</script>`;

/** Takes the place of the hosted page until the returned function is called. */
export function replaceHostedPage({ window, navigating, loaded, allowWindows }: FakePageOptions): () => void {
  const { HTMLIFrameElement, MessageEvent, URL } = window;
  const hosted = new URL(fakeSession().url).origin;
  const address = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  const src = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "src");
  const origin = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "origin");
  const realOpen = window.open;
  const frames = new Set<HTMLIFrameElement>();

  const restores = [
    replaced(HTMLIFrameElement.prototype, "src", {
      get(this: HTMLIFrameElement) {
        return src?.get?.call(this) as string;
      },
      set(this: HTMLIFrameElement, value: string) {
        if (new URL(value, window.location.href).origin !== hosted) return src?.set?.call(this, value);
        frames.add(this);
        const say: Say = (event, metadata) =>
          this.contentWindow?.postMessage({ type: "OFAUTH_LINK", event, metadata }, window.origin);
        this.addEventListener("load", () => loaded(say), { once: true });
        src?.set?.call(this, address);
        navigating();
      },
    }),
    // The frame is of this page's origin, because a test has no other; the flow listens only to the session's.
    replaced(MessageEvent.prototype, "origin", {
      get(this: MessageEvent) {
        const isOurs = this.source && [...frames].some(({ contentWindow }) => contentWindow === this.source);
        return isOurs ? hosted : (origin?.get?.call(this) as string);
      },
    }),
    replaced(window, "open", {
      value: (url?: string | URL, ...rest: [string?, string?]) => {
        if (url) return realOpen.call(window, url, ...rest);
        return allowWindows ? fakeWindow(window.document) : null;
      },
      writable: true,
    }),
  ];
  return () => {
    for (const restore of restores) restore();
    URL.revokeObjectURL(address);
  };
}

/** A window that can be sent somewhere and closed; nobody sees it. */
function fakeWindow({ implementation }: Document): object {
  const popup = {
    closed: false,
    opener: null,
    document: implementation.createHTMLDocument(),
    sessionStorage: new Map(),
    location: { replace: () => undefined },
    focus: () => undefined,
    close: () => void (popup.closed = true),
  };
  return popup;
}
