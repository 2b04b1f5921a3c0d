/** Gives the next attempt that opens a window an object in its place, so that no window opens. */
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
