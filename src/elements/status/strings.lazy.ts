/** English strings of `<ofauth-connection-status>`, loaded with its first fetch; the first two are in `strings.ts`. `{…}` is a placeholder. */
import type { BadgeStringKey } from "./strings.js";

export const statusStrings = {
  status_none: "Not connected",
  status_active: "Active",
  status_awaiting_2fa: "Waiting for 2FA",
  status_expired: "Reconnect needed",
  status_unknown: "Unknown status",
  actionConnect: "Connect",
  actionReconnect: "Reconnect",
  actionRefresh: "Refresh",
  actionInvalidate: "End session",
  actionDisconnect: "Disconnect",
  confirmInvalidate: "End the session for {name}? You can reconnect later.",
  confirmDisconnect: "Disconnect {name}? This can’t be undone.",
  keep: "Keep",
  thisAccount: "this account",
  unnamedAccount: "OnlyFans account",
  imported: "Imported",
  checked: "Checked {time}",
  permissions: "Permissions ({count})",
  stale: "Couldn’t update. Showing the last known status.",
  newConnection: "A new connection was created. The one shown here hasn’t changed.",
  announceOne: "{status}: {name}.",
  announceMany: "{count} connections: {status}.",
  announceManyExpired: "{count} connections need reconnecting.",
};

export type StatusStringKey = BadgeStringKey | keyof typeof statusStrings;
/** Keys of strings that contain a number and have plural forms. */
export type PluralKey = "announceMany" | "announceManyExpired";
export type StatusTextKey = Exclude<StatusStringKey, PluralKey>;
