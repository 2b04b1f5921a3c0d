/** Tells the host's log what was refused. */
import { asHttpError } from "./http-error.js";
import type { Settings } from "../settings.js";

/** `route`: the path below `basePath`, as `mounted-routes.ts` has it. */
export function reportError(settings: Settings, error: unknown, route: string, attemptId?: string): void {
  const { code, status, cause } = asHttpError(error);
  try {
    settings.onError?.({ code, status, route, attemptId, cause });
  } catch {
    // A log that fails is not a reason to refuse the user.
  }
}
