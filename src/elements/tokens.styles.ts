/** The tokens that a page may set, each read once with its default into a private name that every other style uses. */
import { css, type CSSResult } from "lit";

export const tokens: CSSResult = css`
  :host {
    --_accent: var(--ofauth-accent, light-dark(#00559e, #7cc4ff));
    --_on-accent: var(--ofauth-on-accent, light-dark(#fff, #00213d));
    --_surface: var(--ofauth-surface, light-dark(#fff, #16181d));
    --_surface-2: var(--ofauth-surface-2, light-dark(#f5f6f8, #1f2229));
    --_text: var(--ofauth-text, light-dark(#16181d, #f2f4f7));
    --_muted: var(--ofauth-muted, light-dark(#4d5460, #b4bcc8));
    --_border: var(--ofauth-border, light-dark(#c9ced6, #3a404b));
    --_edge: var(--ofauth-border, light-dark(#767e8a, #8b94a1));
    --_danger: var(--ofauth-danger, light-dark(#9b1219, #ff9a94));
    --_focus: var(--ofauth-focus, light-dark(#00559e, #7cc4ff));
    --_radius: var(--ofauth-radius, 8px);
    --_font: var(--ofauth-font, inherit);
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
`;
