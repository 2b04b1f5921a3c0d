/** The page at `/`: what is running, and what to paste into a host. */
import { Hono } from "hono";
import type { ClientApps } from "../client-apps.js";
import type { ConnectionStore } from "../connection-store.js";
import type { Webhooks } from "../webhooks/webhooks.js";
import { startPage } from "./page.js";
import { startPageStylesheet } from "./stylesheet.js";

interface StartPageRouteDeps {
  readonly apiKeys: readonly string[];
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
  readonly webhooks: Webhooks;
  readonly origin: string;
  readonly pageSize: number;
}

const contentSecurityPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Creates the routes, to be mounted at the root. */
export function createStartPageRoutes({
  apiKeys,
  clientApps,
  connections,
  webhooks,
  origin,
  pageSize,
}: StartPageRouteDeps): Hono {
  const pages = new Hono();
  pages.get("/", (c) => {
    c.header("content-security-policy", contentSecurityPolicy);
    c.header("referrer-policy", "no-referrer");
    const { length: total } = connections.list();
    return c.html(
      startPage({ origin, apiKeys, clientApps: clientApps.list(), endpoints: webhooks.list(), total, pageSize }),
    );
  });
  pages.get("/assets/start-page.css", (c) => {
    c.header("content-type", "text/css; charset=utf-8");
    return c.body(startPageStylesheet);
  });
  return pages;
}
