import type { Theme } from "../../protocol/link-session.js";

/**
 * Returns the theme of the hosted page: what `light-dark()` comes to in the shadow root that the dialog is in. Beside
 * `color-scheme` that depends on `<meta name="color-scheme">`, which no computed style tells.
 */
export function frameTheme({ ownerDocument, renderRoot }: HTMLElement & { readonly renderRoot: ParentNode }): Theme {
  const probe = ownerDocument.createElement("i");
  probe.style.color = "light-dark(#fff, #000)";
  probe.style.forcedColorAdjust = "none";
  renderRoot.append(probe);
  const isDark = getComputedStyle(probe).color === "rgb(0, 0, 0)";
  probe.remove();
  return isDark ? "dark" : "light";
}
