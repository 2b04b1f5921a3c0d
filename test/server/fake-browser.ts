/** A browser with one person in front of it: keeps cookies, and sends what browsers send. */
import type { OFAuthHandler } from "../../src/server/handler.js";

export const sameOrigin = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" };
export const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
  readonly signal?: AbortSignal;
}

export function fakeBrowser(handler: OFAuthHandler, origin: string, user: string | null) {
  const cookies = new Map<string, string>();
  /** Every Set-Cookie line, as received. */
  const setCookies: string[] = [];

  const browser = {
    cookies,
    setCookies,
    user,
    async send(path: string, { method = "GET", headers = {}, body = null, signal }: Sent = {}): Promise<Response> {
      const all = new Headers({ ...(browser.user !== null && { "x-user": browser.user }), ...headers });
      if (cookies.size > 0) all.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const init: RequestInit & { duplex: "half" } = { method, headers: all, body, duplex: "half" };
      if (signal) init.signal = signal;
      const response = await handler(new Request(`${origin}${path}`, init));
      for (const line of response.headers.getSetCookie()) {
        setCookies.push(line);
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0\b/.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
    post: (path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
      browser.send(`/api/ofauth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...sameOrigin, ...headers },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    get: (path: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth${path}`, { headers: sameOrigin, ...(signal && { signal }) }),
    patch: (path: string, body: unknown) =>
      browser.send(`/api/ofauth${path}`, {
        method: "PATCH",
        headers: { "content-type": "application/json", ...sameOrigin },
        body: JSON.stringify(body),
      }),
    invalidate: (id: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth/connections/${id}/invalidate`, {
        method: "POST",
        headers: sameOrigin,
        ...(signal && { signal }),
      }),
    disconnect: (id: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth/connections/${id}`, {
        method: "DELETE",
        headers: sameOrigin,
        ...(signal && { signal }),
      }),
    init: (attemptId: string, mode = "popup", more: object = {}) =>
      browser.post("/link/init", { attemptId, mode, ...more }),
    complete: (attemptId: string, connectionId: string) => browser.post("/link/complete", { attemptId, connectionId }),
    /** Comes back from OFAuth. */
    callback: (query: string, headers: Record<string, string> = {}) =>
      browser.send(`/api/ofauth/link/callback${query}`, { headers: { ...visit, ...headers } }),
    /** Comes back from OFAuth, and leaves before the answer: nothing of it arrives. */
    leaveCallback: (query: string) => {
      const visitor = new AbortController();
      const lost = fakeBrowser(handler, origin, browser.user);
      for (const [name, value] of cookies) lost.cookies.set(name, value);
      const answered = lost.send(`/api/ofauth/link/callback${query}`, { headers: visit, signal: visitor.signal });
      return { answered, leave: () => visitor.abort() };
    },
    result: (attemptId?: string) =>
      browser.send(`/api/ofauth/link/result${attemptId === undefined ? "" : `?attemptId=${attemptId}`}`, {
        headers: sameOrigin,
      }),
  };
  return browser;
}
