/** Checks that the page loads, over TLS. The headers of the page are checked in `policies.ts`. */
import { isLoopback } from "../../protocol/link-session.js";
import { navigationRequest } from "../browser-requests.js";
import { isHtml } from "../describe-response.js";
import { fail, NoResponseError, ok, runCheck, warn, type Check, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import type { SiteClient, SiteResponse } from "../site-client.js";

const check = (id: string, title: string): Check => ({ id, area: "Page", title });
const https = check("page-https", "HTTPS");
const loads = check("page-loads", "Loads");
const MAX_REDIRECTS = 5;

/** Returns the response; undefined when the page does not load. */
export async function* checkPage(page: URL, client: SiteClient): AsyncGenerator<Finding, SiteResponse | undefined> {
  yield checkHttps(page);
  let response: SiteResponse | undefined;
  yield await runCheck(loads, async () => {
    const loaded = await loadPage(page, client);
    if (loaded.redirectedTo !== undefined) {
      return fail(
        loads,
        `redirects to ${loaded.redirectedTo}`,
        "Run the doctor with the address at which the page with the elements ends up.",
      );
    }
    const { headers, status } = loaded.response;
    if (status !== 200) {
      return fail(
        loads,
        `${status}`,
        "Run the doctor with the address of a page that exists. Pass --cookie if the page needs a signed-in user.",
      );
    }
    response = loaded.response;
    const type = headers.get("content-type") ?? "no content type";
    const seen = `${status}, ${type}${loaded.path === page.pathname ? "" : `, at ${loaded.path}`}`;
    if (!isHtml(response))
      return warn(loads, seen, "Run the doctor with the address of the page that has the elements.");
    return ok(loads, seen);
  });
  return response;
}

function checkHttps({ protocol, hostname }: URL): Finding {
  if (protocol === "https:") return ok(https, "https:");
  if (isLoopback(hostname)) return ok(https, "http: on this machine, which is fine during development");
  return fail(
    https,
    "http:",
    "Serve the site over https:. Browsers restrict the flow cookie and the camera to secure pages, and the network can read everything else.",
  );
}

type LoadedPage =
  | { readonly response: SiteResponse; readonly path: string; readonly redirectedTo?: undefined }
  | { readonly redirectedTo: string };

/** Requests the page, following redirects on its own origin. */
async function loadPage(page: URL, client: SiteClient): Promise<LoadedPage> {
  let url = page;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await client.send(url, { ...navigationRequest(), signedIn: true });
    const redirect = readRedirect(response, url);
    if (!redirect) return { response, path: url.pathname };
    if (redirect.to?.origin !== page.origin) return { redirectedTo: redirect.shown };
    url = redirect.to;
  }
  throw new NoResponseError(`more than ${MAX_REDIRECTS} redirects`);
}
