/** Replaces `window.open()`, so that an attempt gets a fake popup and no window opens. */
export function fakeWindow(): void {
  const popup = {
    closed: false,
    document: document.implementation.createHTMLDocument(),
    sessionStorage,
    location: { replace: () => undefined },
    focus: () => undefined,
    close: () => undefined,
  };
  window.open = () => popup as unknown as Window;
}
