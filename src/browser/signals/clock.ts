import type { Clock } from "../../connect/ports.js";

/** `setTimeout` counts in 32 bits and fires at once for more (HTML spec, timer initialisation steps). */
const longestWait = 2 ** 31 - 1;

export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const handle = setTimeout(callback, Math.min(ms, longestWait));
    return () => clearTimeout(handle);
  },
};
