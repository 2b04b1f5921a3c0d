/** Sets up a host's webhook route: a `fetch` that records deliveries and answers as the test chooses. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { EmulatorOptions, WebhookEndpoint } from "../../src/emulator/index.js";
import { setupEmulator } from "./emulator-setup.js";

export const hookUrl = "http://localhost:3000/api/ofauth/webhooks";
export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface Received {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface WebhookBody {
  type: string;
  timestamp: string;
  data: { clientReferenceId: string | null; connection: Record<string, unknown> };
}

type Answer = (received: Received, init: RequestInit) => Response | Promise<Response>;

/** Sets up an emulator with one endpoint. `host.answer` may be replaced at any time. */
export function setupWebhooks(endpoint: Partial<WebhookEndpoint> = {}, options: EmulatorOptions = {}) {
  const received: Received[] = [];
  const host: { answer: Answer } = { answer: () => new Response(null, { status: 204 }) };
  const setup = setupEmulator({
    webhooks: [{ url: hookUrl, secret, ...endpoint }],
    fetch: async (url, init) => {
      const request = { url, headers: new Headers(init.headers), body: init.body as string };
      received.push(request);
      return host.answer(request, init);
    },
    ...options,
  });
  const { webhooks } = setup.emulator;
  /** Returns the received bodies once no delivery is pending. */
  async function bodies(): Promise<WebhookBody[]> {
    await webhooks.settled();
    return received.map(({ body }) => JSON.parse(body) as WebhookBody);
  }
  const types = async () => (await bodies()).map(({ type }) => type);
  return { ...setup, webhooks, received, host, bodies, types };
}

/** Answers with these statuses one after another, and then always with the last one. */
export function answering(...statuses: number[]): Answer {
  let asked = 0;
  return () => new Response(null, { status: statuses[Math.min(asked++, statuses.length - 1)] ?? 204 });
}

/** Creates a promise that the test resolves with `open`. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Verifies `OFAuth-Signature` as the docs describe it, and returns its time. */
export function verifyOFAuth({ headers, body }: Received, key: string): number {
  const [, time, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers.get("ofauth-signature") ?? "") ?? [];
  assert.equal(hex, createHmac("sha256", key).update(`${time}.${body}`).digest("hex"));
  return Number(time);
}

/** Verifies the svix-* headers as OFAuth's SDK does, and returns the event's id. */
export function verifySvix({ headers, body }: Received, key: string): string {
  const id = headers.get("svix-id") ?? "";
  const bytes = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  const signed = `${id}.${headers.get("svix-timestamp")}.${body}`;
  assert.equal(headers.get("svix-signature"), `v1,${createHmac("sha256", bytes).update(signed).digest("base64")}`);
  return id;
}
