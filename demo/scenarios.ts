/** The ways in which the demo lets OFAuth misbehave. The page shows the words, the backend sets the emulator's switches. */
import type { ScenarioPatch } from "ofauth-elements/emulator";

export interface Scenario {
  /** Its name in the page's address, and in the cookie that tells the backend. */
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly patch: ScenarioPatch;
}

const group = (name: string, ...rows: [id: string, label: string, patch: ScenarioPatch][]): readonly Scenario[] =>
  rows.map(([id, label, patch]) => ({ id, group: name, label, patch }));

export const scenarios: readonly Scenario[] = [
  ...group("", ["fine", "As it should", {}]),
  ...group(
    "The hosted page",
    ["slow", "Slow: 3 s for every answer", { slow: 3000 }],
    ["silent", "Silent: sends no message", { silent: true }],
    ["no-loaded", "Never says that it has loaded", { noLoaded: true }],
    ["refused-frame", "Refuses to be framed", { refusedFrame: true }],
    ["refuse-exit", "Ignores the wish to leave", { refuseExit: true }],
    ["coop", "Severs its popup (COOP)", { coop: "same-origin" }],
  ),
  ...group(
    "The session",
    ["invalid-once", "Unknown once, then renewed", { invalidSession: "once" }],
    ["invalid-always", "Unknown always", { invalidSession: "always" }],
  ),
  ...group(
    "The login",
    ["account-locked", "Account locked", { error: "account_locked" }],
    ["2fa-failed", "Two-factor code refused", { error: "2fa_failed" }],
    ["invalid-credentials", "Password refused in the end", { error: "invalid_credentials" }],
    ["new-code", "An error code of next year", { error: "moon_phase_mismatch" }],
  ),
  ...group(
    "The API",
    ["api-401", "401: wrong API key", { apiStatus: 401 }],
    ["api-429", "429: too many requests", { apiStatus: 429 }],
    ["api-500", "500: out of order", { apiStatus: 500 }],
    ["whitelabel", "Whitelabel: no page to open", { whitelabel: true }],
    ["legacy-init", "Older answer without a mode", { legacyInit: true }],
    ["unconfirmed", "Connections cannot be read", { connectionsStatus: 503 }],
  ),
];
