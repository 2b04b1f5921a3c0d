/** What a check has found, and what there is to do about it. */

/** `warn`: it works, but something of it will not, or it lets in what it need not. `skipped`: there was nothing to look at. */
export type Outcome = "ok" | "warn" | "fail" | "skipped";

export type Area = "Page" | "Policies" | "Routes" | "Session" | "Return" | "Live events" | "Webhooks" | "Clock";

/** What a check is about. */
export interface About {
  /** Stays the same from version to version. */
  readonly id: string;
  readonly area: Area;
  readonly title: string;
}

export interface Finding extends About {
  readonly outcome: Outcome;
  readonly seen: string;
  /** What to change. Beside `ok`: what may be of use. */
  readonly advice?: string | undefined;
}

export const ok = (about: About, seen: string, advice?: string): Finding => finding(about, "ok", seen, advice);
export const warn = (about: About, seen: string, advice: string): Finding => finding(about, "warn", seen, advice);
export const fail = (about: About, seen: string, advice: string): Finding => finding(about, "fail", seen, advice);
export const skipped = (about: About, seen: string, advice?: string): Finding =>
  finding(about, "skipped", seen, advice);

const finding = ({ id, area, title }: About, outcome: Outcome, seen: string, advice?: string): Finding => ({
  id,
  area,
  title,
  outcome,
  seen,
  ...(advice !== undefined && { advice }),
});

/** A request had no answer. Its message says why, in our own words. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** What `check` finds; where it had no answer, that is what was found, and `silent` is called. */
export async function look(about: About, check: () => Promise<Finding>, silent?: () => void): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    silent?.();
    return fail(
      about,
      error.message,
      "See that the address is right, and that the site answers there without a pause.",
    );
  }
}
