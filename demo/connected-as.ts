/** The line under the button with the connected account and a live badge: a typical reaction of a host to the event. */
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

  /** Stores the account that `user` connected. */
  remember(user: string, { connectionId: id, connection }: SuccessDetail): void {
    const { name, username } = connection?.userData ?? {};
    this.#connected = { user, id, name: `${name ?? id}${username ? ` (@${username})` : ""}` };
  }

  /** Shows the line when `user` connected the account; undefined hides it. */
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
