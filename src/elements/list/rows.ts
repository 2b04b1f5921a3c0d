/**
 * The rows of a list of connections, made by hand: each keeps its element for as long as its connection is there, with the
 * focus and the flow that may be in it. Lit's directive for this is a third of what the whole list weighs.
 */
import type { Connection } from "../../protocol/connection.js";
import type { OFAuthConnectionStatus } from "../status/element.js";

interface Row {
  readonly item: HTMLLIElement;
  readonly card: OFAuthConnectionStatus;
}

export class ConnectionRows {
  readonly list: HTMLUListElement;
  readonly #tell: (event: Event) => boolean;
  readonly #rows = new Map<string, Row>();
  /** The one whose flow is open: it stays, wherever its connection belongs by now, because the flow would go with it. */
  #held: string | undefined;

  /** `tell` dispatches what happens in a row. */
  constructor(document: Document, tell: (event: Event) => boolean) {
    this.#tell = tell;
    this.list = document.createElement("ul");
    this.list.part.add("list");
    this.list.tabIndex = -1;
    // WebKit takes a list without bullets for none.
    this.list.role = "list";
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  get items(): HTMLLIElement[] {
    return [...this.list.children] as HTMLLIElement[];
  }

  /** Has a row for each of `connections`, in their order, each set to `settings`. Without `connections`: none at all. */
  show(connections: readonly Connection[] | undefined, settings: Partial<OFAuthConnectionStatus>): void {
    const ids = new Set(connections?.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (ids.has(id) || (connections && id === this.#held)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    let place = this.list.firstElementChild;
    for (const connection of connections ?? []) {
      const { item, card } = this.#rows.get(connection.id) ?? this.#make(connection.id);
      const held = this.#held === undefined || ids.has(this.#held) ? undefined : this.#rows.get(this.#held)?.item;
      if (held && place === held) place = held.nextElementSibling;
      if (item === place) place = item.nextElementSibling;
      else this.list.insertBefore(item, place);
      Object.assign(card, settings, { connection });
    }
  }

  #make(id: string): Row {
    const { ownerDocument } = this.list;
    const item = ownerDocument.createElement("li");
    const card = ownerDocument.createElement("ofauth-connection-status");
    const row = { item, card };
    item.part.add("row");
    item.tabIndex = -1;
    card.variant = "card";
    card.setAttribute("exportparts", "base: card, badge, avatar, name, username, meta, actions, action, confirm");
    card.dispatchEvent = (event) => {
      if (event.type === "ofauth-state-change") this.#held = id;
      if (event.type === "ofauth-close") this.#held = undefined;
      return this.#tell(event);
    };
    item.append(card);
    this.#rows.set(id, row);
    return row;
  }
}
