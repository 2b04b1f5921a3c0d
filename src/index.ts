/** Registers `<ofauth-connect>`, `<ofauth-connection-status>` and `<ofauth-connections>`, and exports what a page needs beside them. */
import "./connect.js";
import "./connection-status.js";
import "./connections.js";

export * from "./public.js";
