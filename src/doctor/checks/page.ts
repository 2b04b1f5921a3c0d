/** Is the page there, and over TLS? What it says about frames, scripts and cameras is `policy-checks.ts`. */
import { isLoopback } from "../../protocol/link-session.js";
import { fail, look, NoAnswer, ok, warn, type About, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import { asVisit } from "../browser-requests.js";
import type { SiteResponse, Visitor } from "../site-client.js";

const about = (id: string, title: string): About => ({ id, area: "Page", title });
const secure = about("page-https", "HTTPS");
const loads = about("page-loads", "Loads");
const maxHops = 5;

export interface SeenPage {
  readonly findings: readonly Finding[];
  /** Undefined when there is no page to look at. */
  readonly answer: SiteResponse | undefined;
}

export async function checkPage(page: URL, visitor: Visitor): Promise<SeenPage> {
  let answer: SiteResponse | undefined;
  const loaded = await look(loads, async () => {
    const visited = await visit(page, visitor);
    if (visited.leaves !== undefined) {
      return fail(
        loads,
        `it leads to ${visited.leaves}`,
        "Run the doctor with the address at which the page with the elements ends up.",
      );
    }
    const { headers, status } = visited.answer;
    const type = headers.get("content-type") ?? "no content type";
    if (status !== 200)
      return fail(
        loads,
        `${status}`,
        "Run the doctor with the address of a page that exists; give --cookie if one has to be signed in.",
      );
    answer = visited.answer;
    const seen = `${status}, ${type}${visited.path === page.pathname ? "" : `, at ${visited.path}`}`;
    if (!/^text\/html\b/i.test(type))
      return warn(loads, seen, "Run the doctor with the address of the page that has the elements.");
    return ok(loads, seen);
  });
  return { findings: [isSecure(page), loaded], answer };
}

function isSecure({ protocol, hostname }: URL): Finding {
  if (protocol === "https:") return ok(secure, "https:");
  if (isLoopback(hostname)) return ok(secure, "http: on this machine, which is fine while you develop");
  return fail(
    secure,
    "http:",
    "Serve the site over https:. Browsers keep the flow cookie and the camera for secure pages, and anybody on the way can read the rest.",
  );
}

type Visited =
  { readonly answer: SiteResponse; readonly path: string; readonly leaves?: undefined } | { readonly leaves: string };

/** Follows redirects on the page's own origin. */
async function visit(page: URL, visitor: Visitor): Promise<Visited> {
  let url = page;
  for (let hop = 0; hop <= maxHops; hop++) {
    const answer = await visitor.ask(url, { ...asVisit(), signedIn: true });
    const redirect = readRedirect(answer, url);
    if (!redirect) return { answer, path: url.pathname };
    if (redirect.to?.origin !== page.origin) return { leaves: redirect.shown };
    url = redirect.to;
  }
  throw new NoAnswer(`more than ${maxHops} redirects`);
}
