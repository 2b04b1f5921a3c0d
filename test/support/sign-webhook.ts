/** Signs webhooks as OFAuth does, in both signature schemes. */
import { createHmac } from "node:crypto";

export const svixSecret = `whsec_${Buffer.from("0123456789abcdefghijklmn").toString("base64")}`;
export const plainSecret = "a plain secret of thirty letters";

const decodeKey = (secret: string) =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);

const hmac = (key: Uint8Array | string, prefix: string, body: Uint8Array | string) =>
  createHmac("sha256", key).update(prefix).update(body);

/** Returns the hexadecimal `v1` of `OFAuth-Signature`. */
export const ofauthDigest = (body: Uint8Array | string, seconds: number, key: Uint8Array | string = plainSecret) =>
  hmac(key, `${seconds}.`, body).digest("hex");

export const ofauthHeaders = (body: Uint8Array | string, seconds: number, key: Uint8Array | string = plainSecret) => ({
  "ofauth-signature": `t=${seconds},v1=${ofauthDigest(body, seconds, key)}`,
});

/** Returns one `v1,…` entry of `svix-signature`. */
export const svixSignature = (body: Uint8Array | string, seconds: number, id: string, secret = svixSecret) =>
  `v1,${hmac(decodeKey(secret), `${id}.${seconds}.`, body).digest("base64")}`;

export const svixHeaders = (
  body: Uint8Array | string,
  seconds: number,
  { id = "msg_1", secret = svixSecret }: { id?: string; secret?: string } = {},
) => ({
  "svix-id": id,
  "svix-timestamp": String(seconds),
  "svix-signature": svixSignature(body, seconds, id, secret),
});

/** The same under the header names of Standard Webhooks. */
export const standardHeaders = (...parameters: Parameters<typeof svixHeaders>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(svixHeaders(...parameters)).map(([name, value]) => [name.replace(/^svix/, "webhook"), value]),
  );
