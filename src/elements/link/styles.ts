/** Styles that a dialog otherwise gets from the stylesheets of its element. Plain text, because `createLink()` must not load Lit. */
export const linkStyles = `
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
:host { display: contents; }
button {
  box-sizing: border-box; margin: 0; border: 1px solid transparent; border-radius: var(--_radius);
  background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer;
}
:focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; box-shadow: 0 0 0 1px var(--_surface); }
svg { display: block; flex: none; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
@media (forced-colors: active) { :focus-visible { outline-color: Highlight; } }
`;
