/** Which events each element tells, without their `ofauth-`: for wrappers, and for the types of a template. */
const flow = [
  "before-open",
  "open",
  "load",
  "stall",
  "success",
  "cancel",
  "error",
  "close",
  "state-change",
  "session-renewed",
  "sandbox-info",
] as const;

export const connectEvents = flow;
/** Of a status, and of a list, which tells what happens in its rows. */
export const connectionEvents = [
  ...flow,
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
