import { css, type CSSResult } from "lit";

export const statusStyles: CSSResult = css`
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
  .card {
    flex-flow: column nowrap;
    align-items: stretch;
    padding: calc(var(--_space) * 2);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    line-height: 1.4;
  }
  [part="badge"] {
    --_ink: var(--_muted);
    --_ground: var(--_surface-2);
    display: inline-flex;
    box-sizing: border-box;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 24px;
    padding-block: 2px;
    padding-inline: 8px 10px;
    border: 1px solid transparent;
    border-radius: 12px;
    background: var(--_ground);
    color: var(--_ink);
    font-size: 0.8125em;
    font-weight: 600;
    line-height: 1.3;
  }
  .active {
    --_ink: var(--_success);
    --_ground: var(--_success-soft);
  }
  .awaiting_2fa {
    --_ink: var(--_warning);
    --_ground: var(--_warning-soft);
  }
  .expired {
    --_ink: var(--_danger);
    --_ground: var(--_danger-soft);
  }
  .loading,
  .head:has(.loading) > [part="avatar"],
  .head:has(.loading) > .names::before {
    background: color-mix(in oklab, var(--_surface-2), var(--_text) 8%);
    color: transparent;
  }
  /* As high as an active one: picture, two lines, and the gaps between them. */
  .card:has(.loading) {
    min-block-size: calc(5.075em + var(--_space) * 2);
  }
  /* It is still: a page has to draw every frame of a thousand that pulse. */
  .loading {
    inline-size: 8.5em;
  }
  svg {
    inline-size: 1.25em;
    block-size: 1.25em;
  }
  [part="avatar"] svg {
    inline-size: 22px;
    block-size: 22px;
  }
  [part="avatar"] {
    position: relative;
    display: grid;
    flex: none;
    place-content: center;
    inline-size: 40px;
    block-size: 40px;
    overflow: hidden;
    border-radius: 50%;
    background: var(--_surface-2);
    color: var(--_muted);
    font-size: 14px;
    font-weight: 600;
  }
  img {
    position: absolute;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .names {
    display: grid;
    flex: 1 1 8em;
    justify-items: start;
    min-inline-size: 0;
  }
  .head:has(.loading) > .names::before {
    inline-size: 10em;
    max-inline-size: 100%;
    block-size: 1em;
    border-radius: 4px;
    content: "";
  }
  [part="name"] {
    font-weight: 600;
  }
  [part="username"],
  [part="meta"],
  summary,
  ul {
    color: var(--_muted);
    font-size: 0.875em;
  }
  /* A target of 24 pixels that takes no more room than its text. */
  summary {
    box-sizing: border-box;
    inline-size: fit-content;
    margin-block: -3px;
    padding-block: 3px;
    border-radius: 4px;
    cursor: pointer;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 6px 0 0;
    padding: 0;
    list-style: none;
  }
  li,
  .mark {
    padding: 0 8px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    font-size: 0.8125em;
  }
  [part="meta"]:empty {
    display: none;
  }
  .stale {
    color: var(--_warning);
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
  [part="actions"] > button:is([part~="action-invalidate"], [part~="action-disconnect"]):is(:hover, :focus-visible) {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  [part~="confirm-yes"] {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  [part~="confirm-yes"]:hover {
    background: var(--_danger-soft);
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
  @container (min-width: 40em) {
    .card {
      display: grid;
      /* Picture, name and badge stay in one line; the actions take two if they must. */
      grid-template-columns: minmax(19em, 1fr) auto;
    }
    .names {
      flex-basis: 5em;
    }
    .card > * {
      grid-column: 1 / -1;
    }
    .card > .head {
      grid-column: 1;
    }
    .card > [part="actions"] {
      grid-area: 1 / 2;
      justify-content: end;
    }
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
    summary,
    button[part][part][type] {
      min-block-size: 44px;
    }
    summary {
      padding-block: 12px;
    }
  }
  @media (forced-colors: active) {
    [part="badge"],
    [part="avatar"] {
      border: 1px solid CanvasText;
    }
    button[part][type] {
      border-color: ButtonBorder;
    }
  }
`;
