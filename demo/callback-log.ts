/** Log of the calls of the host's callbacks, which the page shows among its own events. */

/** One call of a callback that the host passed to `createOFAuthHandler`. */
export interface CallbackCall {
  /** Counts from 1, so that a page can request the calls that it has not shown. */
  readonly number: number;
  readonly name: "onConnected" | "onChanged" | "onDisconnected";
  /** In milliseconds since the epoch. */
  readonly time: number;
  readonly detail: { readonly clientReferenceId: string };
}

/** As many as the page shows. */
const maxCalls = 200;

export class CallbackLog {
  #calls: readonly CallbackCall[] = [];
  #count = 0;

  /** Returns a callback that records its calls. */
  record(name: CallbackCall["name"]): (detail: CallbackCall["detail"]) => void {
    return (detail) => {
      this.#count += 1;
      this.#calls = [...this.#calls.slice(1 - maxCalls), { number: this.#count, name, time: Date.now(), detail }];
    };
  }

  get count(): number {
    return this.#count;
  }

  /** Calls for `user` after the given number, oldest first. */
  after(number: number, user: string): readonly CallbackCall[] {
    return this.#calls.filter((call) => call.number > number && call.detail.clientReferenceId === user);
  }
}
