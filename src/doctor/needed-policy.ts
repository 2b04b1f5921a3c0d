/** The directives of a Content-Security-Policy that a page with the elements needs. */
import { defaultLinkOrigins } from "../protocol/link-session.js";

interface NeededPolicyOptions {
  readonly page: URL;
  /** As the elements' attribute. Default: `/api/ofauth`. */
  readonly endpoint?: string | undefined;
  /** Default: OFAuth's two Link origins. */
  readonly linkOrigins?: readonly string[] | undefined;
}

/**
 * Returns one directive a line, to be merged with those that the page has. Scripts are taken to come from the page's own
 * origin. `frame-ancestors` works only in a header.
 */
export function neededPolicy({ page, endpoint, linkOrigins = defaultLinkOrigins }: NeededPolicyOptions): string {
  const { origin } = new URL(endpoint ?? "/api/ofauth", page);
  const routes = origin === page.origin ? "'self'" : origin;
  return [
    "script-src 'self';",
    `connect-src ${routes};`,
    `frame-src ${linkOrigins.join(" ")};`,
    "img-src https:;",
    "frame-ancestors 'self';",
  ].join("\n");
}
