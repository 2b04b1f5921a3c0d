/** Webhook endpoints, which a developer registers in OFAuth's dashboard. */
import { isLoopback } from "../../protocol/link-session.js";
import { isHttpUrl } from "../client-apps.js";
import { webhookSpellings, type WebhookSpelling } from "./event.js";
import { secretProblem, webhookSignatures, type WebhookSignature } from "./signature.js";

/** A URL that webhooks are delivered to. */
export interface WebhookEndpoint {
  /** `http:` or `https:` URL on loopback; with `remote`, also an `https:` URL elsewhere. */
  readonly url: string;
  /** Signing secret. For `svix` and `both`: `whsec_` and base64. */
  readonly secret: string;
  /** Which signature headers are sent. Default: `ofauth`. */
  readonly signature?: WebhookSignature;
  /** Which field names the body has. Default: `docs`. */
  readonly spelling?: WebhookSpelling;
  /**
   * Whether the URL may lead to another machine, over `https:`. Default: false, so that no test sends data to
   * strangers.
   */
  readonly remote?: boolean;
}

/** An endpoint without its secret. */
export type ShownEndpoint = Required<Omit<WebhookEndpoint, "secret">>;

/** The registered endpoints, in order of registration. */
export class WebhookEndpoints {
  readonly #endpoints = new Map<string, Required<WebhookEndpoint>>();

  /**
   * Adds an endpoint, or replaces the one with the same URL.
   *
   * @throws {TypeError} If the URL, the secret or another field is not valid.
   */
  register({ url, secret, signature = "ofauth", spelling = "docs", remote = false }: WebhookEndpoint): void {
    const problem =
      urlProblem(url, remote) ??
      choiceProblem("signature", signature, webhookSignatures) ??
      choiceProblem("spelling", spelling, webhookSpellings) ??
      secretProblem(secret, signature);
    if (problem !== undefined) throw new TypeError(problem);
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

function urlProblem(text: string, remote: boolean): string | undefined {
  if (!isHttpUrl(text)) return "A webhook URL must be an absolute http: or https: URL.";
  const url = new URL(text);
  // The URL is shown in lists of endpoints and deliveries.
  if (url.username || url.password) return "A webhook URL must not have user info.";
  if (isLoopback(url.hostname)) return undefined;
  if (!remote) return "A webhook URL must lead to this machine, unless the endpoint has `remote: true`.";
  return url.protocol === "https:" ? undefined : "A webhook URL on another machine must be https:.";
}

const choiceProblem = (name: string, value: string, choices: readonly string[]): string | undefined =>
  choices.includes(value) ? undefined : `${name} must be one of ${choices.join(", ")}.`;
