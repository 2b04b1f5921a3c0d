/**
 * Confirms a connection that the browser reported: OFAuth says that it exists and belongs to the user, the host saves it
 * once for each attempt, and it is recorded as confirmed (`connections/confirmed.ts`).
 */
import type { Connection } from "../../protocol/connection.js";
import type { Prove } from "../connections/prove.js";
import { HttpError } from "../http/http-error.js";
import type { Intent, StoredConnection } from "../store/store.js";
import type { OnConnected } from "./on-connected.js";
import type { SaveConnection } from "./save-connection.js";

interface ConfirmWait {
  /** How long OFAuth has to list the connection, in milliseconds. */
  readonly ms: number;
  /** Signal of the request that waits. */
  readonly client: AbortSignal;
}

export interface Confirm {
  /**
   * Returns the user's connection; undefined when it is not theirs, or another one has used up the attempt. Throws a
   * 409 `mismatch` when it has another account than the confirmed one, a 503 while OFAuth does not list the connection or another
   * process is saving it, a 500 when `onConnected` throws, a 504 when it takes too long, and the errors of the call to
   * OFAuth. All but the `mismatch` can be retried.
   */
  confirm(intent: Intent, wait: ConfirmWait): Promise<Connection | undefined>;
  /**
   * Confirms the first of an attempt's intents that OFAuth lists as the user's. Throws as `confirm` does while one of
   * them is open and none is confirmed.
   */
  confirmFirst(intents: readonly Intent[], wait: ConfirmWait): Promise<ConfirmedFirst>;
}

interface ConfirmedFirst {
  /** Undefined when all were denied. */
  readonly connection: Connection | undefined;
  readonly denials: readonly Denial[];
}

/** The connection is not the user's, or has another account than the confirmed one. */
class Denial extends Error {
  override readonly name = "Denial";
  readonly intent: Intent;
  readonly code: "verify_failed" | "mismatch";

  constructor(intent: Intent, code: "verify_failed" | "mismatch") {
    super(code);
    this.intent = intent;
    this.code = code;
  }
}

interface ConfirmDeps {
  readonly prove: Prove;
  readonly saveConnection: Pick<SaveConnection, "save">;
  readonly onConnected: OnConnected;
}

export function createConfirm({ prove, saveConnection, onConnected }: ConfirmDeps): Confirm {
  async function confirm(intent: Intent, { ms, client }: ConfirmWait): Promise<Connection | undefined> {
    const { clientReferenceId, connectionId } = intent;
    const entry = await prove(clientReferenceId, connectionId, { since: neededSince(intent), ms }, client);
    if (!entry) return undefined;
    if (isOtherAccount(entry)) {
      throw new HttpError(409, "mismatch", "The connection has another account than before.");
    }
    const isOwn = await onConnected.wait(saveConnection.save(intent, entry), client);
    return isOwn ? entry.connection : undefined;
  }

  async function confirmOrDeny(intent: Intent, wait: ConfirmWait): Promise<Connection> {
    try {
      const connection = await confirm(intent, wait);
      if (connection) return connection;
    } catch (error) {
      throw error instanceof HttpError && error.code === "mismatch" ? new Denial(intent, "mismatch") : error;
    }
    throw new Denial(intent, "verify_failed");
  }

  return {
    confirm,
    async confirmFirst(intents, wait) {
      const denials: Denial[] = [];
      const open: unknown[] = [];
      const tries = intents.map((intent) =>
        confirmOrDeny(intent, wait).catch((error: unknown) => {
          if (error instanceof Denial) denials.push(error);
          else open.push(error);
          throw error;
        }),
      );
      const connection = await Promise.any(tries).catch(() => undefined);
      if (!connection && open.length > 0) throw open[0];
      return { connection, denials };
    },
  };
}

/** A new connection proves itself; that of a reconnect existed before, with its earlier state and account. */
const neededSince = ({ requestedConnectionId, connectionId, at }: Intent): number =>
  requestedConnectionId === connectionId ? at : 0;

/**
 * Whether the connection has another account than the one that was confirmed. No report confirms that one: the user knows
 * the id already, and may have sent the session of a reconnect to a person who then signed in.
 */
export function isOtherAccount({ connection, confirmation }: StoredConnection): boolean {
  const [before, now] = [confirmation?.userId, connection.userData?.id];
  return Boolean(before) && Boolean(now) && before !== now;
}
