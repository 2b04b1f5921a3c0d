/**
 * What the browser reports is a hint. Here it becomes a fact: the connection exists, belongs to the user, and the host has
 * been told of it, once for each attempt.
 */
import type { Connection } from "../protocol/connection.js";
import type { Caller } from "./caller.js";
import type { OFAuthApi } from "./ofauth-api.js";
import { dropOldest } from "./one-time.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { findOwn } from "./ownership.js";
import { Refusal } from "./refusal.js";

export interface Claimed {
  /** `FlowRecord.nonce`: one start of one attempt can attach one connection. */
  readonly nonce: string;
  readonly connectionId: string;
  /** The host knows already. */
  readonly told: boolean;
}

/**
 * The user's connection, or undefined when it is not his. Throws a 500 when `onConnected` does, and what the call to
 * OFAuth throws; both can be tried again.
 */
export type Confirm = (claimed: Claimed, caller: Caller, client: AbortSignal) => Promise<Connection | undefined>;

interface Telling {
  readonly connectionId: string;
  readonly done: Promise<unknown>;
}

export function createConfirm(api: OFAuthApi, onConnected: OFAuthHandlerOptions["onConnected"]): Confirm {
  // Also of those that are being told now: the retry of a request whose answer was lost waits for the first one.
  const tellings = new Map<string, Telling>();

  async function tell(nonce: string, connection: Connection, clientReferenceId: string): Promise<boolean> {
    let telling = tellings.get(nonce);
    if (!telling) {
      telling = { connectionId: connection.id, done: (async () => onConnected?.({ connection, clientReferenceId }))() };
      tellings.set(nonce, telling);
      dropOldest(tellings);
    }
    try {
      await telling.done;
    } catch (error) {
      if (tellings.get(nonce) === telling) tellings.delete(nonce);
      throw new Refusal(500, "server_error", "The host could not save the connection.", { cause: error });
    }
    return telling.connectionId === connection.id;
  }

  return async ({ nonce, connectionId, told }, caller, client) => {
    const connection = await findOwn(api, connectionId, caller.clientReferenceId, client);
    if (!connection) return undefined;
    const settled = told || (await tell(nonce, connection, caller.clientReferenceId));
    return settled ? connection : undefined;
  };
}
