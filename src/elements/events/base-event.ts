import type { OFAuthEventName } from "./event-names.js";

/** Base class of the events: they bubble, cross shadow roots, and their `detail` is frozen. */
export class OFAuthEvent<Detail extends object> extends CustomEvent<Readonly<Detail>> {
  constructor(name: OFAuthEventName, detail: Detail, cancelable = false) {
    super(name, { detail: Object.freeze(detail), bubbles: true, composed: true, cancelable });
  }
}
