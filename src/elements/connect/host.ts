import type { ReactiveControllerHost } from "lit";
import type { AttemptSettings } from "../../browser/settings.js";
import type { Connection } from "../../protocol/connection.js";
import type { ConnectSettings, FlowSettings } from "../flow-settings.js";

/** Element of a connect controller: one that opens flows, or the host of a link. */
export interface ConnectHost extends ReactiveControllerHost, HTMLElement, Readonly<ConnectSettings> {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** The settings, with defaults for those that are undefined or null. */
  readSettings(): FlowSettings & AttemptSettings;
  /** Called when `state`, `result` or `message` may have changed. `verified`: confirmed after its attempt had ended. */
  connectChanged(verified?: Connection): void;
}
