/** Registers `<ofauth-connect>`, `<ofauth-connection-status>` and `<ofauth-connections>`, and exports their classes, events and types. */
import "./connect.js";
import "./connection-status.js";
import "./connections.js";

export * from "./public.js";
