/** Signs webhook deliveries in both formats of OFAuth: that of its documentation, and Svix's, which its SDK verifies. */
import { createHmac } from "node:crypto";
import type { SiteRequest } from "./site-client.js";

export type SignatureFormat = "OFAuth-Signature" | "svix-signature";

/** Body of a delivery whose type OFAuth does not have, so that a host that verifies it ignores it. */
export const deliveryBody = (at: number): string =>
  JSON.stringify({ type: "ofauth_elements.doctor", timestamp: new Date(at).toISOString(), data: {} });

interface Delivery {
  readonly format: SignatureFormat;
  readonly secret: string;
  /** Time of the signature, in milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
  readonly body: string;
}

/** Returns the signed request; undefined when `secret` is no key for the format. */
export function signDelivery({ format, secret, at, id, body }: Delivery): SiteRequest | undefined {
  const seconds = String(Math.floor(at / 1000));
  const key = format === "svix-signature" ? svixKey(secret) : secret;
  if (!key) return undefined;
  const hmac = (content: string) => createHmac("sha256", key).update(content);
  const headers: Record<string, string> =
    format === "svix-signature"
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
