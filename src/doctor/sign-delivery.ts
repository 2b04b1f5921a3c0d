/** A webhook delivery, signed as OFAuth signs: in the way of its documentation, or in Svix's, which its SDK verifies. */
import { createHmac } from "node:crypto";
import type { Visit } from "./site-client.js";

export type Family = "OFAuth-Signature" | "svix-signature";

/** Of no type that OFAuth has: whoever verifies it knows nothing to do about it. */
export const deliveryBody = (at: number): string =>
  JSON.stringify({ type: "ofauth_elements.doctor", timestamp: new Date(at).toISOString(), data: {} });

export interface Delivery {
  readonly family: Family;
  readonly secret: string;
  /** By the clock that the signature names, in milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
  readonly body: string;
}

/** Undefined where the secret has no key for this family. */
export function signed({ family, secret, at, id, body }: Delivery): Visit | undefined {
  const seconds = String(Math.floor(at / 1000));
  const key = family === "svix-signature" ? svixKey(secret) : secret;
  if (!key) return undefined;
  const hmac = (content: string) => createHmac("sha256", key).update(content);
  const headers: Record<string, string> =
    family === "svix-signature"
      ? {
          "svix-id": id,
          "svix-timestamp": seconds,
          "svix-signature": `v1,${hmac(`${id}.${seconds}.${body}`).digest("base64")}`,
        }
      : { "ofauth-signature": `t=${seconds},v1=${hmac(`${seconds}.${body}`).digest("hex")}` };
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
}

function svixKey(secret: string): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}
