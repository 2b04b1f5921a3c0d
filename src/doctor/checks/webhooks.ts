/**
 * Checks that the host accepts deliveries that OFAuth signed, and no others. The deliveries have a type that OFAuth does not
 * have and change nothing; the server handler passes them to `onEvent` like any other.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { describeWithMessage, errorOf, isRouteMissing, isSuccess, misconfiguredAdvice } from "../describe-response.js";
import { fail, ok, runCheck, skipped, type Check, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import { deliveryBody, signDelivery, type SignatureFormat } from "../sign-delivery.js";
import { siteUrl, type Site } from "../site.js";
import type { SiteResponse } from "../site-client.js";

const check = (id: string, title: string): Check => ({ id, area: "Webhooks", title });
const stale = check("webhook-stale", "Signed too long ago");
const formats: readonly SignatureFormat[] = ["OFAuth-Signature", "svix-signature"];
const TEN_MINUTES_MS = 600_000;

interface WebhookContext extends Site {
  readonly secret: string | undefined;
  readonly now: () => number;
}

export async function* checkWebhooks({ endpoint, client, secret, now }: WebhookContext): AsyncGenerator<Finding, void> {
  const url = siteUrl(endpoint, connectionRoutes.webhooks);
  const deliver = async (format: SignatureFormat, key: string, at: number): Promise<SiteResponse | undefined> => {
    const request = signDelivery({
      format,
      secret: key,
      at,
      id: `msg_doctor_${randomUUID()}`,
      body: deliveryBody(at),
    });
    return request && client.send(url, request);
  };
  const wrongSecret = () => `whsec_${randomBytes(24).toString("base64")}`;

  for (const format of formats) {
    const forged = check(`webhook-forged-${shortName(format)}`, `Forged, ${shortName(format)}`);
    let exists = true;
    const finding = await runCheck(forged, async () => {
      const response = (await deliver(format, wrongSecret(), now()))!;
      exists = !isRouteMissing(response);
      return judgeForged(forged, response, url);
    });
    if (!exists) {
      yield { ...finding, ...check("webhooks", "POST webhooks") };
      return;
    }
    yield finding;
  }
  if (secret === undefined) {
    yield skipped(
      check("webhook-signed", "Signed"),
      "no secret to sign with",
      "Set OFAUTH_WEBHOOK_SECRET, or pass --webhook-secret env:NAME.",
    );
    return;
  }
  let acceptsDeliveries = false;
  for (const format of formats) {
    const signed = check(`webhook-signed-${shortName(format)}`, `Signed, ${shortName(format)}`);
    yield await runCheck(signed, async () => {
      const response = await deliver(format, secret, now());
      acceptsDeliveries ||= response !== undefined && isSuccess(response);
      return response
        ? judgeSigned(signed, response, url)
        : skipped(signed, "the secret is not in Svix's format (whsec_ and base64)");
    });
  }
  // A host that accepts no delivery rejects an old one for another reason.
  if (acceptsDeliveries) {
    yield await runCheck(stale, async () =>
      judgeStale((await deliver("OFAuth-Signature", secret, now() - TEN_MINUTES_MS))!, url),
    );
  }
}

const shortName = (format: SignatureFormat) => (format === "svix-signature" ? "svix" : "ofauth");

function judgeForged(forged: Check, response: SiteResponse, url: URL): Finding {
  const seen = describeWithMessage(response, url);
  if (isRouteMissing(response)) {
    return skipped(
      forged,
      `${seen}: this host receives no webhooks`,
      "With the option webhookSecret, pages show changes at once and the host sends fewer requests to OFAuth.",
    );
  }
  if (isSuccess(response)) {
    return fail(
      forged,
      `${seen}: accepted`,
      "Verify the signature over the raw bytes of the body before you do anything else: anyone can send such a delivery.",
    );
  }
  return judgeInterception(forged, response, url) ?? ok(forged, seen);
}

function judgeSigned(signed: Check, response: SiteResponse, url: URL): Finding {
  const seen = describeWithMessage(response, url);
  if (isSuccess(response)) return ok(signed, seen);
  const interception = judgeInterception(signed, response, url);
  if (interception) return interception;
  if (response.status === 429) return fail(signed, seen, "Do not limit how often OFAuth may deliver.");
  if (response.status >= 500) {
    return fail(signed, seen, "The host's onEvent or its store failed: look at the host's log (onError).");
  }
  return fail(
    signed,
    seen,
    "Use the same secret here and in webhookSecret. Check that nothing changes the body before the handler reads it, and that the host's clock is right.",
  );
}

function judgeStale(response: SiteResponse, url: URL): Finding {
  const seen = describeWithMessage(response, url);
  if (!isSuccess(response)) return ok(stale, seen);
  return fail(
    stale,
    seen,
    "Reject signatures that are older than 5 minutes: otherwise anyone who has seen a delivery can send it again at any time.",
  );
}

/** Finding about a layer that keeps every delivery from the handler; undefined when there is no sign of one. */
function judgeInterception(delivery: Check, response: SiteResponse, url: URL): Finding | undefined {
  const seen = describeWithMessage(response, url);
  if (readRedirect(response, url)) {
    return fail(
      delivery,
      seen,
      "Respond to OFAuth at exactly this address: deliveries do not follow redirects and cannot sign in.",
    );
  }
  const code = errorOf(response)?.code;
  if (code === "misconfigured") return fail(delivery, seen, misconfiguredAdvice(response));
  if ((response.status === 401 || response.status === 403) && code !== "verify_failed") {
    return fail(
      delivery,
      seen,
      "Exempt the webhooks from the login wall, the CSRF check and the firewall: the signature alone identifies the sender.",
    );
  }
  return undefined;
}
