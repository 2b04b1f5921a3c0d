/** A host with the real handler in front of the emulator, without a network; and what a test breaks of it. */
import { createEmulator } from "../../src/emulator/index.js";
import { createOFAuthHandler, type OFAuthHandlerOptions } from "../../src/server/index.js";
import { examine, type ExamineOptions, type Report } from "../../src/doctor/examine.js";
import type { Finding } from "../../src/doctor/finding.js";
import { svixSecret } from "../support/sign-webhook.js";

export const origin = "https://app.example";
export const userCookie = "session=ava-is-signed-in";
export const goodPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src https:; frame-ancestors 'self'; " +
  "frame-src https://link.ofauth.com https://link-next.ofauth.com; trusted-types lit-html";

export interface HostOptions {
  readonly handler?: Partial<OFAuthHandlerOptions>;
  readonly page?: { readonly headers?: Record<string, string>; readonly html?: string };
  /** Answers instead of the host; or changes its answer, or what it is asked. */
  readonly broken?: (
    request: Request,
    answer: (changed?: Request) => Promise<Response>,
  ) => Response | Promise<Response>;
}

export function createHost({ handler: options = {}, page = {}, broken }: HostOptions = {}) {
  const emulator = createEmulator({
    origin: "https://link.ofauth.com",
    redirectUrls: [`${origin}/api/ofauth/link/callback`],
  });
  const handler = createOFAuthHandler({
    apiKey: "sk_sandbox_emulator",
    authorize: (request) => (request.headers.get("cookie")?.includes(userCookie) ? { clientReferenceId: "ava" } : null),
    webhookSecret: svixSecret,
    fetch: (url, init) => emulator.fetch(new Request(url, init)),
    ...options,
  });
  const requests: Request[] = [];

  async function answer(request: Request): Promise<Response> {
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
    requests,
    fetch: async (request: Request): Promise<Response> => {
      requests.push(request.clone());
      return broken ? broken(request, (changed) => answer(changed ?? request)) : answer(request);
    },
  };
}

export type Asked = Partial<Omit<ExamineOptions, "page">> & { readonly page?: string };

/** Looks at `host`, as a signed-in user with the secret unless it is said otherwise. */
export const look = (host: { fetch: ExamineOptions["fetch"] }, { page = `${origin}/creators`, ...asked }: Asked = {}) =>
  examine({
    page: new URL(page),
    credentials: { cookie: userCookie },
    webhookSecret: svixSecret,
    now: Date.now,
    timeout: () => new AbortController().signal,
    ...asked,
    fetch: host.fetch,
  });

export function findingOf({ findings }: Report, id: string): Finding {
  const found = findings.find((finding) => finding.id === id);
  if (!found) throw new Error(`There is no finding ${id}: ${findings.map((finding) => finding.id).join(", ")}`);
  return found;
}
