/** Replaces `window.open()`, so that an attempt gets a fake popup and no window opens. */
export function fakeWindow(): void {
  const popup = {
    closed: false,
    get self() {
      return popup;
    },
    get top() {
      return popup;
    },
    // A link in a document without a window leads nowhere.
    document: document.implementation.createHTMLDocument(),
    sessionStorage,
    focus: () => undefined,
    close: () => undefined,
  };
  window.open = () => popup as unknown as Window;
}
