/**
 * What the browser reports is a hint. Here it becomes a fact: the connection exists, belongs to the user, and the host has
 * been told of it, once for each attempt.
 */
import type { Connection } from "../protocol/connection.js";
import type { Caller } from "./caller.js";
import { ClientGoneError, DeadlineError, withDeadline, type StartTimer } from "./deadline.js";
import type { OFAuthApi } from "./ofauth-api.js";
import { dropOldest } from "./bounded.js";
import type { OFAuthHandlerOptions } from "./options.js";
import { findOwn } from "./ownership.js";
import { Refusal } from "./refusal.js";

const deadlineMs = 10_000;

export interface Claimed {
  /** `FlowRecord.nonce`: one start of one attempt can attach one connection. */
  readonly nonce: string;
  readonly connectionId: string;
  /** The host knows already. */
  readonly told: boolean;
}

/**
 * The user's connection, or undefined when it is not his. Throws a 500 when `onConnected` does, a 504 when it takes too
 * long, and what the call to OFAuth throws; all of them can be tried again.
 */
export type Confirm = (claimed: Claimed, caller: Caller, client: AbortSignal) => Promise<Connection | undefined>;

interface Telling {
  readonly connectionId: string;
  readonly done: Promise<unknown>;
}

export function createConfirm(
  api: OFAuthApi,
  onConnected: OFAuthHandlerOptions["onConnected"],
  timer: StartTimer,
): Confirm {
  // Also of those that are being told now: the retry of a request whose answer was lost waits for the first one.
  const tellings = new Map<string, Telling>();

  function startTelling(nonce: string, connection: Connection, clientReferenceId: string): Telling {
    const done = (async () => onConnected?.({ connection, clientReferenceId }))();
    const telling = { connectionId: connection.id, done };
    tellings.set(nonce, telling);
    dropOldest(tellings);
    // Also when it fails after everybody has stopped waiting for it.
    done.catch(() => tellings.delete(nonce));
    return telling;
  }

  async function tell(nonce: string, connection: Connection, caller: Caller, client: AbortSignal): Promise<boolean> {
    const { connectionId, done } = tellings.get(nonce) ?? startTelling(nonce, connection, caller.clientReferenceId);
    try {
      await withDeadline(() => done, { ms: deadlineMs, timer, client });
    } catch (error) {
      // The telling itself goes on: it must not run twice at the same time.
      if (error instanceof DeadlineError) {
        throw new Refusal(504, "timeout", "The host did not save the connection in time.");
      }
      if (error instanceof ClientGoneError) throw error;
      throw new Refusal(500, "server_error", "The host could not save the connection.", { cause: error });
    }
    return connectionId === connection.id;
  }

  return async ({ nonce, connectionId, told }, caller, client) => {
    const connection = await findOwn(api, connectionId, caller.clientReferenceId, client);
    if (!connection) return undefined;
    const settled = told || (await tell(nonce, connection, caller, client));
    return settled ? connection : undefined;
  };
}
