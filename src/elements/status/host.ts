import type { LitElement } from "lit";
import type { ConnectResult } from "../../connect/result.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { FlowSettings } from "../flow-settings.js";
import type { ObserverHost } from "./connection-observer.js";

/** What the lazy half of the status element needs of its element. */
export interface StatusHost extends LitElement, ObserverHost, Pick<FlowSettings, "mode" | "prefetch"> {
  readonly requestUpdate: LitElement["requestUpdate"];
  readonly variant: "badge" | "card";
  readonly actions: string;
  readonly status: ConnectionStatusName;
  /** Opens the flow, see `OFAuthConnectionStatus.reconnect()`. */
  reconnect(): Promise<ConnectResult>;
}
