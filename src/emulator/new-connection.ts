/** A connection as it begins. */
import type { Connection } from "../protocol/connection.js";
import { prefixedRandomId } from "./random-id.js";

/** Everything that `fields` leaves out gets a plausible value: active since `now`, not imported, of nobody that is known. */
export const newConnection = (fields: Partial<Connection>, now: string): Connection => ({
  id: prefixedRandomId("conn"),
  status: "active",
  permissions: ["profile:read"],
  expiredAt: null,
  createdAt: now,
  updatedAt: now,
  clientReferenceId: null,
  imported: false,
  // Imported connections are not health-checked (API reference: Account connections).
  lastCheckedAt: fields.imported ? null : now,
  userData: null,
  ...fields,
});
