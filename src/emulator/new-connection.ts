import type { Connection } from "../protocol/connection.js";
import { prefixedRandomId } from "./random-id.js";

/**
 * Creates a connection. Fields that are left out get defaults: active, created at `now`, not imported, without an
 * owner.
 */
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
