/** The words of `<ofauth-connection-status>`, loaded with what says them; `badge-strings.ts` has the first two. `{…}` stands for what is put there. */
import type { BadgeStringKey } from "./strings.js";
import type { PluralKey } from "../connect/strings.js";

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
  confirmInvalidate: "End the session of {name}? You can reconnect it later.",
  confirmDisconnect: "Disconnect {name}? This cannot be undone.",
  keep: "Keep",
  unnamed: "this account",
  nameless: "OnlyFans account",
  imported: "Imported",
  checked: "Checked {time}",
  permissions: "Permissions ({count})",
  stale: "Could not update. This is the last known status.",
  otherConnection: "A new connection was made. The one shown here has not changed.",
  announceOne: "{status}: {name}.",
  announceMany: "{count} connections: {status}.",
  announceManyExpired: "{count} connections need reconnecting.",
};

export type StatusStringKey = BadgeStringKey | keyof typeof statusStrings;
export type StatusTextKey = Exclude<StatusStringKey, PluralKey>;
