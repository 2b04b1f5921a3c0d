import type { CSSResult } from "lit";
import { toStyles } from "../styles/to-styles.js";

export const importStyles: CSSResult = toStyles(`
  :host {
    display: block;
    max-inline-size: 36rem;
    color: var(--_text);
    font-family: var(--_font);
  }
  :host([hidden]) {
    display: none;
  }
  form,
  .field,
  [part="offer"] {
    display: grid;
    gap: calc(var(--_space) * 2);
    margin: 0;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    /* A cookie's names are to be read as they are written. */
    text-transform: none;
    white-space: normal;
  }
  .field {
    gap: calc(var(--_space) / 2);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px var(--_space);
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
    /* English in a page from right to left keeps its full stops at its ends, and stands where the page's text stands. */
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  label {
    font-weight: 600;
  }
  [part="hint"],
  [part="error"],
  [part="message"] {
    font-size: 0.875em;
  }
  [part="hint"] {
    color: var(--_muted);
  }
  [part="error"],
  .failed {
    color: var(--_danger);
  }
  .done {
    color: var(--_success);
  }
  textarea,
  input {
    box-sizing: border-box;
    inline-size: 100%;
    margin: 0;
    padding: var(--_space);
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font:
      0.9375em/1.4 ui-monospace,
      monospace;
  }
  textarea {
    min-block-size: 6em;
    resize: block;
    overflow-wrap: anywhere;
  }
  input {
    min-block-size: 44px;
  }
  /* Not a password field: a browser would offer to keep what is in it. */
  .masked {
    -webkit-text-security: disc;
  }
  [aria-invalid="true"] {
    border-color: var(--_danger);
    border-inline-start-width: 4px;
  }
  button {
    font-size: 0.875em;
  }
  [aria-pressed="true"] {
    background: var(--_surface-2);
  }
  .actions > button {
    min-block-size: 44px;
    padding: 8px 18px;
    font-size: inherit;
  }
  [aria-busy="true"] {
    cursor: progress;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 1.5);
  }
  [part="offer"] {
    gap: calc(var(--_space) * 1.5);
    padding: calc(var(--_space) * 2);
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface-2);
  }
  @media (pointer: coarse) {
    textarea,
    input {
      /* iOS zooms into a field whose text is smaller. */
      font-size: max(16px, 0.9375em);
    }
  }
  @media (forced-colors: active) {
    [aria-pressed="true"] {
      border-width: 3px;
    }
  }
`);
