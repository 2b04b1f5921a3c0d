/** Where webhooks go: what a developer sets up in OFAuth's dashboard. */
import { isLoopback } from "../../protocol/link-session.js";
import { isHttpUrl } from "../client-apps.js";
import { objectionToSecret, webhookSignatures, type WebhookSignature } from "./signature.js";
import { webhookSpellings, type WebhookSpelling } from "./event.js";

export interface WebhookEndpoint {
  /** `http:` or `https:` on loopback; with `remote` also `https:` elsewhere. */
  readonly url: string;
  /** What signs the deliveries. For `svix` and `both`: `whsec_` and base64. */
  readonly secret: string;
  /** Default: `ofauth`. */
  readonly signature?: WebhookSignature;
  /** Default: `docs`. */
  readonly spelling?: WebhookSpelling;
  /** Whether the URL may lead off this machine, over `https:`. Default: false, so that no test ever knocks at a stranger's door. */
  readonly remote?: boolean;
}

/** An endpoint as it is shown: without its secret. */
export type ShownEndpoint = Required<Omit<WebhookEndpoint, "secret">>;

/** The registered endpoints, in order of registration. */
export class WebhookEndpoints {
  readonly #endpoints = new Map<string, Required<WebhookEndpoint>>();

  /** Adds an endpoint, or replaces the one with the same URL. Throws `TypeError` for a URL, secret or choice that cannot be. */
  register({ url, secret, signature = "ofauth", spelling = "docs", remote = false }: WebhookEndpoint): void {
    const objection =
      objectionToUrl(url, remote) ??
      objectionToChoice("signature", signature, webhookSignatures) ??
      objectionToChoice("spelling", spelling, webhookSpellings) ??
      objectionToSecret(secret, signature);
    if (objection !== undefined) throw new TypeError(objection);
    this.#endpoints.set(url, { url, secret, signature, spelling, remote });
  }

  get(url: string): Required<WebhookEndpoint> | undefined {
    return this.#endpoints.get(url);
  }

  list(): readonly ShownEndpoint[] {
    return [...this.#endpoints.values()].map(({ secret: _secret, ...shown }) => shown);
  }

  clear(): void {
    this.#endpoints.clear();
  }
}

function objectionToUrl(text: string, remote: boolean): string | undefined {
  if (!isHttpUrl(text)) return "A webhook URL is an absolute http: or https: URL.";
  const url = new URL(text);
  // What is shown of an endpoint has its URL in it.
  if (url.username || url.password) return "A webhook URL has no user info.";
  if (isLoopback(url.hostname)) return undefined;
  if (!remote) return "A webhook URL leads to this machine; `remote: true` lets it lead elsewhere.";
  return url.protocol === "https:" ? undefined : "A webhook URL off this machine is https:.";
}

const objectionToChoice = (name: string, value: string, choices: readonly string[]): string | undefined =>
  choices.includes(value) ? undefined : `${name} is one of ${choices.join(", ")}.`;
