/** The headers by which a server tells who is asking: a page's script, a visit, another site, or no browser at all. */
import type { Visit } from "./site-client.js";

/** An origin that nobody has (RFC 6761). */
export const elsewhere = "https://elsewhere.invalid";

/** A script of `page` asks `url`. */
export function fromPage(page: URL, url: URL, body?: unknown): Visit {
  return {
    ...asked(body),
    headers: {
      accept: "application/json",
      ...typed(body),
      // With a GET on its own origin, a browser sends none.
      ...((body !== undefined || page.origin !== url.origin) && { origin: page.origin }),
      "sec-fetch-site": page.origin === url.origin ? "same-origin" : "cross-site",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
    },
  };
}

/** The same in a browser from before `Sec-Fetch-Site`: `Origin` alone says where it comes from. */
export const fromOldBrowser = (page: URL, body: unknown): Visit => ({
  ...asked(body),
  headers: { accept: "application/json", ...typed(body), origin: page.origin },
});

/** A script of another site. */
export const fromElsewhere = (body: unknown): Visit => ({
  ...asked(body),
  headers: {
    accept: "application/json",
    ...typed(body),
    origin: elsewhere,
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
  },
});

/** Somebody goes there: by typing the address, or sent by OFAuth. */
export const asVisit = (from: "none" | "cross-site" = "none"): Visit => ({
  headers: {
    accept: "text/html,*/*;q=0.8",
    "sec-fetch-site": from,
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  },
});

const asked = (body: unknown): Visit => (body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
const typed = (body: unknown) => (body === undefined ? {} : { "content-type": "application/json" });
