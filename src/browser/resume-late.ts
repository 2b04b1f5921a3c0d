/** The ended attempts of earlier pages: loaded only where a page may have left one. */
import type { UnconfirmedAttempt } from "../connect/attempt.js";
import { confirmLater, type LateConfirmationsOptions } from "./late-confirmations.js";
import { isAwaited } from "./transports/callback-handoff.js";
import type { EndedAttempt } from "./transports/ended-attempts.js";

/** How many attempts a page reads: the server keeps no more of one browser. */
export const MAX_ATTEMPTS_READ = 4;

/** Goes on with what earlier pages have left, except the attempt that this page is reading. */
export function resumeLate(options: LateConfirmationsOptions, reading: string | undefined): void {
  const { clock, records } = options;
  for (const record of records.list().slice(0, MAX_ATTEMPTS_READ)) {
    if (record.attemptId === reading) continue;
    const attempt = laterAttempt(record);
    // Until then another page asks, or was closed so abruptly that it could not say so.
    clock.after(record.heldUntil - clock.now(), () => {
      if (attempt.abandoned) void resumeAbandoned(attempt, options);
      else confirmLater(attempt, options, 0);
    });
  }
}

/** The page on which the attempt ended may still be there: then it asks. */
async function resumeAbandoned(attempt: UnconfirmedAttempt, options: LateConfirmationsOptions): Promise<void> {
  if (!(await isAwaited(options.window, attempt.attemptId, options.clock))) confirmLater(attempt, options, 0);
}

/** The attempt of a record, for a late confirmation. */
export const laterAttempt = ({ attemptId, after }: EndedAttempt, connectionId?: string): UnconfirmedAttempt => ({
  attemptId,
  after,
  connectionId,
  returned: after !== "success" || connectionId !== undefined,
  abandoned: after !== "success" && connectionId === undefined,
});
