import assert from "node:assert/strict";
import { test } from "node:test";
import { ofauthDigest, plainSecret, svixSecret } from "../support/sign-webhook.js";
import { html, json, redirect, respondingTo, testHostCases, readingBodyOf } from "./host-cases.js";
import { createHost, examineHost, type HostOptions } from "./host.js";

/** Verifies signatures without looking at their age. */
const ignoringTimestamps: HostOptions = {
  intercept: async (request, respond) => {
    const [, seconds, signature] = /^t=(\d+),v1=(\w+)$/.exec(request.headers.get("ofauth-signature") ?? "") ?? [];
    if (!request.url.endsWith("/webhooks") || seconds === undefined) return respond();
    const isVerified = ofauthDigest(await request.text(), Number(seconds), svixSecret) === signature;
    return isVerified ? json({ received: true }) : json({ code: "verify_failed", message: "" }, 400);
  },
};
const signedRightly = "webhook-signed-ofauth";

testHostCases("checkWebhooks", [
  {
    when: "a wrong signature is accepted",
    host: respondingTo("POST /webhooks", () => json({ ok: true })),
    id: "webhook-forged-ofauth",
    outcome: "fail",
    seen: /^200 application\/json: accepted$/,
    advice: /Verify the signature/,
  },
  {
    when: "one of the two signature formats is not verified",
    host: {
      intercept: (request, respond) => (request.headers.has("svix-id") ? json({ ok: true }) : respond()),
    },
    id: "webhook-forged-svix",
    outcome: "fail",
    seen: /: accepted$/,
    advice: /Verify the signature/,
  },
  {
    when: "an old signature is accepted",
    host: ignoringTimestamps,
    id: "webhook-stale",
    outcome: "fail",
    seen: /^200/,
    advice: /5 minutes/,
  },
  {
    when: "the host has another secret",
    options: { webhookSecret: plainSecret },
    id: signedRightly,
    outcome: "fail",
    seen: /^400 verify_failed/,
    advice: /same secret/,
  },
  {
    when: "the secret is not in Svix's format",
    options: { webhookSecret: plainSecret },
    id: "webhook-signed-svix",
    outcome: "skipped",
    seen: /not in Svix's format/,
  },
  {
    when: "the host does not have webhooks",
    host: respondingTo("POST /webhooks", () => json({ code: "not_found", message: "" }, 404)),
    id: "webhooks",
    outcome: "skipped",
    seen: /^404 not_found: this host receives no webhooks$/,
    advice: /webhookSecret/,
  },
  {
    when: "a login wall redirects the webhooks",
    host: respondingTo("POST /webhooks", () => redirect("/login")),
    id: "webhook-forged-ofauth",
    outcome: "fail",
    seen: /^303 to/,
    advice: /exactly this address/,
  },
  {
    when: "a CSRF check rejects the webhooks",
    host: respondingTo("POST /webhooks", () => html(403)),
    id: "webhook-forged-svix",
    outcome: "fail",
    seen: /^403/,
    advice: /CSRF check/,
  },
  {
    when: "a body parser runs before the handler",
    host: readingBodyOf("/webhooks"),
    id: signedRightly,
    outcome: "fail",
    seen: /^500 misconfigured/,
    advice: /before any body parser/,
  },
  {
    when: "onEvent throws",
    host: {
      handler: {
        onEvent: () => {
          throw new Error("broken");
        },
      },
    },
    id: signedRightly,
    outcome: "fail",
    seen: /^500 server_error/,
    advice: /onEvent/,
  },
  {
    when: "deliveries are rate limited",
    host: respondingTo("POST /webhooks", () => html(429)),
    id: signedRightly,
    outcome: "fail",
    seen: /^429/,
    advice: /how often OFAuth may deliver/,
  },
]);

test("checkWebhooks sends no old signature to a host that accepts no delivery", async () => {
  const { findings } = await examineHost(createHost(), { webhookSecret: plainSecret });
  assert.equal(
    findings.some(({ id }) => id === "webhook-stale"),
    false,
  );
});
