/** What is done to a connection: sent once, never again by itself, and never twice at the same time. */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import { ConnectError } from "../protocol/error-codes.js";

/** For an id that must not become part of a request. */
export const noId = () => new ConnectError("misconfigured", "A connection's id begins with conn_.");

export interface MutationListener {
  /** `connection`: null when it is gone. */
  done(id: string, connection: Connection | null): void;
  /** It may have been done all the same. */
  failed(id: string): void;
}

export class Mutations {
  readonly #listener: MutationListener;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(listener: MutationListener) {
    this.#listener = listener;
  }

  /** Sends `kind` for `id`, or answers with the one that is under way. */
  async run<Result extends Connection | void>(
    kind: string,
    id: string,
    send: (id: string) => Promise<Result>,
  ): Promise<Result> {
    if (!isConnectionId(id)) throw noId();
    const key = `${kind} ${id}`;
    const running = this.#running.get(key) as Promise<Result> | undefined;
    if (running) return running;
    const action = send(id).then(
      (result) => {
        this.#running.delete(key);
        this.#listener.done(id, result ?? null);
        return result;
      },
      (error: unknown) => {
        this.#running.delete(key);
        this.#listener.failed(id);
        throw error;
      },
    );
    this.#running.set(key, action);
    return action;
  }
}
