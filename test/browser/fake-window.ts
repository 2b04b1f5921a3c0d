/** A blank popup that records what is done to it, and navigates nowhere. */
export function createFakeWindow() {
  const calls: string[] = [];
  const navigations: HTMLAnchorElement[] = [];
  const stored = new Map<string, string>();
  const blank = document.implementation.createHTMLDocument();
  Object.assign(blank, {
    createElement(name: string) {
      const element = document.createElement(name);
      element.addEventListener("click", (event) => {
        event.preventDefault();
        navigations.push(element as HTMLAnchorElement);
      });
      return element;
    },
  });
  const popup = {
    calls,
    navigations,
    stored,
    closed: false,
    /** On another origin, whose document cannot be read. */
    isAway: false,
    opener: window as Window | null,
    get self() {
      return popup;
    },
    get top() {
      return popup;
    },
    get document() {
      if (popup.isAway) throw new DOMException("Blocked a frame", "SecurityError");
      return blank;
    },
    sessionStorage: { setItem: (key: string, value: string) => void stored.set(key, value) },
    focus: () => void calls.push("focus"),
    close() {
      calls.push("close");
      popup.closed = true;
    },
  };
  return popup;
}

/** The fake as the code under test gets it. */
export const asWindow = (popup: ReturnType<typeof createFakeWindow>): Window => popup as unknown as Window;
