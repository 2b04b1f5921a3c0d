/**
 * Webhooks: does the host take what OFAuth has signed, and nothing else? What is delivered is of a type that nobody knows, so
 * that nothing comes of it; the server handler tells it to `onEvent`, like any other.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { fail, look, ok, skipped, type About, type Finding } from "../finding.js";
import { routeAt, type RouteQuestion } from "./routes.js";
import { readRedirect } from "../redirect.js";
import { codeOf, describe, quoted } from "../describe-response.js";
import { deliveryBody, signed, type Family } from "../sign-delivery.js";
import type { SiteResponse } from "../site-client.js";

const about = (id: string, title: string): About => ({ id, area: "Webhooks", title });
const forged = about("webhook-forged", "Wrongly signed");
const stale = about("webhook-stale", "Signed ten minutes ago");
const families: readonly Family[] = ["OFAuth-Signature", "svix-signature"];

export interface WebhookQuestion extends RouteQuestion {
  readonly secret: string | undefined;
  readonly now: () => number;
}

export async function checkWebhooks(question: WebhookQuestion): Promise<Finding[]> {
  const { endpoint, visitor, secret, now } = question;
  const url = routeAt(endpoint, connectionRoutes.webhooks);
  const deliver = async (family: Family, key: string, at: number): Promise<SiteResponse | undefined> => {
    const delivery = signed({ family, secret: key, at, id: `msg_doctor_${randomUUID()}`, body: deliveryBody(at) });
    return delivery && visitor.ask(url, delivery);
  };
  const anybodys = () => `whsec_${randomBytes(24).toString("base64")}`;

  let isThere = true;
  const findings: Finding[] = [];
  for (const family of families) {
    if (!isThere) break;
    const self = { ...forged, id: `${forged.id}-${short(family)}`, title: `${forged.title}, ${short(family)}` };
    findings.push(
      await look(self, async () => {
        const answer = (await deliver(family, anybodys(), now()))!;
        isThere = !isMissing(answer);
        return judgeForged(self, answer, url);
      }),
    );
  }
  if (!isThere) return [{ ...findings[0]!, ...about("webhooks", "POST webhooks") }];
  if (secret === undefined) {
    return [
      ...findings,
      skipped(
        about("webhook-signed", "Rightly signed"),
        "no secret to sign with",
        "Set OFAUTH_WEBHOOK_SECRET, or --webhook-secret env:NAME.",
      ),
    ];
  }
  let isTrusted = false;
  for (const family of families) {
    const self = about(`webhook-signed-${short(family)}`, `Rightly signed, ${short(family)}`);
    findings.push(
      await look(self, async () => {
        const answer = await deliver(family, secret, now());
        isTrusted ||= answer !== undefined && isTaken(answer);
        return answer
          ? judgeSigned(self, answer, url)
          : skipped(self, "the secret is none of Svix's (whsec_ and base64)");
      }),
    );
  }
  // Where no delivery is taken, an old one tells nothing.
  if (isTrusted)
    findings.push(
      await look(stale, async () => judgeStale((await deliver("OFAuth-Signature", secret, now() - 600_000))!, url)),
    );
  return findings;
}

const short = (family: Family) => (family === "svix-signature" ? "svix" : "ofauth");
const isTaken = ({ status }: SiteResponse) => status >= 200 && status < 300;
const isMissing = (answer: SiteResponse) => answer.status === 404 || answer.status === 405;

function judgeForged(self: About, answer: SiteResponse, url: URL): Finding {
  const seen = describe(answer, url) + quoted(answer);
  if (isMissing(answer))
    return skipped(
      self,
      `${seen}: there are no webhooks`,
      "With the option webhookSecret pages hear of changes at once, and OFAuth is asked less often.",
    );
  if (isTaken(answer))
    return fail(
      self,
      `${seen}: it was taken`,
      "Verify the signature over the bytes of the body before anything else is done: anybody can send this.",
    );
  return judgeWay(self, answer, url) ?? ok(self, seen);
}

function judgeSigned(self: About, answer: SiteResponse, url: URL): Finding {
  const seen = describe(answer, url) + quoted(answer);
  if (isTaken(answer)) return ok(self, seen);
  const way = judgeWay(self, answer, url);
  if (way) return way;
  if (answer.status === 429) return fail(self, seen, "Do not limit how often OFAuth may deliver.");
  if (answer.status >= 500)
    return fail(self, seen, "A function of the host's (onEvent) or its store has failed: look into its log (onError).");
  return fail(
    self,
    seen,
    "Use the same secret here and in webhookSecret; see that nothing changes the body on its way, and that the host's clock is right.",
  );
}

function judgeStale(answer: SiteResponse, url: URL): Finding {
  const seen = describe(answer, url);
  if (!isTaken(answer)) return ok(stale, seen);
  return fail(
    stale,
    seen,
    "Refuse what was signed more than 5 minutes ago: otherwise whoever has seen one delivery can send it again for ever.",
  );
}

/** What keeps any delivery from being looked at. */
function judgeWay(self: About, answer: SiteResponse, url: URL): Finding | undefined {
  const seen = describe(answer, url) + quoted(answer);
  if (readRedirect(answer, url))
    return fail(
      self,
      seen,
      "Answer OFAuth at this very address: a delivery does not follow redirects, and signs in nowhere.",
    );
  const code = codeOf(answer)?.code;
  if (code === "misconfigured")
    return fail(
      self,
      seen,
      "Mount the handler before any body parser: a signature is over the bytes as they were sent.",
    );
  if ((answer.status === 401 || answer.status === 403) && code !== "verify_failed") {
    return fail(
      self,
      seen,
      "Exempt the webhooks from the login wall, the CSRF check and the firewall: the signature alone says who sends them.",
    );
  }
  return undefined;
}
