/** The buttons that make something happen at OFAuth, and what the page asks the demo's backend. */
import { make } from "./dom.js";
import type { HostCall } from "./callback-log.js";
import { worldPath, type World } from "./backend-state.js";

const key = "demo-calls-seen";

export interface AtOFAuthOptions {
  /** The host's code was called. */
  readonly called: (call: HostCall) => void;
  /** There is another newest connection, or none. */
  readonly newest: (id: string | undefined) => void;
}

export class AtOFAuth {
  readonly #options: AtOFAuthOptions;
  readonly #target: HTMLElement;
  readonly #outcome: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  /** One at a time, so that no call is shown twice. */
  #last: Promise<unknown> = Promise.resolve();
  /** A reading that has not begun yet. */
  #coming: Promise<void> | undefined;

  constructor(box: HTMLElement, target: HTMLElement, outcome: HTMLElement, options: AtOFAuthOptions) {
    this.#options = options;
    this.#target = target;
    this.#outcome = outcome;
    this.#buttons = [...box.querySelectorAll("button")];
    for (const button of this.#buttons) {
      button.addEventListener("click", () => void this.#press(button));
    }
  }

  /** Reads what there is now; calls in a row are one request. */
  read(): Promise<void> {
    this.#coming ??= this.#last.then(async () => {
      this.#coming = undefined;
      this.#show(await this.#ask({}));
    });
    return this.#coming;
  }

  async #press(button: HTMLButtonElement): Promise<void> {
    // Said anew, also when it is the same.
    this.#outcome.textContent = "";
    const world = await this.#ask({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ happening: button.value }),
    });
    this.#show(world);
    this.#outcome.textContent = outcome(world, button.dataset["next"]);
  }

  #ask(init: RequestInit): Promise<World> {
    const asked = this.#last.then(() => ask(init));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  #show({ newest, calls }: World): void {
    for (const call of calls) this.#options.called(call);
    this.#target.replaceChildren(...(newest ? ["To ", make("b", "", newest.name)] : ["Nothing is connected yet."]));
    // Not `disabled`: whoever has just pressed the button keeps the focus.
    for (const button of this.#buttons) button.ariaDisabled = newest ? null : "true";
    this.#options.newest(newest?.id);
  }
}

function outcome({ webhooks, calls }: World, next = ""): string {
  if (!webhooks) return "There is nothing to do.";
  const sent = webhooks.length === 0 ? "No webhook" : webhooks.join(", then ");
  const called =
    calls.length === 0 ? "Nothing new to the host." : `The host was told ${calls.map(({ name }) => name).join(", ")}.`;
  return `${sent} arrived. ${called} ${next}`;
}

/** What the host's code was called with is counted on over a redirect, in this tab. */
async function ask(init: RequestInit): Promise<World> {
  const seen = sessionStorage.getItem(key);
  const response = await fetch(seen === null ? worldPath : `${worldPath}?after=${seen}`, init);
  const world = (await response.json()) as World;
  sessionStorage.setItem(key, String(world.callsEver));
  return world;
}
