import type { CSSResult } from "lit";
import { toStyles } from "../styles/to-styles.js";

/** The card: avatar, name, when it was checked, permissions, and their places. */
export const cardStyles: CSSResult = toStyles(`
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
  /*
   * A card does not change its height when it has loaded: where its parts stand depends on the width of the card alone, and not on
   * fonts and names. It keeps the place of two lines, and of the buttons where there will be some.
   */
  .card:has(.loading)::after {
    block-size: calc(2.45em + var(--_space));
    content: "";
  }
  .acting:has(.loading)::after {
    block-size: calc(2.45em + var(--_space) * 2 + max(32px, 1.225em + 10px));
  }
  .card > .head {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr);
  }
  .card > .head > [part="badge"] {
    grid-column: 2;
    justify-self: start;
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
  /* Two lines, also of a name alone. */
  .names {
    display: grid;
    align-content: center;
    justify-items: start;
    min-block-size: 2.625em;
  }
  .names > * {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head:not(:has(.loading)) > .names:empty {
    display: none;
  }
  .head:has(.loading) > .names::before {
    inline-size: 10em;
    max-inline-size: 100%;
    block-size: 1em;
    border-radius: 4px;
    content: "";
  }
  .head:has(.loading) > [part="avatar"],
  .head:has(.loading) > .names::before {
    background: color-mix(in oklab, var(--_surface-2), var(--_text) 8%);
    color: transparent;
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
  /* A target of 24 pixels that takes no more space than its text. */
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
  @container (min-width: 24em) {
    .card > .head {
      grid-template-columns: 40px minmax(0, 1fr) auto;
    }
    .card > .head > [part="badge"] {
      grid-column: 3;
    }
  }
  @container (min-width: 40em) {
    .card {
      display: grid;
      /* Picture, name and badge stay in one line; the actions take two if they must. */
      grid-template-columns: minmax(25em, 1fr) auto;
    }
    .card > *,
    .card::after {
      grid-column: 1 / -1;
    }
    .acting:has(.loading)::after {
      block-size: calc(2.45em + var(--_space));
    }
    .card > .head {
      grid-column: 1;
    }
    .card > [part="actions"] {
      grid-area: 1 / 2;
      justify-content: end;
    }
  }
  @media (pointer: coarse) {
    summary {
      min-block-size: 44px;
      padding-block: 12px;
    }
    .card:has(.loading)::after {
      block-size: calc(1.225em + 38px + var(--_space));
    }
    .acting:has(.loading)::after {
      block-size: calc(1.225em + 82px + var(--_space) * 2);
    }
  }
  @media (forced-colors: active) {
    [part="avatar"] {
      border: 1px solid CanvasText;
    }
  }
`);
