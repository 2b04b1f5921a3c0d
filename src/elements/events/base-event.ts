import type { OFAuthEventMap } from "./connect-events.js";

/** What all events of ours have in common: they bubble, cross shadow roots, and their `detail` is frozen. */
export class OFAuthEvent<Detail extends object> extends CustomEvent<Readonly<Detail>> {
  constructor(name: keyof OFAuthEventMap, detail: Detail, cancelable = false) {
    super(name, { detail: Object.freeze(detail), bubbles: true, composed: true, cancelable });
  }
}
