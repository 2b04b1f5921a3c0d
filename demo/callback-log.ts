/** What the host's own code is told by the handler: its log, which the page shows beside its own events. */

/** One call of a function that the host gave to `createOFAuthHandler`. */
export interface HostCall {
  /** Counts from 1, so that a page can ask for what it has not seen. */
  readonly number: number;
  readonly name: "onConnected" | "onChanged" | "onDisconnected";
  readonly time: number;
  readonly detail: { readonly clientReferenceId: string };
}

/** As many as the page shows. */
const maxCalls = 200;

export class HostLog {
  #calls: readonly HostCall[] = [];
  #count = 0;

  /** A function that notes its calls. */
  notes(name: HostCall["name"]): (detail: HostCall["detail"]) => void {
    return (detail) => {
      this.#count += 1;
      this.#calls = [...this.#calls.slice(1 - maxCalls), { number: this.#count, name, time: Date.now(), detail }];
    };
  }

  get count(): number {
    return this.#count;
  }

  /** The calls about `user` after that number, oldest first. */
  after(number: number, user: string): readonly HostCall[] {
    return this.#calls.filter((call) => call.number > number && call.detail.clientReferenceId === user);
  }
}
