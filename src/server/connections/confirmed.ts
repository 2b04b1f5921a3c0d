/**
 * Which connections are confirmed: the browser that started the flow reported them, and they are still the account that
 * it reported. Without this an attacker could send their own session URL to a victim, who connects an account; OFAuth
 * would list that connection as the attacker's. Until a connection is confirmed, every route behaves as if it did not
 * exist.
 */
import type { Connection } from "../../protocol/connection.js";
import { evictOldest } from "../http/evict-oldest.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { userIdOf } from "../store/stored-connection.js";
import type { Confirmation, Store, StoredConnection } from "../store/store.js";

/** A connection created around the time when the store began may have been confirmed before that. */
const STORE_START_TOLERANCE_MS = 60_000;
/** How long the host is not asked again for a connection that it did not know. */
const UNKNOWN_MS = 60_000;

export interface ConfirmedConnections {
  /** Whether routes may show the connection. Does not ask the host. */
  isVisible(entry: StoredConnection): Promise<boolean>;
  /** Separates what routes may show from what is unconfirmed. Does not ask the host. */
  split(entries: readonly StoredConnection[]): Promise<SplitEntries>;
  /** Asks the host (`isKnown`) for those of `hidden` that no browser has confirmed. Returns those that it knows. */
  askHost(hidden: readonly StoredConnection[]): Promise<readonly StoredConnection[]>;
  /**
   * Binds each connection that needs no confirmation to the account that it has when it is first seen, so that another
   * account under the same id is noticed.
   */
  bind(entries: readonly StoredConnection[]): Promise<void>;
}

interface SplitEntries {
  readonly visible: readonly StoredConnection[];
  readonly hidden: readonly StoredConnection[];
}

interface ConfirmedDeps {
  readonly store: Pick<Store, "confirm" | "since">;
  /** With `"show"` every connection is visible. */
  readonly unconfirmed: "hide" | "show";
  readonly isKnown: OFAuthHandlerOptions["isKnown"];
  readonly now: () => number;
  /** Called with what `isKnown` throws. */
  readonly onError: (error: unknown) => void;
}

export function createConfirmedConnections(deps: ConfirmedDeps): ConfirmedConnections {
  const { store, unconfirmed, isKnown, now, onError } = deps;
  /** When the host was asked in vain, by connection and owner. What it knows is remembered in the store. */
  const unknown = new Map<string, number>();
  let storeSince: number | undefined;

  /** Whether the connection needs no confirmation: it is imported, or older than the store. */
  async function isTrusted({ connection, isAnnounced }: StoredConnection): Promise<boolean> {
    if (connection.imported) return true;
    storeSince ??= await store.since();
    return !isAnnounced && !isRecent(connection, storeSince);
  }

  async function isVisible(entry: StoredConnection): Promise<boolean> {
    if (unconfirmed === "show") return true;
    return entry.confirmation ? isConfirmedBy(entry.confirmation, entry.connection) : isTrusted(entry);
  }

  async function askFor(entry: StoredConnection): Promise<boolean> {
    const { id: connectionId, clientReferenceId } = entry.connection;
    // Another account under a confirmed id needs its own browser, whatever the host has saved.
    if (!isKnown || !clientReferenceId || entry.confirmation) return false;
    const key = `${connectionId} ${clientReferenceId}`;
    if (Math.abs(now() - (unknown.get(key) ?? -Infinity)) < UNKNOWN_MS) return false;
    try {
      // Exactly true: a list without entries, or another answer of a database, must not count.
      const answer: unknown = await isKnown({ connectionId, clientReferenceId });
      if (answer === true) {
        await store.confirm(connectionId, confirmationOf(entry.connection, clientReferenceId));
        return true;
      }
      unknown.set(key, now());
      evictOldest(unknown);
    } catch (error) {
      onError(error);
    }
    return false;
  }

  return {
    isVisible,
    async split(entries) {
      const flags = await Promise.all(entries.map(isVisible));
      return {
        visible: entries.filter((_, index) => flags[index]),
        hidden: entries.filter((_, index) => !flags[index]),
      };
    },
    async askHost(hidden) {
      const flags = await Promise.all(hidden.map(askFor));
      return hidden.filter((_, index) => flags[index]);
    },
    async bind(entries) {
      const unbound = entries.filter(({ confirmation, connection }) => !confirmation && connection.clientReferenceId);
      const flags = await Promise.all(unbound.map(isTrusted));
      await Promise.all(
        unbound
          .filter((_, index) => flags[index])
          .map(({ connection }) =>
            store.confirm(connection.id, confirmationOf(connection, connection.clientReferenceId ?? "")),
          ),
      );
    },
  };
}

/** The confirmation of a connection for the account that it has now. */
export const confirmationOf = (connection: Connection, clientReferenceId: string): Confirmation => ({
  clientReferenceId,
  userId: userIdOf(connection),
});

/** An account that is not named, in the confirmation or by OFAuth, can be any. */
function isConfirmedBy({ clientReferenceId, userId }: Confirmation, connection: Connection): boolean {
  const now = userIdOf(connection);
  const isSameAccount = userId === null || now === null || now === userId;
  return connection.clientReferenceId === clientReferenceId && isSameAccount;
}

/** A time that cannot be read counts as recent: nothing shows that the connection is older than the store. */
const isRecent = ({ createdAt }: Connection, since: number): boolean =>
  createdAt === null || Date.parse(createdAt) > since + STORE_START_TOLERANCE_MS;
