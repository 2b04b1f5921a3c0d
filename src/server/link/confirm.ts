/**
 * What the browser reports is a hint. Here it becomes a fact: the connection exists, belongs to the user, and the host has
 * been told of it, once for each attempt. This is also what claims the connection (`claims.ts`).
 */
import type { Connection } from "../../protocol/connection.js";
import type { Caller } from "../authorize.js";
import { evictOldest } from "../http/evict-oldest.js";
import type { StartTimer } from "../http/timeout.js";
import { ATTEMPT_SECONDS } from "./attempt-record.js";
import { callOnConnected, waitForOnConnected } from "./on-connected.js";
import type { ChangeRecorder } from "../connections/record-change.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { findOwnConnection } from "../connections/list-all.js";
import { HttpError } from "../http/http-error.js";
import type { Store } from "../store/store.js";

/** How long another process may be at it before it is taken to have stopped. */
const tellingSeconds = 60;

export interface ConfirmRequest {
  /** `FlowRecord.nonce`: one start of one attempt can attach one connection. */
  readonly nonce: string;
  readonly connectionId: string;
  /** The host knows already. */
  readonly told: boolean;
}

/**
 * The user's connection, or undefined when it is not his. Throws a 500 when `onConnected` does, a 504 when it takes too
 * long, a 503 while another process is telling the host, and what the call to OFAuth throws; all of them can be tried again.
 */
export type Confirm = (claimed: ConfirmRequest, caller: Caller, client: AbortSignal) => Promise<Connection | undefined>;

export interface ConfirmParts {
  readonly api: OFAuthApi;
  readonly store: Store;
  readonly known: ChangeRecorder;
  readonly onConnected: OFAuthHandlerOptions["onConnected"];
  readonly timer: StartTimer;
  readonly now: () => number;
}

interface Telling {
  readonly connectionId: string;
  /** Whether the connection is the one that this nonce attaches. */
  readonly done: Promise<boolean>;
}

export function createConfirm({ api, store, known, onConnected, timer, now }: ConfirmParts): Confirm {
  // Also of those that are being told now: the retry of a request whose answer was lost waits for the first one.
  const tellings = new Map<string, Telling>();

  function startTelling(nonce: string, connection: Connection, clientReferenceId: string): Telling {
    const done = tellOnce(nonce, connection, clientReferenceId);
    const telling = { connectionId: connection.id, done };
    tellings.set(nonce, telling);
    evictOldest(tellings);
    // Also when it fails after everybody has stopped waiting for it.
    done.catch(() => tellings.delete(nonce));
    return telling;
  }

  /** The map above knows this process only; the store knows the others too. */
  async function tellOnce(nonce: string, connection: Connection, clientReferenceId: string): Promise<boolean> {
    const told = `told:${nonce}:${connection.id}`;
    if (!(await store.claim(`telling:${nonce}`, tellingSeconds))) {
      throw new HttpError(503, "server_error", "The connection is being saved just now.", { retryAfter: 1 });
    }
    try {
      // Asked only now: another process may have ended between the two questions.
      if (await store.isClaimed(told)) return true;
      if (await store.isClaimed(`used:${nonce}`)) return false;
      await callOnConnected(onConnected, { connection, clientReferenceId });
      await store.claim(told, ATTEMPT_SECONDS);
      await store.claim(`used:${nonce}`, ATTEMPT_SECONDS);
      return true;
    } finally {
      await store.release(`telling:${nonce}`);
    }
  }

  async function tell(nonce: string, connection: Connection, caller: Caller, client: AbortSignal): Promise<boolean> {
    const { connectionId, done } = tellings.get(nonce) ?? startTelling(nonce, connection, caller.clientReferenceId);
    const isAttached = await waitForOnConnected(done, timer, client);
    return isAttached && connectionId === connection.id;
  }

  return async ({ nonce, connectionId, told }, caller, client) => {
    const askedAt = now();
    const connection = await findOwnConnection(api, connectionId, caller.clientReferenceId, client);
    if (!connection) return undefined;
    if (!told && !(await tell(nonce, connection, caller, client))) return undefined;
    await known.confirmed(connection, caller.clientReferenceId, askedAt);
    return connection;
  };
}
