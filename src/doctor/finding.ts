/** Findings: what each check of the doctor saw, how it judges that, and what to change. */

/** The areas that checks belong to, in the order in which they run: the one that takes longest comes last. */
type Area = "Page" | "Routes" | "Session" | "Callback" | "Webhooks" | "Time" | "Policies" | "Live events";

/**
 * How a check ended. `warn`: the site works, but something does not work in every case, or the site allows more than it has to.
 * `skipped`: there was nothing to check.
 */
export type Outcome = "ok" | "warn" | "fail" | "skipped";

/** Identity of a check. */
export interface Check {
  /** Does not change from version to version. */
  readonly id: string;
  readonly area: Area;
  readonly title: string;
}

/** The result of one check. */
export interface Finding extends Check {
  readonly outcome: Outcome;
  /** What the check saw. */
  readonly seen: string;
  /** What to change; beside `ok` and `skipped`, a hint. */
  readonly advice?: string | undefined;
}

export const ok = (check: Check, seen: string, advice?: string): Finding => finding(check, "ok", seen, advice);
export const warn = (check: Check, seen: string, advice: string): Finding => finding(check, "warn", seen, advice);
export const fail = (check: Check, seen: string, advice: string): Finding => finding(check, "fail", seen, advice);
export const skipped = (check: Check, seen: string, advice?: string): Finding =>
  finding(check, "skipped", seen, advice);

const finding = ({ id, area, title }: Check, outcome: Outcome, seen: string, advice?: string): Finding => ({
  id,
  area,
  title,
  outcome,
  seen,
  ...(advice !== undefined && { advice }),
});

/** A request got no complete response. The message is the doctor's own text, so that a report can print it. */
export class NoResponseError extends Error {
  override readonly name = "NoResponseError";
}

/**
 * Runs one check. Turns a `NoResponseError` into a failed finding and calls `onNoResponse`.
 *
 * @throws every other error of `run`.
 */
export async function runCheck(check: Check, run: () => Promise<Finding>, onNoResponse?: () => void): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    onNoResponse?.();
    return fail(
      check,
      error.message,
      "Check that the address is right and that the site responds there: users wait, the elements give up after 15 seconds, and OFAuth's webhooks after 10.",
    );
  }
}

const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at this address",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "the host name does not exist",
  EAI_AGAIN: "the host name could not be resolved",
};

/** Describes why a request failed. */
export function failureReason(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string") return `no response: ${networkErrors[code] ?? code}`;
  return `no response: ${String(message)}`;
}
