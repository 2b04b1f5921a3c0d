/**
 * Stores what this browser has reported and only its cookie has, because the store was down then: a read of the user's
 * connections finishes it.
 */
import type { Authenticator } from "../authorize.js";
import { evictOldest } from "../http/evict-oldest.js";
import type { RequestLog } from "../http/route.js";
import { hasAttemptCookie, type AttemptCookies } from "./attempt-cookie.js";
import { intentOf, type Intents } from "./intents.js";
import { isOpen } from "./match-attempt.js";

/** Never rejects. */
export type RestoreReported = (request: Request, owner: string, log: RequestLog) => Promise<void>;

interface RestoreReportedDeps {
  readonly authenticator: Pick<Authenticator, "ownOrigin">;
  readonly cookies: Pick<AttemptCookies, "read">;
  readonly intents: Pick<Intents, "restore">;
}

export function createRestoreReported({ authenticator, cookies, intents }: RestoreReportedDeps): RestoreReported {
  /** What the store has got from this process: a page reads again and again. */
  const restored = new Set<string>();

  return async (request, owner, log) => {
    if (!hasAttemptCookie(request)) return;
    const records = await cookies.read(request, authenticator.ownOrigin(request), owner);
    const reported = records
      .filter(isOpen)
      .flatMap((record) => (record.intents ?? []).map(([connectionId]) => intentOf(record, connectionId, owner)));
    try {
      for (const intent of reported) {
        const key = `${intent.nonce}:${intent.connectionId}`;
        if (restored.has(key)) continue;
        await intents.restore([intent]);
        restored.add(key);
        evictOldest(restored);
      }
    } catch (error) {
      log.report(error);
    }
  };
}
