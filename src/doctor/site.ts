/** The site under examination, the addresses of its routes and the bodies of the requests to them. */
import { randomUUID } from "node:crypto";
import type { SiteClient } from "./site-client.js";

export interface Site {
  /** The page with the elements. */
  readonly page: URL;
  /** Base URL of the routes, without a trailing slash. */
  readonly endpoint: URL;
  readonly client: SiteClient;
}

/** URL of the route at `path`. Keeps the query of the endpoint, as the elements do. */
export function siteUrl(endpoint: URL, path: string): URL {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/$/, "") + path;
  return url;
}

/** Body of `link/init` for a new attempt. */
export const linkInitBody = (mode: "embed" | "redirect" = "embed", returnTo?: string) => ({
  mode,
  attemptId: `doctor-${randomUUID()}`,
  ...(returnTo !== undefined && { returnTo }),
});

/** Body of `link/complete` for a connection and an attempt that do not exist. */
export const linkCompleteBody = () => ({ connectionId: "conn_doctor", attemptId: linkInitBody().attemptId });
