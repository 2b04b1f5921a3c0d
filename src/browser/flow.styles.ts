/** The stylesheet of all that a flow shows: dialog, messages, further buttons. Adopted by the shadow root with the flow's code. No style attribute, no style element: both break under a strict Content-Security-Policy. */

const css = `
:host {
  --_edge: var(--ofauth-border, light-dark(#767e8a, #8b94a1));
  --_danger: var(--ofauth-danger, light-dark(#9b1219, #ff9a94));
  --_warning: var(--ofauth-warning, light-dark(#734600, #ffc46b));
  --_warning-soft: var(--ofauth-warning-soft, light-dark(#fdf3e0, #33260d));
  --_space: var(--ofauth-space, 8px);
  --_duration: var(--ofauth-duration, 160ms);
}
dialog {
  box-sizing: border-box;
  inline-size: var(--ofauth-dialog-width, min(440px, 100vw));
  block-size: var(--ofauth-dialog-height, min(720px, 100dvh));
  max-inline-size: 100vw;
  max-block-size: 100dvh;
  margin: auto;
  padding: 0;
  border: 1px solid var(--_border);
  border-radius: calc(var(--_radius) * 1.5);
  overflow: hidden;
  background: var(--_surface);
  color: var(--_text);
  font-family: var(--_font);
  font-size: 16px;
  font-style: normal;
  font-weight: 400;
  line-height: 1.5;
  letter-spacing: normal;
  text-align: start;
  text-transform: none;
  word-spacing: normal;
  box-shadow: 0 16px 48px rgb(0 0 0 / 0.24);
}
dialog[open] { display: flex; flex-direction: column; animation: enter var(--_duration) ease-out; }
dialog::backdrop { background: rgb(0 0 0 / 0.5); backdrop-filter: blur(2px); animation: fade var(--_duration) ease-out; }
@keyframes enter { from { opacity: 0; transform: translateY(8px); } }
@keyframes fade { from { opacity: 0; } }
dialog :is(p, h2, dl, dd) { margin: 0; }
dialog [hidden] { display: none; }
[part="header"] {
  display: flex; flex: none; align-items: center; gap: var(--_space);
  min-block-size: 48px; padding-inline: calc(var(--_space) * 2) 2px;
  border-block-end: 1px solid var(--_border);
}
.heading { flex: 1; min-inline-size: 0; }
[part="title"] { font-size: 1rem; font-weight: 600; line-height: 1.25; }
.origin { color: var(--_muted); font-size: 0.8125rem; line-height: 1.25; overflow-wrap: anywhere; }
.origin:empty { display: none; }
[part~="action"] { min-block-size: 32px; padding: 4px 12px; border-color: var(--_edge); background: var(--_surface); color: var(--_text); }
[part~="action"]:hover, dialog [part="close"]:hover { background: var(--_surface-2); }
[part="message"] { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; max-inline-size: 44ch; margin-block: 8px 0; font-size: 0.875em; color: var(--_text); }
.error span { color: var(--_danger); }
dialog [part~="action"] { min-block-size: 44px; padding: 0 14px; }
dialog .primary { border-color: transparent; background: var(--_accent); color: var(--_on-accent); }
dialog .primary:hover { background: color-mix(in oklab, var(--_accent), var(--_text) 12%); }
dialog [part="close"] { display: grid; place-content: center; order: 1; flex: none; inline-size: 44px; block-size: 44px; padding: 0; }
dialog [part="close"]:focus-visible { outline-offset: -3px; }
dialog .icon {
  inline-size: 20px; block-size: 20px; flex: none; vertical-align: middle;
  fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
[part="sandbox"] {
  display: flex; flex: none; flex-wrap: wrap; gap: 4px calc(var(--_space) * 1.5); align-items: center;
  padding: var(--_space) calc(var(--_space) * 2); border-block-end: 1px solid var(--_border);
  background: var(--_warning-soft); font-size: 0.8125rem;
}
.badge { color: var(--_warning); }
[part="sandbox"] dl { display: grid; grid-template-columns: auto 1fr; gap: 4px var(--_space); align-items: center; flex: 1 0 280px; }
[part="sandbox"] dt { color: var(--_muted); }
[part="sandbox"] dd { display: flex; gap: var(--_space); align-items: center; justify-content: space-between; min-inline-size: 0; }
[part="sandbox"] code { font: 0.8125rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
dialog .copy { min-block-size: 28px; padding: 0 10px; font-size: 0.8125rem; flex: none; }
[part="panel"] { flex: none; padding: calc(var(--_space) * 2); border-block-end: 1px solid var(--_border); }
.stalled [part="panel"] { flex: 1; display: flex; flex-direction: column; justify-content: center; border: 0; overflow: auto; }
.stalled [part="panel"][hidden] { display: none; }
.stalled .stage { position: absolute; inset-inline-start: -200vw; inline-size: 1px; block-size: 1px; flex: none; visibility: hidden; }
[part="panel"] [part="message"] { flex-wrap: nowrap; align-items: flex-start; margin: 0; font-size: 1rem; }
[part="panel"] .icon { margin-block-start: 2px; color: var(--_warning); }
.actions { display: flex; flex-direction: column; gap: var(--_space); margin-block-start: calc(var(--_space) * 2); }
.stage { position: relative; flex: 1; min-block-size: 0; }
.stage iframe { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; border: 0; visibility: hidden; background: var(--_surface); }
dialog:not(.stalled) .revealed iframe { visibility: visible; }
.loading { position: absolute; inset: 0; padding: calc(var(--_space) * 4) calc(var(--_space) * 3); }
.revealed .loading { visibility: hidden; }
.skeleton { display: grid; gap: calc(var(--_space) * 2); }
.skeleton span { block-size: 44px; border-radius: var(--_radius); background: var(--_surface-2); animation: pulse 1.6s ease-in-out infinite alternate; }
.skeleton span:first-child { block-size: 24px; inline-size: 60%; }
.skeleton span:last-child { inline-size: 40%; }
@keyframes pulse { to { opacity: 0.5; } }
.slow { margin-block-start: calc(var(--_space) * 3) !important; color: var(--_muted); text-align: center; }
@media (max-width: 480px) {
  dialog { inline-size: 100vw; block-size: 100dvh; max-inline-size: none; max-block-size: none; border: 0; border-radius: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left); }
}
@media (prefers-reduced-motion: reduce) { dialog[open], dialog::backdrop, .skeleton span { animation: none; } }
@media (forced-colors: active) {
  dialog { border-color: CanvasText; box-shadow: none; }
  .skeleton span { border: 1px solid GrayText; }
}
`;

// A constructed sheet belongs to the document that made it; an element can be adopted into another one.
const sheets = new WeakMap<Document, CSSStyleSheet>();

export function adoptFlowStyles(root: ShadowRoot): void {
  const view = root.ownerDocument.defaultView;
  if (!view) return;
  let sheet = sheets.get(root.ownerDocument);
  if (!sheet) {
    sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(root.ownerDocument, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
