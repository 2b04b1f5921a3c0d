/** Requests with the headers by which a server recognizes their origin: a script of the page, a navigation, another site. */
import type { SiteRequest } from "./site-client.js";

/** An origin of which no site can exist (RFC 6761, section 6.4). */
export const otherOrigin = "https://elsewhere.invalid";

/** A `fetch` by a script of `page`: a POST with `body` as JSON, or a GET without one. */
export function pageRequest(page: URL, url: URL, body?: unknown): SiteRequest {
  const isSameOrigin = page.origin === url.origin;
  return {
    ...methodAndBody(body),
    headers: {
      accept: "application/json",
      ...contentType(body),
      // Browsers send no Origin with a same-origin GET.
      ...((body !== undefined || !isSameOrigin) && { origin: page.origin }),
      "sec-fetch-site": isSameOrigin ? "same-origin" : "cross-site",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
    },
  };
}

/** The same POST from a browser without `Sec-Fetch-Site`: only `Origin` names the page. */
export const legacyPageRequest = (page: URL, body: unknown): SiteRequest => ({
  ...methodAndBody(body),
  headers: { accept: "application/json", ...contentType(body), origin: page.origin },
});

/** A `fetch` by a script of another site. */
export const crossSiteRequest = (body: unknown): SiteRequest => ({
  ...methodAndBody(body),
  headers: {
    accept: "application/json",
    ...contentType(body),
    origin: otherOrigin,
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
  },
});

/** A navigation: `none` when the user typed the address, `cross-site` when OFAuth sent them. */
export const navigationRequest = (from: "none" | "cross-site" = "none"): SiteRequest => ({
  headers: {
    accept: "text/html,*/*;q=0.8",
    "sec-fetch-site": from,
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  },
});

const methodAndBody = (body: unknown): SiteRequest =>
  body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
const contentType = (body: unknown) => (body === undefined ? {} : { "content-type": "application/json" });
