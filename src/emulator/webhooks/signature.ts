/** Signs deliveries. OFAuth's public sources have two signature schemes, each with its own headers. */
import { createHmac } from "node:crypto";

/**
 * `ofauth`: the header `OFAuth-Signature` of OFAuth's docs. `svix`: the `svix-*` headers that OFAuth's SDK verifies.
 */
export type WebhookSignature = "ofauth" | "svix" | "both";

export const webhookSignatures: readonly WebhookSignature[] = ["ofauth", "svix", "both"];

/** What a signature covers. */
export interface SignedContent {
  /** Id of the event, the same for all its deliveries. */
  readonly eventId: string;
  /** When the attempt is sent, in seconds since the epoch. */
  readonly seconds: number;
  readonly body: string;
}

/** Returns why `secret` cannot be used for this scheme, or undefined. The text never contains the secret. */
export function secretProblem(secret: string, signature: WebhookSignature): string | undefined {
  // Anyone can compute a signature with an empty key. Whitespace comes from copying and is easily overlooked.
  if (secret === "") return "A webhook secret must not be empty.";
  if (/^\s|\s$/.test(secret)) return "A webhook secret must not start or end with whitespace.";
  if (signature !== "ofauth" && !decodeSvixSecret(secret)) return "A Svix secret must be whsec_ and base64.";
  return undefined;
}

/** Returns the signature headers. */
export function signatureHeaders(
  secret: string,
  signature: WebhookSignature,
  { eventId, seconds, body }: SignedContent,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (signature !== "svix") {
    const hex = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
    headers["ofauth-signature"] = `t=${seconds},v1=${hex}`;
  }
  const key = signature === "ofauth" ? undefined : decodeSvixSecret(secret);
  if (key) {
    headers["svix-id"] = eventId;
    headers["svix-timestamp"] = String(seconds);
    headers["svix-signature"] =
      `v1,${createHmac("sha256", key).update(`${eventId}.${seconds}.${body}`).digest("base64")}`;
  }
  return headers;
}

// Checked by a pattern, because Node's decoder skips characters that are not base64.
const svixSecretPattern = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

function decodeSvixSecret(secret: string): Buffer | undefined {
  const base64 = svixSecretPattern.exec(secret)?.[1];
  return base64 ? Buffer.from(base64, "base64") : undefined;
}
