/** The line under the button that says who was connected with it, and a live badge: what many hosts do with the event. */
import type { SuccessDetail } from "ofauth-elements";
import { make } from "./dom.js";

interface Connected {
  readonly user: string;
  readonly id: string;
  readonly name: string;
}

export class ConnectedAs {
  readonly #line: HTMLElement;
  #connected: Connected | undefined;
  #shown: Connected | undefined;

  constructor(line: HTMLElement) {
    this.#line = line;
  }

  remember(user: string, { connectionId: id, connection }: SuccessDetail): void {
    const { name, username } = connection?.userData ?? {};
    this.#connected = { user, id, name: `${name ?? id}${username ? ` (@${username})` : ""}` };
  }

  /** Shows it to the user who has connected; undefined: to nobody. */
  show(user: string | undefined): void {
    const connected = this.#connected?.user === user ? this.#connected : undefined;
    if (connected === this.#shown) return;
    this.#shown = connected;
    this.#line.hidden = !connected;
    if (!connected) return this.#line.replaceChildren();
    const badge = make("ofauth-connection-status", "");
    badge.id = "connected-badge";
    badge.setAttribute("connection-id", connected.id);
    badge.setAttribute("actions", "");
    this.#line.replaceChildren(make("span", "", `Connected: ${connected.name}`), badge);
    void import("ofauth-elements/connection-status.js");
  }
}
