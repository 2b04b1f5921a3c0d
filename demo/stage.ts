/** The area with the elements: applies the options to them and to the host page around them, and switches between views. */
import { OFAuthConnect } from "ofauth-elements/connect.js";
import { byId } from "./dom.js";
import type { Options } from "./options.js";
import { attributesOf, tags, viewOf, type Attribute, type View } from "./tags.js";

/** Id of a connection that does not exist any more. */
const deletedId = "conn_4e1b0c9fdeleted";

/** The page loads the button; every other element is loaded with its view. */
const load: Readonly<Record<View, () => Promise<unknown>>> = {
  connect: () => Promise.resolve(),
  status: () => import("ofauth-elements/connection-status.js"),
  list: () => import("ofauth-elements/connections.js"),
  import: () => import("ofauth-elements/import.js"),
};

export class Stage {
  readonly #host = byId("host");
  readonly #connectView = byId("view-connect");
  readonly #otherViews = byId("other-views");
  readonly #linkOrigin: string;
  #view: View = "connect";
  #newestId: string | undefined;
  #attributes: readonly Attribute[] = [];
  #environment: string | undefined;

  constructor(linkOrigin: string) {
    this.#linkOrigin = linkOrigin;
  }

  /** Id of the signed-in user's newest connection. */
  set newestId(id: string | undefined) {
    this.#newestId = id;
  }

  /** Applies the options and returns the attributes that result from them. */
  apply(options: Options): readonly Attribute[] {
    const { host, width, dir, scheme, callback } = options;
    this.#host.dataset["host"] = host;
    this.#host.dataset["width"] = width;
    this.#host.dataset["scheme"] = scheme;
    this.#host.dir = dir;
    const view = viewOf(options);
    this.#attributes = attributesOf(options, this.#connectionId(options.connection));
    const hasChanged = this.#updateEnvironment(options);
    if (view !== this.#view) this.#showView(view);
    else if (hasChanged) this.#resetElements();
    this.#setAttributes();
    byId("manual").hidden = callback !== "manual";
    return this.#attributes;
  }

  #connectionId(choice: string): string | undefined {
    return choice === "deleted" ? deletedId : choice === "last" ? this.#newestId : undefined;
  }

  /** Sets the cookies by which the backend knows the user and the scenario. Returns whether one of them changed. */
  #updateEnvironment({ user, scenario }: Options): boolean {
    const environment = `${user} ${scenario}`;
    const hasChanged = this.#environment !== undefined && this.#environment !== environment;
    this.#environment = environment;
    document.cookie = `demo_user=${user}; path=/; SameSite=Lax`;
    document.cookie = `demo_scenario=${scenario}; path=/; SameSite=Lax`;
    return hasChanged;
  }

  #showView(view: View): void {
    this.#view = view;
    this.#connectView.hidden = view !== "connect";
    this.#otherViews.hidden = view === "connect";
    this.#otherViews.replaceChildren();
    if (view === "connect") return;
    this.#otherViews.append(byId(`template-${view}`, HTMLTemplateElement).content.cloneNode(true));
    this.#setAttributes();
    void load[view]();
  }

  /** Discards prefetched sessions and shown connections, which belong to the previous user or scenario. */
  #resetElements(): void {
    for (const element of this.#connectView.querySelectorAll(tags.connect.tag)) {
      if (element instanceof OFAuthConnect && !element.isOpen) element.replaceWith(element);
    }
    this.#otherViews.replaceChildren();
    // The client cache discards its data when no element uses it any more, and checks that after this task.
    setTimeout(() => this.#showView(this.#view));
  }

  #setAttributes(): void {
    const { tag, defaults } = tags[this.#view];
    const values = new Map(this.#attributes);
    for (const element of this.#host.querySelectorAll<HTMLElement>(tag)) {
      for (const [name, unset] of Object.entries(defaults)) {
        const value = values.get(name);
        if (name === element.dataset["keeps"]) continue;
        if (value !== undefined) element.setAttribute(name, value === true ? "" : value);
        // Without the attribute, the element offers no action.
        else if (name === "actions") element.setAttribute(name, unset);
        else element.removeAttribute(name);
      }
      // Only for the emulator: with OFAuth itself, the default is right.
      if ("mode" in defaults) element.setAttribute("link-origins", this.#linkOrigin);
    }
  }
}
