/** A host without a network, with the real handler in front of the emulator. A test changes what it needs. */
import { examine, type ExamineOptions } from "../../src/doctor/examine.js";
import type { Finding } from "../../src/doctor/finding.js";
import type { Report } from "../../src/doctor/report.js";
import { createEmulator } from "../../src/emulator/index.js";
import { createOFAuthHandler, type OFAuthHandlerOptions } from "../../src/server/index.js";
import { svixSecret } from "../support/sign-webhook.js";

export const origin = "https://app.example";
export const userCookie = "session=ava-is-signed-in";
export const goodPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src https:; frame-ancestors 'self'; " +
  "frame-src https://link.ofauth.com https://link-next.ofauth.com; trusted-types lit-html";

export interface HostOptions {
  readonly handler?: Partial<OFAuthHandlerOptions>;
  readonly page?: { readonly headers?: Record<string, string>; readonly html?: string };
  /** Responds in place of the host; `respond` gets the host's own response, also for a changed request. */
  readonly intercept?: (
    request: Request,
    respond: (changed?: Request) => Promise<Response>,
  ) => Response | Promise<Response>;
}

export function createHost({ handler: options = {}, page = {}, intercept }: HostOptions = {}) {
  const emulator = createEmulator({
    origin: "https://link.ofauth.com",
    redirectUrls: [`${origin}/api/ofauth/link/callback`],
  });
  const handler = createOFAuthHandler({
    apiKey: "sk_sandbox_emulator",
    authorize: (request) => (request.headers.get("cookie")?.includes(userCookie) ? { clientReferenceId: "ava" } : null),
    webhookSecret: svixSecret,
    fetch: (url, init) => emulator.fetch(new Request(url, init)),
    // Otherwise, each failure is a line on the console.
    onError: () => {},
    ...options,
  });
  const requests: Request[] = [];

  async function respond(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const response = pathname.startsWith("/api/")
      ? await handler(request)
      : new Response(page.html ?? "<!doctype html><title>Host</title>", {
          headers: { "content-type": "text/html", "content-security-policy": goodPolicy, ...page.headers },
        });
    if (!response.headers.has("date")) response.headers.set("date", new Date().toUTCString());
    return response;
  }

  return {
    emulator,
    /** Every request so far. */
    requests,
    fetch: async (request: Request): Promise<Response> => {
      requests.push(request.clone());
      return intercept ? intercept(request, (changed) => respond(changed ?? request)) : respond(request);
    },
  };
}

export type ExamineOverrides = Partial<Omit<ExamineOptions, "page">> & { readonly page?: string };

/** Examines `host`, by default as a signed-in user and with the webhook secret. */
export const examineHost = (
  host: { fetch: ExamineOptions["fetch"] },
  { page = `${origin}/creators`, ...overrides }: ExamineOverrides = {},
) =>
  examine({
    page: new URL(page),
    credentials: { cookie: userCookie },
    webhookSecret: svixSecret,
    now: Date.now,
    timeout: () => new AbortController().signal,
    watchMs: 0,
    ...overrides,
    fetch: host.fetch,
  });

export function findingOf({ findings }: Report, id: string): Finding {
  const found = findings.find((finding) => finding.id === id);
  if (!found) throw new Error(`There is no finding ${id}, only ${findings.map((finding) => finding.id).join(", ")}.`);
  return found;
}
