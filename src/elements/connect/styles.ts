import type { CSSResult } from "lit";
import { buttons } from "../../styles/controls.js";
import { tokens } from "../../styles/tokens.js";
import { toStyles } from "../styles/to-styles.js";

/** What the button needs. Its messages and its dialog bring the rest (`browser/dialog/dialog.styles.ts`). */
export const connectStyles: CSSResult = toStyles(`${tokens}${buttons}
  :host {
    display: inline-block;
    max-inline-size: 100%;
    vertical-align: middle;
    text-align: start;
    text-indent: 0;
  }
  :host([hidden]) {
    display: none;
  }
  [part="button"] {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    max-inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 18px;
    font-family: var(--_font);
    line-height: 1.3;
  }
  @media (pointer: fine) {
    [part="button"] {
      min-block-size: 40px;
    }
  }
  [part="button"]:active {
    background: color-mix(in oklab, var(--_accent), var(--_text) 22%);
  }
  [aria-busy="true"] {
    cursor: progress;
  }
  :host(:disabled) > slot::slotted(*) {
    opacity: 0.5;
  }
  [part="button"]:disabled {
    background: var(--_surface-2);
    border-color: var(--_border);
    color: var(--_muted);
    cursor: not-allowed;
  }
  .icon,
  svg,
  slot[name="icon"]::slotted(*) {
    display: block;
    flex: none;
    inline-size: 18px;
    block-size: 18px;
  }
  [part="spinner"] {
    box-sizing: border-box;
    border: 2px solid;
    border-inline-end: 0;
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part="spinner"] {
      animation-duration: 4s;
    }
  }
`);
