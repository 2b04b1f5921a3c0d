import type { Theme } from "../../protocol/link-session.js";

/** The theme for the hosted page, so that frame and dialog agree: the element's own, else the `color-scheme` that it inherits. */
export function frameTheme(element: HTMLElement & { readonly theme: Theme }): Theme {
  if (element.theme === "light" || element.theme === "dark") return element.theme;
  const scheme = getComputedStyle(element).colorScheme;
  if (!scheme.includes("dark")) return "light";
  return scheme.includes("light") ? "auto" : "dark";
}
