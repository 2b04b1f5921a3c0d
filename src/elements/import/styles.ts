import { css, type CSSResult } from "lit";

export const importStyles: CSSResult = css`
  :host {
    --_edge: var(--ofauth-border, light-dark(#767e8a, #8b94a1));
    --_danger: var(--ofauth-danger, light-dark(#9b1219, #ff9a94));
    --_success: var(--ofauth-success, light-dark(#0a5c2d, #6ddb98));
    --_space: var(--ofauth-space, 8px);
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
    box-sizing: border-box;
    min-block-size: 32px;
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.875em;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover,
  [aria-pressed="true"] {
    background: var(--_surface-2);
  }
  .actions > button {
    min-block-size: 44px;
    padding: 8px 18px;
    font-size: inherit;
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 12%);
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
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
    box-shadow: 0 0 0 1px var(--_surface);
  }
  @media (pointer: coarse) {
    button {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    :focus-visible {
      outline-color: Highlight;
      box-shadow: none;
    }
    [aria-pressed="true"] {
      border-width: 3px;
    }
  }
`;
