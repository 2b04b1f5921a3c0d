/**
 * Buttons, focus rings and line icons, the same in every element and in the dialog. An element's own stylesheet adds only
 * size and place. Plain text, for the reason in `tokens.ts`.
 */

/** A plain button, the connect button, the focus ring and icons: what loads with the button. */
export const buttons = `
button {
  box-sizing: border-box; margin: 0; border: 1px solid transparent; border-radius: var(--_radius);
  background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer;
}
[part="button"] { background: var(--_accent); color: var(--_on-accent); }
/* A touch leaves :hover on what it has pressed. */
@media (hover: hover) { [part="button"]:hover { background: color-mix(in oklab, var(--_accent), var(--_text) 12%); } }
:focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; box-shadow: 0 0 0 1px var(--_surface); }
svg { display: block; flex: none; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
`;

/** Buttons of everything else: `action` parts with a border, and primary buttons, which look like the connect button. */
export const actions = `
[part~="action"] { min-block-size: 32px; padding: 4px 12px; border-color: var(--_edge); background: var(--_surface); color: var(--_text); }
@media (hover: hover) { [part~="action"]:hover { background: var(--_surface-2); } }
[part~="action-reconnect"], .primary { border-color: transparent; background: var(--_accent); color: var(--_on-accent); }
@media (hover: hover) { :is([part~="action-reconnect"], .primary):hover { background: color-mix(in oklab, var(--_accent), var(--_text) 12%); } }
@media (pointer: coarse) { [part~="action"] { min-block-size: 44px; } }
@media (forced-colors: active) { :focus-visible { outline-color: Highlight; box-shadow: none; } }
`;
