/** How OFAuth signs a delivery. There are two families in public, with headers of their own. */
import { createHmac } from "node:crypto";

/** `ofauth`: the header `OFAuth-Signature` of the docs. `svix`: the `svix-…` headers that the SDK verifies. */
export type WebhookSignature = "ofauth" | "svix" | "both";

export const webhookSignatures: readonly WebhookSignature[] = ["ofauth", "svix", "both"];

export interface SignedContent {
  /** The event's id: the same in every delivery of it. */
  readonly eventId: string;
  /** When it is sent, in seconds since the epoch. */
  readonly seconds: number;
  readonly body: string;
}

/** Why `secret` cannot sign in this way, or undefined. It never has the secret in it. */
export function objectionToSecret(secret: string, signature: WebhookSignature): string | undefined {
  // A key of nothing signs what anybody can sign; white space comes from copying, and nobody sees it.
  if (secret === "") return "A webhook secret cannot be empty.";
  if (/^\s|\s$/.test(secret)) return "A webhook secret cannot begin or end with white space.";
  if (signature !== "ofauth" && !svixKey(secret)) return "Svix secrets look like whsec_ and base64.";
  return undefined;
}

/** The signature's headers. */
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
  const key = signature === "ofauth" ? undefined : svixKey(secret);
  if (key) {
    headers["svix-id"] = eventId;
    headers["svix-timestamp"] = String(seconds);
    headers["svix-signature"] =
      `v1,${createHmac("sha256", key).update(`${eventId}.${seconds}.${body}`).digest("base64")}`;
  }
  return headers;
}

// Node's decoder drops what is not base64: only the pattern tells.
const svixSecret = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

function svixKey(secret: string): Buffer | undefined {
  const base64 = svixSecret.exec(secret)?.[1];
  return base64 ? Buffer.from(base64, "base64") : undefined;
}
