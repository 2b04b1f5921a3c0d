/** Whether the user can see this page and anything can be sent, from the browser's own words for it. */
import type { PageVisibility } from "../../connections/ports.js";

export function pageVisibility(window: Window): PageVisibility {
  const { document, navigator } = window;
  return {
    get visible() {
      return !document.hidden;
    },
    get online() {
      return navigator.onLine;
    },
    watch(changed) {
      const controller = new AbortController();
      const { signal } = controller;
      document.addEventListener("visibilitychange", changed, { signal });
      for (const name of ["focus", "online", "offline"]) window.addEventListener(name, changed, { signal });
      // Back out of the browser's cache of whole pages: everything in it is from before.
      window.addEventListener("pageshow", ({ persisted }) => persisted && changed(), { signal });
      return () => controller.abort();
    },
  };
}
