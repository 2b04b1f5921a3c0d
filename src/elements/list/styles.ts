import type { CSSResult } from "lit";
import { toStyles } from "../styles/to-styles.js";

export const listStyles: CSSResult = toStyles(`
  :host {
    display: block;
    color: var(--_text);
    font-family: var(--_font);
  }
  :host([hidden]) {
    display: none;
  }
  [part="base"],
  [part="loading"],
  ul {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  [part="base"] {
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
  }
  [part="loading"],
  ul {
    gap: var(--_space);
    border-radius: var(--_radius);
  }
  .top,
  [part="filters"],
  [part="stale"],
  [part="pager"] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 2);
  }
  [part="filters"] {
    min-inline-size: 0;
  }
  [part="connect"] {
    margin-inline-start: auto;
  }
  .first .top {
    display: contents;
  }
  .first [part="connect"] {
    order: 1;
    margin-inline: auto;
  }
  label {
    display: flex;
    align-items: center;
    gap: var(--_space);
    max-inline-size: 100%;
  }
  label,
  [part="stale"],
  [part="pager"] {
    color: var(--_muted);
    font-size: 0.875em;
  }
  [part="stale"] {
    color: var(--_warning);
  }
  [part="pager"] {
    justify-content: center;
  }
  p {
    margin: 0;
  }
  /* English in a page from right to left keeps its full stops at its ends. */
  p,
  [part="stale"] > span {
    unicode-bidi: plaintext;
  }
  slot[name="heading"]::slotted(*) {
    flex: 1;
  }
  /* With a heading the button is in its row, and the filters are below; without one they share a row. */
  .headed > [part="filters"] {
    order: 1;
    flex: 0 0 100%;
  }
  .notice {
    display: grid;
    justify-items: center;
    gap: calc(var(--_space) * 1.5);
    padding: calc(var(--_space) * 4) calc(var(--_space) * 2);
    border: 1px dashed var(--_edge);
    border-radius: var(--_radius);
    text-align: center;
  }
  [part="error"] p {
    color: var(--_danger);
  }
  li,
  i {
    border-radius: var(--_radius);
  }
  /* As high as a card, and with its picture and its name. */
  i {
    display: flex;
    align-items: flex-start;
    gap: var(--_space);
    block-size: calc(5.075em + var(--_space) * 2 + var(--_below, 0px) + var(--_badge, 0px));
    padding: calc(var(--_space) * 2);
    border: 1px solid var(--_border);
    background: var(--_surface);
    animation: pulse 1.6s ease-in-out infinite alternate;
  }
  i::before,
  i::after {
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_surface-2), var(--_text) 8%);
    content: "";
  }
  i::after {
    inline-size: 10em;
    block-size: 1em;
    margin-block-start: 12px;
    border-radius: 4px;
  }
  [part="loading"] {
    container-type: inline-size;
  }
  /* There, a card has its buttons below, and then its badge below the name. */
  @container (max-width: 40em) {
    .acting > i { --_below: calc(var(--_space) + max(32px, 1.225em + 10px)); }
  }
  @container (max-width: 24em) {
    i { --_badge: calc(var(--_space) + max(24px, 1.05625em + 6px)); }
  }
  @keyframes pulse {
    to {
      opacity: 0.5;
    }
  }
  select,
  button {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  select {
    box-sizing: border-box;
    min-block-size: 32px;
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }
  .notice > button {
    font-size: 0.875em;
  }
  [aria-disabled="true"] {
    border-color: var(--_border);
    background: none;
    color: var(--_muted);
    cursor: default;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (pointer: coarse) {
    select {
      min-block-size: 44px;
      /* iOS zooms into a field whose text is smaller. */
      font-size: max(16px, 1em);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    [aria-disabled="true"] {
      border-color: GrayText;
      color: GrayText;
    }
  }
`);
