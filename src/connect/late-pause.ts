/** Pauses between the tries to confirm an account that the host's server does not know yet. */
import { LATE_RETRY_BASE_MS, LATE_RETRY_MAX_MS } from "./timeouts.js";

/** Returns the pause after `tries`. */
export const latePause = (tries: number): number => Math.min(LATE_RETRY_BASE_MS * 2 ** tries, LATE_RETRY_MAX_MS);
