import type { PageVisibility } from "../../connections/ports.js";

/**
 * Reports whether the user can see the page of `window` and whether the browser is online. A page that is prerendered is
 * not seen before it is activated: what it sends on a channel never arrives (Chromium 156).
 */
export function pageVisibility(window: Window): PageVisibility {
  const { navigator } = window;
  const document: Document & { readonly prerendering?: boolean } = window.document;
  return {
    get visible() {
      // Chromium says that the page is visible shortly before it says that it is activated.
      return !document.hidden && !document.prerendering;
    },
    get online() {
      return navigator.onLine;
    },
    subscribe(onChange) {
      const controller = new AbortController();
      const { signal } = controller;
      for (const name of ["visibilitychange", "prerenderingchange"]) {
        document.addEventListener(name, onChange, { signal });
      }
      for (const name of ["focus", "online", "offline"]) window.addEventListener(name, onChange, { signal });
      // A page restored from the back/forward cache shows the data of the time when the user left it.
      window.addEventListener("pageshow", ({ persisted }) => persisted && onChange(), { signal });
      return () => controller.abort();
    },
  };
}
