import { randomBytes } from "node:crypto";

/** An unguessable id with one of OFAuth's prefixes. Letters and digits only, so that it fits a path as it is. */
export const randomId = (prefix: "cs" | "conn" | "req"): string => `${prefix}_${randomBytes(18).toString("hex")}`;
