/** Scenarios of the emulator that the demo offers. The page shows the labels, and the backend sets the switches. */
import type { ScenarioPatch } from "ofauth-elements/emulator";

export interface Scenario {
  /** Identifies the scenario in the page's address and in a cookie for the backend. */
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly patch: ScenarioPatch;
}

const group = (name: string, ...rows: [id: string, label: string, patch: ScenarioPatch][]): readonly Scenario[] =>
  rows.map(([id, label, patch]) => ({ id, group: name, label, patch }));

export const scenarios: readonly Scenario[] = [
  ...group("", ["fine", "Normal", {}]),
  ...group(
    "The hosted page",
    ["slow", "Slow: every response takes 3 s", { slow: 3000 }],
    ["silent", "Silent: sends no message", { silent: true }],
    ["no-loaded", "Never reports that it has loaded", { noLoaded: true }],
    ["refused-frame", "Refuses to be framed", { refusedFrame: true }],
    ["refuse-exit", "Ignores the request to exit", { refuseExit: true }],
    ["coop", "Severs its opener (COOP)", { coop: "same-origin" }],
  ),
  ...group(
    "The session",
    ["invalid-once", "Invalid once, then renewed", { invalidSession: "once" }],
    ["invalid-always", "Always invalid", { invalidSession: "always" }],
  ),
  ...group(
    "The login",
    ["account-locked", "Account locked", { error: "account_locked" }],
    ["2fa-failed", "Two-factor code rejected", { error: "2fa_failed" }],
    ["invalid-credentials", "Password rejected", { error: "invalid_credentials" }],
    ["new-code", "Unknown error code", { error: "moon_phase_mismatch" }],
  ),
  ...group(
    "The API",
    ["api-401", "401: wrong API key", { apiStatus: 401 }],
    ["api-429", "429: too many requests", { apiStatus: 429 }],
    ["api-500", "500: server error", { apiStatus: 500 }],
    ["whitelabel", "Whitelabel session: no hosted page", { whitelabel: true }],
    ["legacy-init", "Older response without a mode", { legacyInit: true }],
    ["unconfirmed", "Connections cannot be read", { connectionsStatus: 503 }],
    ["late", "New connections are listed 10 s late", { listLag: 10_000 }],
  ),
];
