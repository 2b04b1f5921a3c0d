/** Puts the options on the live elements and on the page that they stand in. */
import type { OFAuthConnect } from "ofauth-elements";
import { byId } from "./dom.js";
import type { Options } from "./options.js";
import type { TagOptions } from "./snippets.js";

/** An id that OFAuth once gave and does not know any more. */
const deletedId = "conn_4e1b0c9fdeleted";

export class Stage {
  readonly #host = byId("host");
  readonly #elements: readonly OFAuthConnect[];
  #lastConnection: string | undefined;
  #worldBefore: string | undefined;

  constructor(linkOrigin: string) {
    this.#elements = [...this.#host.querySelectorAll<OFAuthConnect>("ofauth-connect")];
    // What a host does not have to write: its pages are OFAuth's, and these have an address of this machine.
    for (const element of this.#elements) element.setAttribute("link-origins", linkOrigin);
  }

  /** Shows the options, and answers with what they come to as attributes. */
  apply(options: Options): TagOptions {
    const { host, width, dir, scheme } = options;
    this.#host.dataset["host"] = host;
    this.#host.dataset["width"] = width;
    this.#host.dataset["scheme"] = scheme;
    this.#host.dir = dir;
    this.#changeWorld(options);
    const { mode, prefetch, theme, callback, endpoint, label, disabled } = options;
    const connectionId = this.#connectionId(options.connection);
    const tag: TagOptions = { mode, prefetch, theme, callback, endpoint, label, disabled, connectionId };
    for (const element of this.#elements) {
      setOrRemove(element, "mode", mode, "auto");
      setOrRemove(element, "connection-id", connectionId ?? "", "");
      setOrRemove(element, "endpoint", endpoint, "");
      setOrRemove(element, "prefetch", prefetch, "intent");
      setOrRemove(element, "theme", theme, "auto");
      setOrRemove(element, "callback", callback, "auto");
      setOrRemove(element, "label", label, "");
      element.toggleAttribute("disabled", disabled);
    }
    byId("manual").hidden = callback !== "manual";
    return tag;
  }

  /** The newest connection of whoever is signed in, which only the backend knows. */
  async readLastConnection(): Promise<void> {
    const response = await fetch("/demo/last-connection");
    const { id } = (await response.json()) as { id: string | null };
    this.#lastConnection = id ?? undefined;
  }

  #connectionId(choice: string): string | undefined {
    return choice === "deleted" ? deletedId : choice === "last" ? this.#lastConnection : undefined;
  }

  /** Who is signed in and how OFAuth behaves are the backend's affair, which reads them in cookies. */
  #changeWorld({ user, scenario }: Options): void {
    const world = `${user} ${scenario}`;
    if (world === this.#worldBefore) return;
    document.cookie = `demo_user=${user}; path=/; SameSite=Lax`;
    document.cookie = `demo_scenario=${scenario}; path=/; SameSite=Lax`;
    // A session that was asked for ahead belongs to the world before: taking an element out lets go of it.
    if (this.#worldBefore !== undefined) for (const element of this.#elements) replace(element);
    this.#worldBefore = world;
  }
}

function setOrRemove(element: HTMLElement, name: string, value: string, unset: string): void {
  if (value === unset) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function replace(element: OFAuthConnect): void {
  if (!element.isOpen) element.replaceWith(element);
}
