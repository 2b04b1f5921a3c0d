/** Connections of the emulator, in memory. A change sends its webhook, unless its method states otherwise. */
import type { Connection } from "../protocol/connection.js";
import { userFor } from "./accounts.js";
import { filterConnections, type EmulatedConnectionFilter } from "./connection-filter.js";
import type { RequestedPermission } from "./hosted-page/link-steps.js";
import { ConnectionRecords, type ConnectionRecord } from "./connection-records.js";
import type { ImportedAccount, LinkedAccount, SignedInUser } from "./linked-account.js";
import { newConnection } from "./new-connection.js";
import type { ConnectionEvent } from "./webhooks/event.js";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The users of many connections. */
const manyUsers = Array.from({ length: 10 }, (_, index) => `user-${index + 1}`);

/** The connections of one emulator. Tests and demos use the same object as the API and the hosted page. */
export class ConnectionStore {
  readonly #records = new ConnectionRecords();
  readonly #now: () => number;
  readonly #announce: (event: ConnectionEvent) => void;

  constructor(now: () => number, announce: (event: ConnectionEvent) => void) {
    this.#now = now;
    this.#announce = announce;
  }

  /** Returns the connections by `createdAt`, newest first; equal ones by insertion, newest first. */
  list(filter: EmulatedConnectionFilter = {}): readonly Connection[] {
    return filterConnections(this.#records.newestFirst(), filter);
  }

  /** Returns the connection with this id. `live`: only if it belongs to live, or to sandbox, data. */
  get(id: string, { live }: Pick<EmulatedConnectionFilter, "live"> = {}): Connection | undefined {
    const record = this.#records.get(id);
    return live === undefined || record?.live === live ? record?.connection : undefined;
  }

  /**
   * Adds a connection without a Link flow and without a webhook. Fields that are left out get defaults: active, not
   * imported, a day old, permission `profile:read`, and the user `test@creator.sandbox.com` (use `userFor` for others).
   * A connection with the same id is replaced.
   *
   * @returns The new connection.
   */
  seed(fields: Partial<Connection> = {}, { live = false }: { live?: boolean } = {}): Connection {
    // A day old by default: hosts can treat recent connections differently, because their flow must confirm them first.
    const { createdAt = this.#timestamp(-DAY_MS) } = fields;
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
   * Adds many connections at once, as `seed`: each of another creator, a minute apart, in turn for the users.
   *
   * @param count How many.
   * @param clientReferenceIds Your ids of the users. Default: `user-1` to `user-10`.
   */
  seedMany(count: number, clientReferenceIds: readonly string[] = manyUsers): void {
    for (let index = 0; index < count; index++) {
      this.seed({
        clientReferenceId: clientReferenceIds[index % clientReferenceIds.length] ?? null,
        userData: userFor(`account.${index + 1}@creator.sandbox.com`),
        createdAt: this.#timestamp(-DAY_MS - index * MINUTE_MS),
      });
    }
  }

  /**
   * Completes a Link flow: reactivates the connection to reconnect under its own id, or creates a new one. An unknown
   * or deleted id is not an error (API reference: Link). A login as another OnlyFans user also creates one: that case
   * is not documented, and handing over another user's connection would be the worst guess.
   */
  link(account: LinkedAccount): Connection {
    const { permissions, userData, live, clientReferenceId } = account;
    const known = this.#findReconnected(account)?.connection;
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

  /** Returns what the hosted page asks the user to allow. `permissions`: those of the client app. */
  asks(user: SignedInUser, permissions: readonly string[]): readonly RequestedPermission[] {
    const known = this.#findReconnected(user);
    const isNew = (id: string) => known !== undefined && !known.connection.permissions.includes(id);
    return (known?.required ?? permissions).map((id) => ({ id, isNew: isNew(id) }));
  }

  /**
   * Requires other permissions for this connection: the page requests them when it is reconnected. Until then, the
   * connection keeps its own. OFAuth's docs ask hosts to invalidate the connection after such a change, and document no
   * webhook for it; `connection.updated` is the closest.
   *
   * @returns False if the connection does not exist.
   */
  requirePermissions(id: string, permissions: readonly string[]): boolean {
    const record = this.#records.get(id);
    if (!record) return false;
    this.#records.set({ ...record, required: [...permissions] });
    this.#update(id, "connection.updated", {});
    return true;
  }

  /** Creates an imported connection. The caller checks first that its user has no active one. */
  import(fields: ImportedAccount, live: boolean): Connection {
    const connection = this.#add({ ...fields, imported: true }, live);
    this.#announce({ type: "connection.created", connection, live });
    return connection;
  }

  /** Reactivates an imported connection under its own id, as after an update of its session. */
  renew(id: string): Connection {
    return this.#update(id, "connection.updated", { status: "active", expiredAt: null });
  }

  /**
   * Expires a connection, as if its OnlyFans session had ended. It can be reconnected. Does nothing, and sends no
   * webhook, if it has already expired.
   *
   * @returns False if the connection does not exist.
   */
  expire(id: string): boolean {
    const status = this.#records.get(id)?.connection.status;
    if (status === undefined) return false;
    if (status !== "expired") {
      this.#update(id, "connection.expired", { status: "expired", expiredAt: this.#timestamp() });
    }
    return true;
  }

  /**
   * Deletes a connection for good. It cannot be reconnected.
   *
   * @returns False if the connection does not exist.
   */
  delete(id: string): boolean {
    const record = this.#records.get(id);
    if (!record) return false;
    this.#records.delete(id);
    const { connection, live } = record;
    this.#announce({ type: "connection.disconnected", connection, live });
    return true;
  }

  /** Deletes all connections without webhooks. */
  clear(): void {
    this.#records.clear();
  }

  /** Returns the connection to reconnect, if it exists and belongs to the user who signed in. */
  #findReconnected({ connectionId, userData, live }: SignedInUser): ConnectionRecord | undefined {
    const known = this.#records.get(connectionId);
    return known?.live === live && known.connection.userData?.id === userData.id ? known : undefined;
  }

  #add(fields: Partial<Connection>, live: boolean): Connection {
    const connection = newConnection(fields, this.#timestamp());
    this.#records.set({ connection, live });
    return connection;
  }

  #update(id: string, type: ConnectionEvent["type"], fields: Partial<Connection>): Connection {
    const record = this.#records.get(id);
    if (!record) throw new Error("The connection to update does not exist.");
    const connection = { ...record.connection, ...fields, updatedAt: this.#timestamp() };
    this.#records.set({ ...record, connection });
    this.#announce({ type, connection, live: record.live });
    return connection;
  }

  #timestamp(offset = 0): string {
    return new Date(this.#now() + offset).toISOString();
  }
}
