/** The connections that the emulator holds, in memory. Every change of one goes through a method of this class. */
import type { Connection, UserData } from "../protocol/connection.js";
import { userFor } from "./accounts.js";
import type { AskedPermission } from "./hosted-page/link-steps.js";
import { newConnection } from "./new-connection.js";
import type { ConnectionEvent } from "./webhooks/event.js";

/** What is listed: all of OFAuth's filters (API reference: Account connections). */
export interface EmulatedConnectionFilter {
  readonly status?: string | undefined;
  readonly imported?: boolean | undefined;
  /** Live keys and sandbox keys see different data. Left out: both. */
  readonly live?: boolean | undefined;
}

/** Whoever signed in on the hosted page, and what their session wants. */
export interface SignedInUser {
  /** The connection that is being reconnected, if any. */
  readonly connectionId: string | undefined;
  readonly userData: UserData;
  readonly live: boolean;
}

/** A finished Link flow. */
export interface LinkedAccount extends SignedInUser {
  readonly clientReferenceId: string | undefined;
  readonly permissions: readonly string[];
}

interface StoredConnection {
  readonly connection: Connection;
  readonly live: boolean;
  /** What the next Link has to ask for, where that is not what its client app asks for. */
  readonly required?: readonly string[];
}

/** What an import says of its connection. */
export type ImportedAccount = Pick<Connection, "clientReferenceId" | "permissions" | "userData">;

const millisecondsOf = (timestamp: string | null): number => (timestamp === null ? 0 : Date.parse(timestamp));

const day = 24 * 60 * 60_000;

/** Inspect, seed, expire and delete connections from a test or a demo; the API and the hosted page use the same object. */
export class ConnectionStore {
  // In order of arrival: the newest is the last.
  readonly #stored = new Map<string, StoredConnection>();
  readonly #now: () => number;
  readonly #announce: (event: ConnectionEvent) => void;

  constructor(now: () => number, announce: (event: ConnectionEvent) => void) {
    this.#now = now;
    this.#announce = announce;
  }

  /** The latest `createdAt` first; of equal ones, the one that came last. */
  list(filter: EmulatedConnectionFilter = {}): readonly Connection[] {
    return [...this.#stored.values()]
      .filter(({ live }) => filter.live === undefined || live === filter.live)
      .map(({ connection }) => connection)
      .filter(({ status }) => filter.status === undefined || status === filter.status)
      .filter(({ imported }) => filter.imported === undefined || imported === filter.imported)
      .reverse()
      .sort((one, other) => millisecondsOf(other.createdAt) - millisecondsOf(one.createdAt));
  }

  get(id: string, { live }: Pick<EmulatedConnectionFilter, "live"> = {}): Connection | undefined {
    const stored = this.#stored.get(id);
    return live === undefined || stored?.live === live ? stored?.connection : undefined;
  }

  /**
   * Puts a connection there without a Link flow and returns it; no webhook tells of it. Everything that is left out gets a
   * plausible value: active, not imported, a day old, permission `profile:read`, the user test@creator.sandbox.com
   * (`userFor` gives the others). With the id of a known connection it replaces that one.
   */
  seed(fields: Partial<Connection> = {}, { live = false }: { live?: boolean } = {}): Connection {
    // A seeded connection is one that was there before: a host may know a fresh one from the flow that made it.
    const { createdAt = this.#timestamp(-day) } = fields;
    const { updatedAt = createdAt } = fields;
    return this.#add(
      {
        userData: userFor("test@creator.sandbox.com"),
        expiredAt: fields.status === "expired" ? updatedAt : null,
        ...fields,
        createdAt,
        updatedAt,
      },
      live,
    );
  }

  /**
   * What a finished Link flow does: the connection that was to be reconnected is active again under its own id; an unknown
   * or deleted one makes a new connection, no error (API reference: Link). So does another user's login: what OFAuth does
   * then is not documented, and handing somebody else's connection over would be the worst guess.
   */
  link(account: LinkedAccount): Connection {
    const { permissions, userData, live, clientReferenceId } = account;
    const known = this.#reconnected(account)?.connection;
    if (!known) {
      const connection = this.#add({ permissions, userData, clientReferenceId: clientReferenceId ?? null }, live);
      this.#announce({ type: "connection.created", connection, live });
      return connection;
    }
    return this.#update(known.id, "connection.updated", {
      status: "active",
      expiredAt: null,
      permissions,
      userData,
      lastCheckedAt: known.imported ? null : this.#timestamp(),
      ...(clientReferenceId !== undefined && { clientReferenceId }),
    });
  }

  /** What the hosted page asks the user to allow, where the client app asks for `permissions`. */
  asks(user: SignedInUser, permissions: readonly string[]): readonly AskedPermission[] {
    const known = this.#reconnected(user);
    const isNew = (id: string) => known !== undefined && !known.connection.permissions.includes(id);
    return (known?.required ?? permissions).map((id) => ({ id, isNew: isNew(id) }));
  }

  /**
   * The host wants other permissions of this connection: whenever it is reconnected, the page asks for these, and it has
   * them afterwards; until then it keeps its own. OFAuth's docs tell hosts to invalidate after such a change, and name no
   * webhook for it: `connection.updated` is the nearest. False when unknown.
   */
  requirePermissions(id: string, permissions: readonly string[]): boolean {
    const stored = this.#stored.get(id);
    if (!stored) return false;
    this.#stored.set(id, { ...stored, required: [...permissions] });
    this.#update(id, "connection.updated", {});
    return true;
  }

  /** Makes an imported connection. Whether its user has an active one already is to be asked before. */
  import(fields: ImportedAccount, live: boolean): Connection {
    const connection = this.#add({ ...fields, imported: true }, live);
    this.#announce({ type: "connection.created", connection, live });
    return connection;
  }

  /** Gives an imported connection a fresh session: active again under its own id. */
  renew(id: string): Connection {
    return this.#update(id, "connection.updated", { status: "active", expiredAt: null });
  }

  /**
   * Marks a connection expired, as when its OnlyFans session has ended; it can be reconnected. One that is expired already
   * stays as it is, without another webhook. False when unknown.
   */
  expire(id: string): boolean {
    const status = this.#stored.get(id)?.connection.status;
    if (status === undefined) return false;
    if (status !== "expired") {
      this.#update(id, "connection.expired", { status: "expired", expiredAt: this.#timestamp() });
    }
    return true;
  }

  /** Removes a connection for good; it cannot be reconnected. False when unknown. */
  delete(id: string): boolean {
    const stored = this.#stored.get(id);
    if (!stored) return false;
    this.#stored.delete(id);
    const { connection, live } = stored;
    this.#announce({ type: "connection.disconnected", connection, live });
    return true;
  }

  /** Forgets every connection, and tells nobody. */
  clear(): void {
    this.#stored.clear();
  }

  #reconnected({ connectionId, userData, live }: SignedInUser): StoredConnection | undefined {
    const known = connectionId === undefined ? undefined : this.#stored.get(connectionId);
    return known?.live === live && known.connection.userData?.id === userData.id ? known : undefined;
  }

  #add(fields: Partial<Connection>, live: boolean): Connection {
    const connection = newConnection(fields, this.#timestamp());
    this.#stored.set(connection.id, { connection, live });
    return connection;
  }

  #update(id: string, type: ConnectionEvent["type"], fields: Partial<Connection>): Connection {
    const stored = this.#stored.get(id);
    if (!stored) throw new Error("Only a stored connection can be updated.");
    const connection = { ...stored.connection, ...fields, updatedAt: this.#timestamp() };
    this.#stored.set(id, { ...stored, connection });
    this.#announce({ type, connection, live: stored.live });
    return connection;
  }

  #timestamp(offset = 0): string {
    return new Date(this.#now() + offset).toISOString();
  }
}
