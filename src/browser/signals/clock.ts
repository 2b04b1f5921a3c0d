import type { Clock } from "../../connect/ports.js";

/** `setTimeout` stores its delay in 32 bits; a longer one fires at once (HTML spec, timer initialisation steps). */
const maxDelay = 2 ** 31 - 1;

/** The browser's time and timers. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const handle = setTimeout(callback, Math.min(ms, maxDelay));
    return () => clearTimeout(handle);
  },
};
