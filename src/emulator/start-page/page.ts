/** HTML of the page at `/`. It has no script. */
import { sandboxAccounts } from "../accounts.js";
import type { ClientApp } from "../client-apps.js";
import { escaped } from "../html.js";
import { elementSettings, handlerSettings } from "../settings-text.js";
import type { ShownEndpoint } from "../webhooks/endpoints.js";

interface StartPageData {
  readonly origin: string;
  readonly apiKeys: readonly string[];
  readonly clientApps: readonly Required<ClientApp>[];
  readonly endpoints: readonly ShownEndpoint[];
  /** How many connections there are. */
  readonly total: number;
  readonly pageSize: number;
}

const controlRoutes = [
  ["scenarios", "simulated faults"],
  ["connections", "connections"],
  ["client-apps", "client apps"],
  ["webhooks", "webhook deliveries and failures"],
] as const;

/** Returns the HTML. */
export function startPage({ origin, apiKeys, clientApps, endpoints, total, pageSize }: StartPageData): string {
  // One of the keys may be real: only one that cannot be is shown.
  const apiKey = apiKeys.find((key) => key.startsWith("sk_sandbox_")) ?? "…";
  const facts = [
    ...clientApps.map(
      (app) =>
        `Client app ${app.id} (${app.name}): redirects to ${listed(app.redirectUrls)}, embedded by ${listed(app.allowedOrigins)}`,
    ),
    ...endpoints.map(({ url, signature }) => `Webhooks to ${url}, signature ${signature}`),
    ...(endpoints.length === 0 ? ["No webhooks"] : []),
    `${total} connections, at most ${pageSize} in one page of the list`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OFAuth emulator</title>
<link rel="stylesheet" href="/assets/link-page.css">
<link rel="stylesheet" href="/assets/start-page.css">
</head>
<body>
<main>
<h1>OFAuth emulator</h1>
<p>OFAuth's API, its hosted Link page and its webhooks run at ${escaped`${origin}`}. Nothing is stored.</p>
<ul>${facts.map((fact) => escaped`<li>${fact}</li>`).join("")}</ul>
<h2>Settings</h2>
<p>Options of the handler:</p>
<pre>${escaped`${handlerSettings(origin, apiKey)}`}</pre>
<p>Attribute of the elements:</p>
<pre>${escaped`${elementSettings(origin)}`}</pre>
<h2>Sandbox accounts</h2>
<table>
<caption>Any name works before the @.</caption>
<thead><tr><th scope="col">E-mail</th><th scope="col">Password</th><th scope="col">One-time code</th></tr></thead>
<tbody>${sandboxAccounts.map(accountRow).join("")}</tbody>
</table>
<h2>Remote control</h2>
<p>JSON, which POST and DELETE requests change.</p>
<ul>${controlRoutes.map(([path, label]) => escaped`<li><a href="/emulator/${path}">/emulator/${path}</a> ${label}</li>`).join("")}</ul>
</main>
</body>
</html>
`;
}

const listed = (values: readonly string[]): string => values.join(", ") || "none";

const accountRow = ({ domain, password, otpCode }: (typeof sandboxAccounts)[number]): string =>
  escaped`<tr><th scope="row">test@${domain}</th><td>${password}</td><td>${otpCode ?? "none"}</td></tr>`;
