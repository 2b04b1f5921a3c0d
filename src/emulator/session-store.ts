/** Link sessions created by `POST /v2/link/init`, in memory. A session's id is the secret in its URL. */
import type { LinkState } from "./hosted-page/link-steps.js";
import { prefixedRandomId } from "./random-id.js";
import type { ScenarioSwitches } from "./scenario-switches.js";

/** A Link session. */
export interface LinkSessionRecord {
  /** `cs_…` */
  readonly id: string;
  /** Id of the client app that the session was created for. */
  readonly clientAppId: string;
  /** Where the browser is sent when the flow is finished. */
  readonly redirectUrl: string;
  /** The host's id of the user, if given at init. */
  readonly clientReferenceId: string | undefined;
  /** Id of the connection to reconnect, as given at init. It may not exist. */
  readonly connectionId: string | undefined;
  /** Whether the session was created with a live API key. */
  readonly live: boolean;
  /** When the session expires, in milliseconds since the epoch. */
  expiresAt: number;
  /** The current screen and its data. */
  state: LinkState;
  /** Scenario switches of this session. They override the emulator's. */
  scenarios: Partial<ScenarioSwitches>;
}

/**
 * How long a session lasts, in milliseconds. OFAuth documents 30 to 60 minutes (API reference: Link); a host must cope
 * with the shortest.
 */
export const SESSION_LIFETIME_MS = 30 * 60_000;

/** The Link sessions of one emulator. */
export class SessionStore {
  readonly #sessions = new Map<string, LinkSessionRecord>();
  readonly #now: () => number;

  /** `now`: returns the current time in milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Creates a session that expires in 30 minutes by the emulator's clock. */
  create(
    fields: Pick<LinkSessionRecord, "clientAppId" | "redirectUrl" | "clientReferenceId" | "connectionId" | "live">,
  ): LinkSessionRecord {
    const session: LinkSessionRecord = {
      ...fields,
      id: prefixedRandomId("cs"),
      expiresAt: this.#now() + SESSION_LIFETIME_MS,
      state: { screen: "pre-login" },
      scenarios: {},
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Returns the session, expired or not: an expired one still needs its redirect URL to report the error. */
  get(id: string): LinkSessionRecord | undefined {
    return this.#sessions.get(id);
  }

  /** Returns all sessions, newest first. */
  list(): readonly LinkSessionRecord[] {
    return [...this.#sessions.values()].reverse();
  }

  /** Returns whether the session has expired. */
  isExpired(session: LinkSessionRecord): boolean {
    return session.expiresAt <= this.#now();
  }

  /**
   * Expires a session at once.
   *
   * @returns False if the session does not exist.
   */
  expire(id: string): boolean {
    const session = this.#sessions.get(id);
    if (!session) return false;
    session.expiresAt = Math.min(session.expiresAt, this.#now());
    return true;
  }

  /** Expires all existing sessions. New ones last their full time. */
  expireAll(): void {
    for (const id of this.#sessions.keys()) this.expire(id);
  }

  /** Deletes all sessions. Their URLs become unknown. */
  clear(): void {
    this.#sessions.clear();
  }
}
