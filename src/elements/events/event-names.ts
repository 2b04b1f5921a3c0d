/** Names of the events that each element emits, without `ofauth-`. The wrappers and the types of templates derive from them. */

/** Of `<ofauth-connect>`, and of every element that opens a flow. */
export const connectEvents = [
  "before-open",
  "open",
  "load",
  "stall",
  "success",
  "cancel",
  "error",
  "close",
  "verified",
  "state-change",
  "session-renewed",
  "sandbox-info",
] as const;

/** Of `<ofauth-connection-status>`, and of `<ofauth-connections>`, which emits the events of its rows. */
export const connectionEvents = [
  ...connectEvents,
  "status-change",
  "before-invalidate",
  "invalidated",
  "before-disconnect",
  "disconnected",
] as const;
export const importEvents = ["imported", "error"] as const;

export type ConnectEventName = (typeof connectEvents)[number];
export type ConnectionEventName = (typeof connectionEvents)[number];
export type ImportEventName = (typeof importEvents)[number];

/** Full name of an event. */
export type OFAuthEventName = `ofauth-${ConnectionEventName | ImportEventName}`;
