/**
 * The stylesheets of the dialog and of messages, which the shadow root adopts when the code of a flow has loaded. No style
 * attribute and no style element: a strict Content-Security-Policy blocks both.
 */
import { actions } from "../../styles/controls.js";
import { contentTokens } from "../../styles/tokens.js";

// The build puts the text of both in here: a module that the button and its flow both import would be a file of its own.
const base = `${contentTokens}${actions}`;

const css = `
:host {
  --_bones: color-mix(in oklab, var(--_surface-2), var(--_text) 8%);
}
dialog {
  /* Nothing that a page sets for all its text, its pointer or its writing reaches where users sign in; colours, language and direction do. */
  all: initial; color-scheme: inherit; -webkit-user-select: text; -webkit-text-size-adjust: 100%;
  position: fixed; inset: var(--_top, 0px) 0 calc(100% - var(--_top, 0px) - var(--_height, 100%)); display: none;
  box-sizing: border-box; margin: auto; overflow: hidden;
  inline-size: var(--ofauth-dialog-width, 440px); block-size: var(--ofauth-dialog-height, 720px);
  max-inline-size: 100%; max-block-size: min(100%, var(--_height, 100%));
  border: 1px solid var(--_border); border-radius: calc(var(--_radius) * 1.5);
  background: var(--_surface); color: var(--_text); box-shadow: 0 16px 48px rgb(0 0 0 / 0.24);
  /* As large as the user has set text to be, and never as small as a page that counts in tenths of it has made its root. */
  font: max(16px, 1rem)/1.5 none; font-family: var(--_font);
}
[part="message"] {
  letter-spacing: normal; text-align: start; text-indent: 0; text-shadow: none; text-transform: none; white-space: normal; word-spacing: normal;
}
dialog[open] { display: flex; flex-direction: column; animation: enter var(--_duration) ease-out; }
dialog::backdrop { background: rgb(0 0 0 / 0.5); backdrop-filter: blur(2px); }
@keyframes enter { from { opacity: 0; transform: translateY(8px); } }
dialog :is(p, h2) { margin: 0; }
/* English in a page from right to left keeps its full stops at its ends, and stands where the page's text stands. */
dialog :is(p, h2, span), [part="message"] > * { unicode-bidi: plaintext; text-align: -webkit-match-parent; text-align: match-parent; }
dialog [hidden] { display: none !important; }
dialog .icon { inline-size: 1.25em; block-size: 1.25em; }
[part="header"], [part="sandbox"], [part="panel"] { flex: none; padding: var(--_space) calc(var(--_space) * 2); border-block-end: 1px solid var(--_border); }
[part="header"] { display: flex; align-items: center; padding-block: 2px; padding-inline-end: 2px; }
.heading { flex: 1; line-height: 1.25; }
.low .heading { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: var(--_space); }
[part="title"] { font-size: 1em; }
.origin, [part="sandbox"] { font-size: 0.8125em; overflow-wrap: anywhere; }
.origin, .slow, .label { color: var(--_muted); }
@media (hover: hover) { [part="close"]:hover { background: var(--_surface-2); } }
[part="message"] { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; max-inline-size: 60ch; margin-block: 8px 0; font-size: 0.875em; color: var(--_text); }
.error span { color: var(--_danger); }
[part="close"] { order: 1; display: grid; place-content: center; inline-size: 44px; block-size: 44px; padding: 0; }
[part="close"]:focus-visible { outline-offset: -3px; }
/* Below the page: it appears while the user may be typing there, and must not move the field. */
[part="sandbox"] { max-block-size: 40%; overflow: auto; border-block: 1px solid var(--_border); border-block-end: 0; background: var(--_warning-soft); }
[part="sandbox"] summary, [part="panel"] .icon { color: var(--_warning); }
[part="sandbox"] summary { min-block-size: 24px; font-weight: 600; cursor: pointer; }
[part="sandbox"] p { display: flex; flex-wrap: wrap; gap: var(--_space); align-items: center; padding-block: 2px; }
[part="sandbox"] .label { min-inline-size: 5em; }
code { flex: 1 1 8em; font: 1em/1.4 monospace; -webkit-user-select: all; }
[part="panel"] { display: flex; flex-direction: column; gap: var(--_space); max-block-size: 60%; padding: calc(var(--_space) * 2); overflow: auto; overscroll-behavior: contain; }
[part="panel"] [part="message"] { flex-wrap: nowrap; align-items: start; margin: 0; font-size: 1em; }
[part="panel"] > * { flex: none; }
[part="panel"] button { min-block-size: 44px; }
.stage { position: relative; flex: 1; overflow: hidden; }
.stage > * { position: absolute; inset: 0; box-sizing: border-box; inline-size: 100%; block-size: 100%; border: 0; }
iframe, .revealed .loading { visibility: hidden; }
.revealed iframe { visibility: visible; }
.whole[part="panel"] { flex: 1; justify-content: safe center; max-block-size: none; border: 0; }
.whole + .stage { flex: 0; }
.whole + .stage iframe { visibility: hidden; }
/* Only here: the badge of a connection has such a class, too. */
.stage .loading { padding: calc(var(--_space) * 3); text-align: center; }
.stage .loading::before {
  display: block; block-size: 164px; margin-block-end: calc(var(--_space) * 3); content: "";
  background: repeating-linear-gradient(var(--_bones) 0 44px, transparent 0 60px); animation: pulse 1.6s ease-in-out infinite alternate;
}
@keyframes pulse { to { opacity: 0.5; } }
@media (max-width: 480px), (max-height: 500px) {
  dialog {
    inline-size: 100%; block-size: 100%; border: 0; border-radius: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
  }
}
@media (pointer: coarse) { [part="sandbox"] summary { min-block-size: 44px; align-content: center; } :where(dialog, [part="message"]) [part~="action"] { min-inline-size: 44px; } }
@media (prefers-reduced-motion: reduce) { dialog[open], .stage .loading::before { animation: none; } }
@media (forced-colors: active) {
  :host { --_bones: GrayText; }
  dialog { border-color: CanvasText; }
  .stage .loading::before { forced-color-adjust: none; }
  /* What a drawing is stroked with is not replaced by the browser. */
  dialog .icon { color: CanvasText !important; }
}
`;

/** A constructed sheet belongs to the document that made it, and an element can be moved. */
const adoptedIn = new WeakMap<ShadowRoot, Document>();
let roots = 0;

/** Adds the stylesheets of the dialog and of messages to a shadow root, once. */
export function adoptDialogStyles(root: ShadowRoot): void {
  const { ownerDocument: page, adoptedStyleSheets: adopted } = root;
  const view = page.defaultView;
  if (!view || adoptedIn.get(root) === page) return;
  adoptedIn.set(root, page);
  const make = (text: string) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };
  // WebKit shares the results of media queries between roots of equal rules, and keeps them while the page has no such root:
  // without a rule of its own, a dialog would be as wide as the window was when the last one closed.
  const own = `.root-${++roots}{top:0}`;
  // Tokens and buttons stand before the element's own sheets, which may change them.
  root.adoptedStyleSheets = [make(base), ...adopted, make(css + own)];
}
