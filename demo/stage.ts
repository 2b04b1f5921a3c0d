/** Puts the options on the live elements and on the page that they stand in, and brings the elements of each view. */
import { OFAuthConnect } from "ofauth-elements/connect.js";
import { byId } from "./dom.js";
import type { Options } from "./options.js";
import { attributesOf, tags, viewOf, type Attribute, type View } from "./tags.js";

/** An id that OFAuth once gave and does not know any more. */
const deletedId = "conn_4e1b0c9fdeleted";

/** The page comes with the button's code; everything else is loaded for the view that needs it. */
const load: Readonly<Record<View, () => Promise<unknown>>> = {
  connect: () => Promise.resolve(),
  status: () => import("ofauth-elements/connection-status.js"),
  list: () => import("ofauth-elements/connections.js"),
  import: () => import("ofauth-elements/import.js"),
};

export class Stage {
  readonly #host = byId("host");
  readonly #button = byId("view-connect");
  readonly #brought = byId("view-brought");
  readonly #linkOrigin: string;
  #view: View = "connect";
  #newest: string | undefined;
  #attributes: readonly Attribute[] = [];
  #worldBefore: string | undefined;

  constructor(linkOrigin: string) {
    this.#linkOrigin = linkOrigin;
  }

  /** The newest connection of whoever is signed in, which only the backend knows. */
  set newest(id: string | undefined) {
    this.#newest = id;
  }

  /** Shows the options, and answers with what they come to as attributes. */
  apply(options: Options): readonly Attribute[] {
    const { host, width, dir, scheme, callback } = options;
    this.#host.dataset["host"] = host;
    this.#host.dataset["width"] = width;
    this.#host.dataset["scheme"] = scheme;
    this.#host.dir = dir;
    const view = viewOf(options);
    this.#attributes = attributesOf(options, this.#connectionId(options.connection));
    const isOtherWorld = this.#changeWorld(options);
    if (view !== this.#view) this.#bring(view);
    else if (isOtherWorld) this.#renew();
    this.#setAttributes();
    byId("manual").hidden = callback !== "manual";
    return this.#attributes;
  }

  #connectionId(choice: string): string | undefined {
    return choice === "deleted" ? deletedId : choice === "last" ? this.#newest : undefined;
  }

  /** Who is signed in and how OFAuth behaves are the backend's affair, which reads them in cookies. */
  #changeWorld({ user, scenario }: Options): boolean {
    const world = `${user} ${scenario}`;
    const isOther = this.#worldBefore !== undefined && this.#worldBefore !== world;
    this.#worldBefore = world;
    document.cookie = `demo_user=${user}; path=/; SameSite=Lax`;
    document.cookie = `demo_scenario=${scenario}; path=/; SameSite=Lax`;
    return isOther;
  }

  #bring(view: View): void {
    this.#view = view;
    this.#button.hidden = view !== "connect";
    this.#brought.hidden = view === "connect";
    this.#brought.replaceChildren();
    if (view === "connect") return;
    this.#brought.append(byId(`template-${view}`, HTMLTemplateElement).content.cloneNode(true));
    this.#setAttributes();
    void load[view]();
  }

  /** What was asked for ahead, and what is shown, belongs to the world before: taking an element out lets go of it. */
  #renew(): void {
    for (const element of this.#button.querySelectorAll(tags.connect.tag)) {
      if (element instanceof OFAuthConnect && !element.isOpen) element.replaceWith(element);
    }
    this.#brought.replaceChildren();
    // A page forgets what it knows of a user when no element shows it any more, and that is looked at after this task.
    setTimeout(() => this.#bring(this.#view));
  }

  #setAttributes(): void {
    const { tag, defaults } = tags[this.#view];
    const values = new Map(this.#attributes);
    for (const element of this.#host.querySelectorAll<HTMLElement>(tag)) {
      for (const [name, unset] of Object.entries(defaults)) {
        const value = values.get(name);
        if (name === element.dataset["keeps"]) continue;
        if (value !== undefined) element.setAttribute(name, value === true ? "" : value);
        // Without the attribute nothing would be offered.
        else if (name === "actions") element.setAttribute(name, unset);
        else element.removeAttribute(name);
      }
      // What a host does not have to write: its pages are OFAuth's, and these have an address of this machine.
      if ("mode" in defaults) element.setAttribute("link-origins", this.#linkOrigin);
    }
  }
}
