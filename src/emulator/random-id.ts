import { randomBytes } from "node:crypto";

/** An unguessable id with a prefix as OFAuth has them. Letters and digits only, so that it fits a path as it is. */
export const prefixedRandomId = (prefix: "cs" | "conn" | "req" | "msg" | "del"): string =>
  `${prefix}_${randomBytes(18).toString("hex")}`;
