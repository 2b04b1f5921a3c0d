import type { PageVisibility } from "../../connections/ports.js";

/** Reports whether the user can see the page of `window` and whether the browser is online. */
export function pageVisibility(window: Window): PageVisibility {
  const { document, navigator } = window;
  return {
    get visible() {
      return !document.hidden;
    },
    get online() {
      return navigator.onLine;
    },
    subscribe(onChange) {
      const controller = new AbortController();
      const { signal } = controller;
      document.addEventListener("visibilitychange", onChange, { signal });
      for (const name of ["focus", "online", "offline"]) window.addEventListener(name, onChange, { signal });
      // A page restored from the back/forward cache shows the data of the time when the user left it.
      window.addEventListener("pageshow", ({ persisted }) => persisted && onChange(), { signal });
      return () => controller.abort();
    },
  };
}
