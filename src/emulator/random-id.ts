import { randomBytes } from "node:crypto";

/**
 * Creates an unguessable id with a prefix of OFAuth's. It has only letters and digits, so it needs no escaping in a
 * path.
 */
export const prefixedRandomId = (prefix: "cs" | "conn" | "req" | "msg" | "del"): string =>
  `${prefix}_${randomBytes(18).toString("hex")}`;
