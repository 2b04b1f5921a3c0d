/** The connections that the emulator holds, in memory. Every change of one goes through a method of this class. */
import type { Connection, UserData } from "../protocol/connection.js";
import { userFor } from "./accounts.js";
import { randomId } from "./random-id.js";

/** What is listed: all of OFAuth's filters (API reference: Account connections). */
export interface ConnectionFilter {
  readonly status?: string | undefined;
  readonly imported?: boolean | undefined;
  /** Live keys and sandbox keys see different data. Left out: both. */
  readonly live?: boolean | undefined;
}

/** A finished Link flow. */
export interface LinkedAccount {
  /** The connection that is being reconnected, if any. */
  readonly connectionId: string | undefined;
  readonly clientReferenceId: string | undefined;
  readonly permissions: readonly string[];
  readonly userData: UserData;
  readonly live: boolean;
}

interface StoredConnection {
  readonly connection: Connection;
  readonly live: boolean;
}

/** Inspect, seed, expire and delete connections from a test or a demo; the API and the hosted page use the same object. */
export class ConnectionStore {
  // In order of creation: the newest is the last.
  readonly #stored = new Map<string, StoredConnection>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Newest first. */
  list(filter: ConnectionFilter = {}): readonly Connection[] {
    return [...this.#stored.values()]
      .filter(({ live }) => filter.live === undefined || live === filter.live)
      .map(({ connection }) => connection)
      .filter(({ status }) => filter.status === undefined || status === filter.status)
      .filter(({ imported }) => filter.imported === undefined || imported === filter.imported)
      .reverse();
  }

  get(id: string): Connection | undefined {
    return this.#stored.get(id)?.connection;
  }

  /**
   * Puts a connection there without a Link flow and returns it. Everything that is left out gets a plausible value:
   * active, not imported, created now, permission `profile:read`, the user test@creator.sandbox.com (`userFor` gives the
   * others). With the id of a known connection it replaces that one.
   */
  seed(fields: Partial<Connection> = {}, { live = false }: { live?: boolean } = {}): Connection {
    const now = this.#timestamp();
    const connection: Connection = {
      id: randomId("conn"),
      status: "active",
      permissions: ["profile:read"],
      expiredAt: fields.status === "expired" ? now : null,
      createdAt: now,
      updatedAt: now,
      clientReferenceId: null,
      imported: false,
      // Imported connections are not health-checked (API reference: Account connections).
      lastCheckedAt: fields.imported ? null : now,
      userData: userFor("test@creator.sandbox.com"),
      ...fields,
    };
    this.#stored.set(connection.id, { connection, live });
    return connection;
  }

  /**
   * What a finished Link flow does: the connection that was to be reconnected is active again under its own id; an unknown
   * or deleted one makes a new connection, no error (API reference: Link). So does another user's login: what OFAuth does
   * then is not documented, and handing somebody else's connection over would be the worst guess.
   */
  link(account: LinkedAccount): Connection {
    const known = account.connectionId === undefined ? undefined : this.#stored.get(account.connectionId);
    if (known && known.live === account.live && known.connection.userData?.id === account.userData.id) {
      return this.#update(known.connection.id, {
        status: "active",
        expiredAt: null,
        permissions: account.permissions,
        userData: account.userData,
        lastCheckedAt: this.#timestamp(),
        ...(account.clientReferenceId !== undefined && { clientReferenceId: account.clientReferenceId }),
      });
    }
    const { permissions, userData, live } = account;
    return this.seed({ permissions, userData, clientReferenceId: account.clientReferenceId ?? null }, { live });
  }

  /** Marks a connection expired, as when its OnlyFans session has ended; it can be reconnected. False when unknown. */
  expire(id: string): boolean {
    if (!this.#stored.has(id)) return false;
    this.#update(id, { status: "expired", expiredAt: this.#timestamp() });
    return true;
  }

  /** Removes a connection for good; it cannot be reconnected. False when unknown. */
  delete(id: string): boolean {
    return this.#stored.delete(id);
  }

  /** Forgets every connection. */
  clear(): void {
    this.#stored.clear();
  }

  #update(id: string, fields: Partial<Connection>): Connection {
    const stored = this.#stored.get(id);
    if (!stored) throw new Error("Only a stored connection can be updated.");
    const connection = { ...stored.connection, ...fields, updatedAt: this.#timestamp() };
    this.#stored.set(id, { ...stored, connection });
    return connection;
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }
}
