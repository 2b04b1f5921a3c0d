/** What the page's own headers allow: the frame, the requests, the camera, and who may frame the page itself. */
import {
  connectDirectives,
  deciding,
  frameDirectives,
  imageDirectives,
  metaPolicies,
  parsePolicies,
  refusing,
  scriptDirectives,
  type Policy,
} from "../content-security-policy.js";
import { linkRoutes } from "../../protocol/link-contract.js";
import { routeAt } from "./routes.js";
import { fail, ok, warn, type About, type Finding } from "../finding.js";
import type { SiteResponse } from "../site-client.js";

const about = (id: string, title: string): About => ({ id, area: "Policies", title });
const frames = about("csp-frames", "Frames");
const requests = about("csp-requests", "Requests");
const scripts = about("csp-scripts", "Scripts");
const types = about("csp-trusted-types", "Trusted Types");
const avatars = about("csp-images", "Avatars");
const future = about("csp-report-only", "Report-Only policy");
const framed = about("frame-ancestors", "Who may frame it");
const camera = about("permissions-policy", "Camera");
const isolation = about("cross-origin-isolation", "Isolation");

export interface PolicyQuestion {
  readonly page: URL;
  readonly endpoint: URL;
  readonly linkOrigins: readonly string[];
  /** The origin of a session that the host has answered with. */
  readonly sessionOrigin: string | undefined;
}

export function checkPolicies({ headers, text }: SiteResponse, question: PolicyQuestion): Finding[] {
  const sent = parsePolicies(headers.get("content-security-policy"));
  const policies = [...sent, ...metaPolicies(text).flatMap(parsePolicies)];
  const reported = parsePolicies(headers.get("content-security-policy-report-only"));
  return [
    checkFrames(policies, question),
    checkRequests(policies, question),
    checkScripts(policies),
    checkTypes(policies),
    checkAvatars(policies, question),
    ...checkReported(reported, question),
    checkFramed(sent, headers),
    checkCamera(headers, question),
    checkIsolation(headers),
  ];
}

const noPolicy = "there is no Content-Security-Policy that says anything about it";
const line = ({ name, sources }: { name: string; sources: readonly string[] }) => `${name} ${sources.join(" ")}`.trim();

function checkFrames(policies: readonly Policy[], question: PolicyQuestion): Finding {
  const { page, linkOrigins, sessionOrigin } = question;
  const refused = linkOrigins.filter((origin) => refusing(policies, frameDirectives, new URL(origin), page));
  const [first] = refused;
  if (first === undefined) {
    const decisions = policies.flatMap((policy) => deciding(policy, frameDirectives) ?? []);
    return ok(frames, decisions.length > 0 ? decisions.map(line).join("; ") : noPolicy);
  }
  const decision = refusing(policies, frameDirectives, new URL(first), page)!;
  const seen = `${line(decision)} does not allow ${refused.join(" and ")}`;
  const advice = `Add to frame-src: ${refused.join(" ")}. Until then the user is offered a window or a redirect (csp_blocked).`;
  const isNeeded = refused.length === linkOrigins.length || refused.includes(sessionOrigin ?? "");
  return isNeeded ? fail(frames, seen, advice) : warn(frames, seen, advice);
}

function checkRequests(policies: readonly Policy[], { page, endpoint }: PolicyQuestion): Finding {
  const decision = refusing(policies, connectDirectives, routeAt(endpoint, linkRoutes.linkInit), page);
  if (!decision) return ok(requests, policies.length > 0 ? "the routes may be asked" : noPolicy);
  const source = endpoint.origin === page.origin ? "'self'" : endpoint.origin;
  return fail(requests, `${line(decision)} does not allow the routes`, `Add to connect-src: ${source}`);
}

function checkScripts(policies: readonly Policy[]): Finding {
  const decisions = policies.flatMap((policy) => deciding(policy, scriptDirectives) ?? []);
  if (decisions.length === 0) return ok(scripts, noPolicy);
  const none = decisions.find(({ sources }) => sources.every((source) => source.toLowerCase() === "'none'"));
  const hint = "'self' for the npm build, the CDN's origin for a script tag; style-src needs nothing for the elements.";
  if (none)
    return fail(scripts, `${line(none)} lets no script run`, `Add to script-src where the elements come from: ${hint}`);
  return ok(scripts, decisions.map(line).join("; "), `It must allow where the elements come from: ${hint}`);
}

function checkTypes(policies: readonly Policy[]): Finding {
  for (const policy of policies) {
    const names = policy.get("trusted-types");
    if (names && !names.some((name) => name === "lit-html" || name === "*")) {
      return fail(
        types,
        `trusted-types ${names.join(" ")} refuses Lit's policy, and with it the elements`,
        "Add to trusted-types: lit-html (and 'allow-duplicates' where two copies of Lit are on the page).",
      );
    }
  }
  return ok(types, policies.some((policy) => policy.has("trusted-types")) ? "lit-html is allowed" : noPolicy);
}

function checkAvatars(policies: readonly Policy[], { page }: PolicyQuestion): Finding {
  const decision = refusing(policies, imageDirectives, new URL("https://avatar.invalid/"), page);
  if (!decision) return ok(avatars, policies.length > 0 ? "images of other hosts are allowed" : noPolicy);
  return ok(
    avatars,
    line(decision),
    "Initials stand in for the avatars of accounts; with https: in img-src they are shown.",
  );
}

/** What will be refused when the policy that is being tried out is switched on. */
function checkReported(policies: readonly Policy[], question: PolicyQuestion): Finding[] {
  if (policies.length === 0) return [];
  const faults = [checkFrames(policies, question), checkRequests(policies, question), checkTypes(policies)].filter(
    ({ outcome }) => outcome !== "ok",
  );
  if (faults.length === 0) return [ok(future, "it would refuse nothing of this")];
  return [
    warn(
      future,
      faults.map(({ seen }) => seen).join("; "),
      `Before you enforce it: ${faults.map(({ advice }) => advice).join(" ")}`,
    ),
  ];
}

function checkFramed(sent: readonly Policy[], headers: Headers): Finding {
  const policy = sent.find((candidate) => candidate.has("frame-ancestors"));
  if (policy) return ok(framed, `frame-ancestors ${policy.get("frame-ancestors")?.join(" ")}`);
  const older = headers.get("x-frame-options");
  if (older && /^(deny|sameorigin)$/i.test(older.trim())) return ok(framed, `X-Frame-Options: ${older}`);
  return warn(
    framed,
    "any site may put this page into a frame",
    "Send Content-Security-Policy: frame-ancestors 'self' as a header, so that nobody lays your buttons under his own.",
  );
}

function checkCamera(headers: Headers, { linkOrigins }: PolicyQuestion): Finding {
  const value = headers.get("permissions-policy");
  const closed = ["camera", "microphone"].filter((feature) => isClosed(value, feature, linkOrigins));
  if (closed.length === 0)
    return ok(camera, value === null ? "there is no Permissions-Policy" : "the frame may ask for it");
  const list = `(self ${linkOrigins.map((origin) => `"${origin}"`).join(" ")})`;
  return warn(
    camera,
    `Permissions-Policy keeps ${closed.join(" and ")} from the frame, which face verification needs`,
    `Send: ${closed.map((feature) => `${feature}=${list}`).join(", ")}`,
  );
}

/** Whether the last word of the header about `feature` leaves an origin out. */
function isClosed(value: string | null, feature: string, origins: readonly string[]): boolean {
  const entries = (value ?? "").split(",").map((entry) => entry.trim());
  const list = entries.findLast((entry) => entry.startsWith(`${feature}=`))?.slice(feature.length + 1);
  if (list === undefined) return false;
  const members = list.replace(/[()]/g, " ").split(/\s+/);
  return !members.includes("*") && origins.some((origin) => !members.includes(`"${origin}"`));
}

function checkIsolation(headers: Headers): Finding {
  const word = (name: string) => (headers.get(name) ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const embedder = word("cross-origin-embedder-policy");
  if (embedder === "require-corp" || embedder === "credentialless") {
    return fail(
      isolation,
      `Cross-Origin-Embedder-Policy: ${embedder} keeps OFAuth's page out of the frame, without an error`,
      'Do not send it for the pages with the button; where you must, use mode="popup" or mode="redirect".',
    );
  }
  const opener = word("cross-origin-opener-policy");
  return ok(
    isolation,
    opener ? `Cross-Origin-Opener-Policy: ${opener}, which is fine` : "no Cross-Origin-Embedder-Policy",
  );
}
