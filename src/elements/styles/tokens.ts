/** The tokens that the button draws with, each read once with its default into a private name. Those of a flow are in `browser/flow.styles.ts`. */
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
