import type { CSSResult, CSSResultGroup } from "lit";
import { toStyles } from "../styles/to-styles.js";
import { badgeStyles } from "./badge.styles.js";
import { cardStyles } from "./card.styles.js";

const layoutStyles: CSSResult = toStyles(`
  :host {
    display: inline-block;
    max-inline-size: 100%;
    vertical-align: middle;
    color: inherit;
    font-family: var(--_font);
  }
  :host([variant="card"]) {
    display: block;
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  [part="base"],
  .head,
  [part="actions"],
  .choice,
  [part="meta"],
  [part="message"],
  [part="confirm"] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space);
  }
  /* Not on the host element: what the page says of all elements would win there. */
  [part="base"] {
    overflow-wrap: anywhere;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
  }
  button {
    font-size: 0.875em;
  }
  :not(.card) > [part="actions"] > button {
    min-block-size: 24px;
    padding: 1px 10px;
    border-color: var(--_edge);
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.8125em;
  }
  [part="actions"] > button:is([part~="action-invalidate"], [part~="action-disconnect"]) {
    padding-inline: 8px;
    border-color: transparent;
    background: none;
    color: var(--_muted);
  }
  [part="actions"] > button:is([part~="action-invalidate"], [part~="action-disconnect"]):focus-visible {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  @media (hover: hover) {
    [part="actions"] > button:is([part~="action-invalidate"], [part~="action-disconnect"]):hover {
      background: var(--_danger-soft);
      color: var(--_danger);
    }
    [part~="confirm-yes"]:hover {
      background: var(--_danger-soft);
    }
  }
  [part~="confirm-yes"] {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  [aria-busy="true"],
  [aria-disabled="true"] {
    cursor: progress;
  }
  /* No opacity: what is written there is still read. */
  button[part]:is([aria-busy="true"], [aria-disabled="true"]) {
    border-color: var(--_border);
    background: var(--_surface-2);
    color: var(--_muted);
  }
  #question,
  [part="message"] > span {
    font-size: 0.875em;
  }
  [part="message"] {
    flex-basis: 100%;
    border-radius: 4px;
  }
  /* English in a page from right to left keeps its full stops at its ends, and stands where the page's text stands. */
  #question,
  [part="text"],
  [part="meta"] > *,
  [part="message"] > * {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .error > span {
    color: var(--_danger);
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    button[part][part][type] {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    button[part][type] {
      border-color: ButtonBorder;
    }
  }
`);

/** The element's own stylesheets: layout, actions and messages, then the badge and the card. */
export const statusStyles: CSSResultGroup = [layoutStyles, badgeStyles, cardStyles];
