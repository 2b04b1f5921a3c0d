/**
 * The rows of the list. They are created by hand, so that a connection keeps its element, with the focus and the flow that may
 * be in it, for as long as it is listed. Lit's directive for this is a third of the size of the whole list.
 */
import type { Connection } from "../../protocol/connection.js";
import type { OFAuthConnectionStatus } from "../status/element.js";

interface Row {
  readonly item: HTMLLIElement;
  readonly card: OFAuthConnectionStatus;
}

/** The `<ul>` of connection cards, keyed by connection id. */
export class ConnectionRows {
  readonly #host: HTMLElement;
  readonly #dispatch: (event: Event) => boolean;
  readonly #rows = new Map<string, Row>();
  #list: HTMLUListElement | undefined;
  /** Id of the connection whose flow is open. Its row stays even when it belongs on another page: removing it would end the flow. */
  #pinned: string | undefined;
  /** The element that had the focus before an update, and the index of its row. */
  #focused: { readonly element: Element; readonly row: number } | undefined;

  /** @param dispatch - Dispatches the events of the rows. */
  constructor(host: HTMLElement, dispatch: (event: Event) => boolean) {
    this.#host = host;
    this.#dispatch = dispatch;
  }

  /** Created when it is first needed: a server has no document. */
  get list(): HTMLUListElement {
    if (this.#list) return this.#list;
    const list = (this.#list = this.#host.ownerDocument.createElement("ul"));
    list.part.add("list");
    list.tabIndex = -1;
    // WebKit does not expose a list without bullets as a list.
    list.role = "list";
    return list;
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  get #items(): HTMLLIElement[] {
    return [...this.list.children] as HTMLLIElement[];
  }

  /** Shows one row for each connection, in this order, and applies `settings` to each card. Undefined removes all rows. */
  show(connections: readonly Connection[] | undefined, settings: Partial<OFAuthConnectionStatus>): void {
    const ids = new Set(connections?.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (ids.has(id) || (connections && id === this.#pinned)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    if (!connections?.length) return;
    let next = this.list.firstElementChild;
    for (const connection of connections) {
      const { item, card } = this.#rows.get(connection.id) ?? this.#create(connection.id);
      const pinned =
        this.#pinned === undefined || ids.has(this.#pinned) ? undefined : this.#rows.get(this.#pinned)?.item;
      if (pinned && next === pinned) next = pinned.nextElementSibling;
      if (item === next) next = item.nextElementSibling;
      else this.list.insertBefore(item, next);
      Object.assign(card, settings, { connection });
    }
  }

  /** Notes before an update which element has the focus. */
  rememberFocus(root: ShadowRoot | null): void {
    const element = root?.activeElement;
    this.#focused = element ? { element, row: this.#items.findIndex((item) => item.contains(element)) } : undefined;
  }

  /** After an update that removed the focused element, focuses what took its place. */
  restoreFocus(root: ParentNode): void {
    const focused = this.#focused;
    if (!focused || focused.element.isConnected) return;
    const items = this.#items;
    const next = focused.row < 0 ? undefined : (items[focused.row] ?? items.at(-1));
    (next ?? root.querySelector<HTMLElement>("[tabindex]"))?.focus();
  }

  #create(id: string): Row {
    const { ownerDocument } = this.list;
    const item = ownerDocument.createElement("li");
    const card = ownerDocument.createElement("ofauth-connection-status");
    const row = { item, card };
    item.part.add("row");
    item.tabIndex = -1;
    card.variant = "card";
    card.setAttribute("exportparts", "base: card, badge, avatar, name, username, meta, actions, action, confirm");
    card.dispatchEvent = (event) => {
      if (event.type === "ofauth-state-change") this.#pinned = id;
      if (event.type === "ofauth-close") this.#pinned = undefined;
      return this.#dispatch(event);
    };
    item.append(card);
    this.#rows.set(id, row);
    return row;
  }
}
