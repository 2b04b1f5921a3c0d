/** The panel whose buttons simulate events at OFAuth. Reads the state of the backend for the whole page. */
import { make } from "./dom.js";
import type { CallbackCall } from "./callback-log.js";
import { backendStatePath, type BackendState } from "./backend-state.js";

const key = "demo-calls-seen";

interface OFAuthPanelOptions {
  /** Called for each call of the host's callbacks. */
  readonly onCall: (call: CallbackCall) => void;
  /** Called with the id of the user's newest connection, or undefined. */
  readonly onNewest: (id: string | undefined) => void;
}

export class OFAuthPanel {
  readonly #options: OFAuthPanelOptions;
  readonly #target: HTMLElement;
  readonly #outcome: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  /** The last request. One at a time, so that no call is shown twice. */
  #lastRequest: Promise<unknown> = Promise.resolve();
  /** An update that waits for the last request. */
  #pendingUpdate: Promise<void> | undefined;

  constructor(panel: HTMLElement, target: HTMLElement, outcome: HTMLElement, options: OFAuthPanelOptions) {
    this.#options = options;
    this.#target = target;
    this.#outcome = outcome;
    this.#buttons = [...panel.querySelectorAll("button")];
    for (const button of this.#buttons) {
      button.addEventListener("click", () => void this.#simulate(button));
    }
  }

  /** Fetches the state of the backend. Several calls in a row make one request. */
  update(): Promise<void> {
    this.#pendingUpdate ??= this.#lastRequest.then(async () => {
      this.#pendingUpdate = undefined;
      this.#show(await this.#request({}));
    });
    return this.#pendingUpdate;
  }

  async #simulate(button: HTMLButtonElement): Promise<void> {
    // Screen readers announce the text again, even when it does not change.
    this.#outcome.textContent = "";
    const state = await this.#request({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ event: button.value }),
    });
    this.#show(state);
    this.#outcome.textContent = describeOutcome(state, button.dataset["next"]);
  }

  #request(init: RequestInit): Promise<BackendState> {
    const response = this.#lastRequest.then(() => fetchState(init));
    this.#lastRequest = response.catch(() => undefined);
    return response;
  }

  #show({ newest, calls }: BackendState): void {
    for (const call of calls) this.#options.onCall(call);
    this.#target.replaceChildren(...(newest ? ["To ", make("b", "", newest.name)] : ["Nothing is connected yet."]));
    // Not `disabled`, with which a button that was just pressed would lose the focus.
    for (const button of this.#buttons) button.ariaDisabled = newest ? null : "true";
    this.#options.onNewest(newest?.id);
  }
}

function describeOutcome({ webhooks, calls }: BackendState, next = ""): string {
  if (!webhooks) return "Not possible for this connection.";
  const sent = webhooks.length === 0 ? "No webhook" : webhooks.join(", then ");
  const called =
    calls.length === 0 ? "No callback was called." : `The handler called ${calls.map(({ name }) => name).join(", ")}.`;
  return `${sent} delivered. ${called} ${next}`;
}

/** Fetches the state. The number of the last call survives a redirect in this tab. */
async function fetchState(init: RequestInit): Promise<BackendState> {
  const lastSeen = sessionStorage.getItem(key);
  const response = await fetch(lastSeen === null ? backendStatePath : `${backendStatePath}?after=${lastSeen}`, init);
  const state = (await response.json()) as BackendState;
  sessionStorage.setItem(key, String(state.totalCalls));
  return state;
}
