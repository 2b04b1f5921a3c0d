import type { CSSResult } from "lit";
import { toStyles } from "../styles/to-styles.js";

/** The badge: a status by icon, text and colour. */
export const badgeStyles: CSSResult = toStyles(`
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
  /* It does not pulse: a page with a thousand badges would repaint all of them in every frame. */
  .loading {
    inline-size: 8.5em;
    min-block-size: max(24px, 1.3em + 6px);
    background: color-mix(in oklab, var(--_surface-2), var(--_text) 8%);
    color: transparent;
  }
  svg {
    inline-size: 1.25em;
    block-size: 1.25em;
  }
  @media (forced-colors: active) {
    [part="badge"] {
      border: 1px solid CanvasText;
    }
  }
`);
