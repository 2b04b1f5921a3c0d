import { adoptStyles, isServer, LitElement, type PropertyValues } from "lit";
import { settingsOf, type SettingsTable } from "./flow-settings.js";
import { importAgain } from "./import-again.js";

/** Base class of all elements: the defaults of their settings, and what a move to another document needs. */
export abstract class BaseElement<Settings> extends LitElement {
  /** The settings of this class. Not `properties`, which also has those of a single element, or of a page's subclass. @internal */
  static readonly settings: SettingsTable<object>;

  constructor() {
    super();
    Object.assign(this, this.readSettings());
  }

  /** The settings as they are now, with defaults for those that are undefined or null. @internal */
  readSettings(): Settings {
    return settingsOf((this.constructor as typeof BaseElement).settings as SettingsTable<Settings>, this);
  }

  /** A server (Lit SSR) does not know the language and the children: what it rendered is replaced, before it could be painted. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRoot } = this;
    if (!shadowRoot) return super.createRenderRoot();
    shadowRoot.replaceChildren();
    adoptStyles(shadowRoot, (this.constructor as typeof LitElement).elementStyles);
    return shadowRoot;
  }

  /** The element's first child that matches. A server knows no children. */
  protected findChild(selector: string): HTMLElement | null {
    return isServer ? null : this.querySelector<HTMLElement>(`:scope > ${selector}`);
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    // A page translator puts an element in the place of each text node, and Lit goes on setting the `data` of what is there.
    for (const element of this.renderRoot.querySelectorAll<HTMLElement & { data?: string }>("*")) {
      if (element.data !== undefined) element.replaceWith(element.data);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Browsers have invoker commands by now, and few pages give a function as an attribute.
    if (this.matches("[createsession],[requestinit]") || !("CommandEvent" in window))
      void loadRest().then((rest) => rest.attendTo(this));
  }

  adoptedCallback(): void {
    void loadRest().then((rest) => rest.readoptStyles(this));
  }
}

/** Loads what few pages need. */
const loadRest = () => importAgain(() => import("./unusual-pages.lazy.js"));
