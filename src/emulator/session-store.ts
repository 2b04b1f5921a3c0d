/** The Link sessions that `POST /v2/link/init` made, in memory. A session's id is the secret in its URL. */
import type { LinkState } from "./hosted-page/link-steps.js";
import { prefixedRandomId } from "./random-id.js";
import type { ScenarioSwitches } from "./scenarios.js";

/** One Link session. */
export interface LinkSessionRecord {
  /** `cs_…` */
  readonly id: string;
  readonly clientAppId: string;
  readonly redirectUrl: string;
  readonly clientReferenceId: string | undefined;
  /** The connection to reconnect, as it was given at init: it may be unknown. */
  readonly connectionId: string | undefined;
  /** Made with a live key. */
  readonly live: boolean;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Where the user is. */
  state: LinkState;
  /** Switches for this session alone; they win over the emulator's. */
  scenarios: Partial<ScenarioSwitches>;
}

/** Sessions live 30 to 60 minutes (API reference: Link). The shorter end is what a host has to be able to bear. */
export const sessionLifetimeMs = 30 * 60_000;

export class SessionStore {
  readonly #sessions = new Map<string, LinkSessionRecord>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Starts a session of 30 minutes by the emulator's clock. */
  create(
    fields: Pick<LinkSessionRecord, "clientAppId" | "redirectUrl" | "clientReferenceId" | "connectionId" | "live">,
  ): LinkSessionRecord {
    const session: LinkSessionRecord = {
      ...fields,
      id: prefixedRandomId("cs"),
      expiresAt: this.#now() + sessionLifetimeMs,
      state: { screen: "pre-login" },
      scenarios: {},
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** The session, also when it has expired: its redirect URL is still needed to say so. */
  get(id: string): LinkSessionRecord | undefined {
    return this.#sessions.get(id);
  }

  /** Newest first. */
  list(): readonly LinkSessionRecord[] {
    return [...this.#sessions.values()].reverse();
  }

  isExpired(session: LinkSessionRecord): boolean {
    return session.expiresAt <= this.#now();
  }

  /** Ends a session at once. False when unknown. */
  expire(id: string): boolean {
    const session = this.#sessions.get(id);
    if (!session) return false;
    session.expiresAt = Math.min(session.expiresAt, this.#now());
    return true;
  }

  /** Ends every session that exists now; later ones live their full time. */
  expireAll(): void {
    for (const id of this.#sessions.keys()) this.expire(id);
  }

  /** Forgets every session: their URLs are unknown from now on. */
  clear(): void {
    this.#sessions.clear();
  }
}
