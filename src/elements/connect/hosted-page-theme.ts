import type { Theme } from "../../protocol/link-session.js";

/** Returns the theme of the hosted page: the element's own, else its inherited `color-scheme`, so that frame and dialog match. */
export function frameTheme(element: HTMLElement & { readonly theme: Theme }): Theme {
  if (element.theme === "light" || element.theme === "dark") return element.theme;
  const scheme = getComputedStyle(element).colorScheme;
  if (!scheme.includes("dark")) return "light";
  return scheme.includes("light") ? "auto" : "dark";
}
