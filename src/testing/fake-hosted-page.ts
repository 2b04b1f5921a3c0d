/** Replaces OFAuth's hosted page in frames and windows: nothing is loaded from OFAuth, and no window opens. */
import { fakeSession } from "./builders.js";
import { replaceProperty } from "./replace-property.js";

/** Posts a message from the page in the frame to the flow. */
export type PostMessage = (event: string, metadata?: object) => void;

interface FakeHostedPageOptions {
  readonly window: Window & typeof globalThis;
  /** Called when a frame starts to load the hosted page. */
  readonly onNavigate: () => void;
  /** Called when the page in the frame has loaded. */
  readonly onLoad: (post: PostMessage) => void;
  /** Whether the browser allows windows. */
  readonly allowPopups: boolean;
}

// Sends every message of its parent back, so that the flow receives a real message from the frame that it made.
const page = `<!doctype html><title>Fake of OFAuth's hosted page</title>
<script>addEventListener("message", ({ data, source, origin }) => source === parent && parent.postMessage(data, origin));</script>`;

/** Installs the fake page. The returned function restores the browser's own behaviour. */
export function installFakeHostedPage({ window, onNavigate, onLoad, allowPopups }: FakeHostedPageOptions): () => void {
  const { HTMLIFrameElement, MessageEvent, URL } = window;
  const hostedOrigin = new URL(fakeSession().url).origin;
  const pageUrl = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  const src = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "src");
  const origin = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "origin");
  const realOpen = window.open;
  const frames = new Set<HTMLIFrameElement>();

  const restores = [
    replaceProperty(HTMLIFrameElement.prototype, "src", {
      get(this: HTMLIFrameElement) {
        return src?.get?.call(this) as string;
      },
      set(this: HTMLIFrameElement, value: string) {
        if (new URL(value, window.location.href).origin !== hostedOrigin) return src?.set?.call(this, value);
        frames.add(this);
        const post: PostMessage = (event, metadata) =>
          this.contentWindow?.postMessage({ type: "OFAUTH_LINK", event, metadata }, window.origin);
        this.addEventListener("load", () => onLoad(post), { once: true });
        src?.set?.call(this, pageUrl);
        onNavigate();
      },
    }),
    // A test can load the frame only from its own origin, but the flow accepts only messages from the session's origin.
    replaceProperty(MessageEvent.prototype, "origin", {
      get(this: MessageEvent) {
        const isFromFrame = this.source && [...frames].some(({ contentWindow }) => contentWindow === this.source);
        return isFromFrame ? hostedOrigin : (origin?.get?.call(this) as string);
      },
    }),
    replaceProperty(window, "open", {
      value: (url?: string | URL, ...rest: [string?, string?]) => {
        if (url) return realOpen.call(window, url, ...rest);
        return allowPopups ? fakeWindow(window.document) : null;
      },
      writable: true,
    }),
  ];
  return () => {
    for (const restore of restores) restore();
    URL.revokeObjectURL(pageUrl);
  };
}

/** A window that a flow can navigate and close, but that is not on the screen. */
function fakeWindow({ implementation }: Document): object {
  const popup = {
    get self() {
      return popup;
    },
    get top() {
      return popup;
    },
    closed: false,
    opener: null,
    document: implementation.createHTMLDocument(),
    sessionStorage: new Map(),
    focus: () => undefined,
    close: () => void (popup.closed = true),
  };
  return popup;
}
