/** Sends mutations of connections. Each is sent once, never retried, and never runs twice in parallel. */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import { ConnectError } from "../protocol/error-codes.js";

/** Creates the error for an id that is malformed and must not become part of a request. */
export const invalidConnectionId = () =>
  new ConnectError("misconfigured", "Invalid connection id: it must start with conn_.");

interface MutationListener {
  /** `connection` is null when it no longer exists. */
  onSuccess(id: string, connection: Connection | null): void;
  /** The request failed; the host may have carried it out all the same. */
  onError(id: string): void;
}

export class Mutations {
  readonly #listener: MutationListener;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(listener: MutationListener) {
    this.#listener = listener;
  }

  /** Runs the mutation `name` of the connection `id`. If it is already running, returns its promise. */
  async run<Result extends Connection | void>(
    name: string,
    id: string,
    send: (id: string) => Promise<Result>,
  ): Promise<Result> {
    if (!isConnectionId(id)) throw invalidConnectionId();
    const key = `${name} ${id}`;
    const running = this.#running.get(key) as Promise<Result> | undefined;
    if (running) return running;
    const mutation = send(id).then(
      (result) => {
        this.#running.delete(key);
        this.#listener.onSuccess(id, result ?? null);
        return result;
      },
      (error: unknown) => {
        this.#running.delete(key);
        this.#listener.onError(id);
        throw error;
      },
    );
    this.#running.set(key, mutation);
    return mutation;
  }
}
