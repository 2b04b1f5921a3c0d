/** A browser with one user: stores cookies and sends the headers that browsers send. */
/** Headers of a fetch by a page of the same origin. */
export const sameOriginHeaders = {
  "sec-fetch-site": "same-origin",
  "sec-fetch-mode": "cors",
  "sec-fetch-dest": "empty",
};
/** Headers of a navigation from another site. */
export const navigationHeaders = {
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};

export interface RequestParts {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
  readonly signal?: AbortSignal;
}

export function fakeBrowser(handler: (request: Request) => Promise<Response>, origin: string, user: string | null) {
  const cookies = new Map<string, string>();
  /** All `Set-Cookie` values in the order received. */
  const setCookies: string[] = [];

  const browser = {
    cookies,
    setCookies,
    user,
    async send(
      path: string,
      { method = "GET", headers = {}, body = null, signal }: RequestParts = {},
    ): Promise<Response> {
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
        headers: { "content-type": "application/json", ...sameOriginHeaders, ...headers },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    get: (path: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth${path}`, { headers: sameOriginHeaders, ...(signal && { signal }) }),
    patch: (path: string, body: unknown) =>
      browser.send(`/api/ofauth${path}`, {
        method: "PATCH",
        headers: { "content-type": "application/json", ...sameOriginHeaders },
        body: JSON.stringify(body),
      }),
    invalidate: (id: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth/connections/${id}/invalidate`, {
        method: "POST",
        headers: sameOriginHeaders,
        ...(signal && { signal }),
      }),
    disconnect: (id: string, signal?: AbortSignal) =>
      browser.send(`/api/ofauth/connections/${id}`, {
        method: "DELETE",
        headers: sameOriginHeaders,
        ...(signal && { signal }),
      }),
    init: (attemptId: string, mode = "popup", more: object = {}) =>
      browser.post("/link/init", { attemptId, mode, ...more }),
    complete: (attemptId: string, connectionId: string) => browser.post("/link/complete", { attemptId, connectionId }),
    /** Navigates to the callback, as OFAuth redirects, and follows a redirect to the callback's clean address. */
    async callback(query: string, headers: Record<string, string> = {}): Promise<Response> {
      const first = await browser.firstAnswer(query, headers);
      const isClean = /^(?:\.\.\/)?callback$/.test(first.headers.get("location") ?? "");
      return isClean ? browser.firstAnswer("", headers) : first;
    },
    /** Navigates to the callback, without following a redirect. */
    firstAnswer: (query: string, headers: Record<string, string> = {}) =>
      browser.send(`/api/ofauth/link/callback${query}`, { headers: { ...navigationHeaders, ...headers } }),
    /** Navigates to the callback and can leave before the response: its cookies are lost then. */
    leaveCallback: (query: string) => {
      const navigation = new AbortController();
      const lost = fakeBrowser(handler, origin, browser.user);
      for (const [name, value] of cookies) lost.cookies.set(name, value);
      const response = lost.send(`/api/ofauth/link/callback${query}`, {
        headers: navigationHeaders,
        signal: navigation.signal,
      });
      return { response, leave: () => navigation.abort() };
    },
    result: (attemptId?: string) =>
      browser.send(`/api/ofauth/link/result${attemptId === undefined ? "" : `?attemptId=${attemptId}`}`, {
        headers: sameOriginHeaders,
      }),
  };
  return browser;
}
