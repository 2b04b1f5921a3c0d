/**
 * The design tokens: each public custom property is read once, with its default, into a private name that every other
 * stylesheet uses. Plain text, because `createLink()` and the dialog use it without loading Lit. The size of the dialog,
 * which only the dialog reads, is in `browser/dialog/dialog.styles.ts`.
 */

/** Tokens of the button, which loads before everything else. */
export const tokens = `
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
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
`;

/** Tokens of everything else: other elements, messages and the dialog. */
export const contentTokens = `
:host {
  /* Borders of controls: by default they have the contrast of 3:1 that a divider does not need. */
  --_edge: var(--ofauth-border, light-dark(#767e8a, #8b94a1));
  --_success: var(--ofauth-success, light-dark(#0a5a2c, #6ddb98));
  --_success-soft: var(--ofauth-success-soft, light-dark(#e6f5ec, #12301f));
  --_warning: var(--ofauth-warning, light-dark(#734600, #ffc46b));
  --_warning-soft: var(--ofauth-warning-soft, light-dark(#fef5e5, #33260d));
  --_danger: var(--ofauth-danger, light-dark(#9b1219, #ff9a94));
  --_danger-soft: var(--ofauth-danger-soft, light-dark(#fdebea, #3a1716));
  --_space: var(--ofauth-space, 8px);
  --_duration: var(--ofauth-duration, 160ms);
}
`;
