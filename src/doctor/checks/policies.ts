/** Checks the page's policies: frames, requests, scripts, images, the camera, and which sites may frame the page itself. */
import {
  blockingDirective,
  connectDirectives,
  effectiveDirective,
  frameDirectives,
  imageDirectives,
  metaPolicies,
  parsePolicies,
  scriptDirectives,
  type Directive,
  type Policy,
} from "../content-security-policy.js";
import { linkRoutes } from "../../protocol/link-contract.js";
import { fail, ok, warn, type Check, type Finding } from "../finding.js";
import { siteUrl } from "../site.js";
import type { SiteResponse } from "../site-client.js";

const check = (id: string, title: string): Check => ({ id, area: "Policies", title });
const frames = check("csp-frames", "Frames");
const requests = check("csp-requests", "Requests");
const scripts = check("csp-scripts", "Scripts");
const trustedTypes = check("csp-trusted-types", "Trusted Types");
const images = check("csp-images", "Avatars");
const reportOnly = check("csp-report-only", "Report-Only policy");
const frameAncestors = check("frame-ancestors", "Framing of the page");
const camera = check("permissions-policy", "Camera");
const isolation = check("cross-origin-isolation", "Isolation");

interface PolicyContext {
  readonly page: URL;
  readonly endpoint: URL;
  readonly linkOrigins: readonly string[];
  /** Origin of the session URL, when the host returned one. */
  readonly sessionOrigin: string | undefined;
}

export function checkPolicies({ headers, text }: SiteResponse, context: PolicyContext): Finding[] {
  const headerPolicies = parsePolicies(headers.get("content-security-policy"));
  const policies = [...headerPolicies, ...metaPolicies(text).flatMap(parsePolicies)];
  const reportOnlyPolicies = parsePolicies(headers.get("content-security-policy-report-only"));
  return [
    checkFrames(policies, context),
    checkRequests(policies, context),
    checkScripts(policies),
    checkTrustedTypes(policies),
    checkImages(policies, context),
    ...checkReportOnly(reportOnlyPolicies, context),
    checkFrameAncestors(headerPolicies, headers),
    checkCamera(headers, context),
    checkIsolation(headers),
  ];
}

const noPolicy = "no Content-Security-Policy restricts them";
const format = ({ name, sources }: Directive) => `${name} ${sources.join(" ")}`.trim();

function checkFrames(policies: readonly Policy[], context: PolicyContext): Finding {
  const { page, linkOrigins, sessionOrigin } = context;
  const blocked = linkOrigins.filter((origin) => blockingDirective(policies, frameDirectives, new URL(origin), page));
  const [first] = blocked;
  if (first === undefined) {
    const directives = policies.flatMap((policy) => effectiveDirective(policy, frameDirectives) ?? []);
    return ok(frames, directives.length > 0 ? directives.map(format).join("; ") : noPolicy);
  }
  const directive = blockingDirective(policies, frameDirectives, new URL(first), page)!;
  const seen = `${format(directive)} does not allow ${blocked.join(" and ")}`;
  const advice = `Add to frame-src: ${blocked.join(" ")}. Until then, users can continue only in a popup or with a redirect (csp_blocked).`;
  const isNeeded = blocked.length === linkOrigins.length || blocked.includes(sessionOrigin ?? "");
  return isNeeded ? fail(frames, seen, advice) : warn(frames, seen, advice);
}

function checkRequests(policies: readonly Policy[], { page, endpoint }: PolicyContext): Finding {
  const directive = blockingDirective(policies, connectDirectives, siteUrl(endpoint, linkRoutes.linkInit), page);
  if (!directive) return ok(requests, policies.length > 0 ? "requests to the routes are allowed" : noPolicy);
  const source = endpoint.origin === page.origin ? "'self'" : endpoint.origin;
  return fail(requests, `${format(directive)} does not allow the routes`, `Add to connect-src: ${source}`);
}

function checkScripts(policies: readonly Policy[]): Finding {
  const directives = policies.flatMap((policy) => effectiveDirective(policy, scriptDirectives) ?? []);
  if (directives.length === 0) return ok(scripts, noPolicy);
  const none = directives.find(({ sources }) => sources.every((source) => source.toLowerCase() === "'none'"));
  const hint = "'self' for the npm build, the CDN's origin for a script tag. The elements need nothing in style-src.";
  if (none)
    return fail(scripts, `${format(none)} allows no script`, `Add the source of the elements to script-src: ${hint}`);
  return ok(scripts, directives.map(format).join("; "), `It must allow the source of the elements: ${hint}`);
}

function checkTrustedTypes(policies: readonly Policy[]): Finding {
  for (const policy of policies) {
    const names = policy.get("trusted-types");
    if (names && !names.some((name) => name === "lit-html" || name === "*")) {
      return fail(
        trustedTypes,
        `trusted-types ${names.join(" ")} blocks Lit's policy, without which the elements cannot render`,
        "Add to trusted-types: lit-html (and 'allow-duplicates' when the page has two copies of Lit).",
      );
    }
  }
  return ok(trustedTypes, policies.some((policy) => policy.has("trusted-types")) ? "lit-html is allowed" : noPolicy);
}

function checkImages(policies: readonly Policy[], { page }: PolicyContext): Finding {
  const directive = blockingDirective(policies, imageDirectives, new URL("https://avatar.invalid/"), page);
  if (!directive) return ok(images, policies.length > 0 ? "images from other hosts are allowed" : noPolicy);
  return ok(
    images,
    format(directive),
    "The elements show initials instead of avatars. To show avatars, add https: to img-src.",
  );
}

/** Reports what a Report-Only policy will block once the host enforces it. */
function checkReportOnly(policies: readonly Policy[], context: PolicyContext): Finding[] {
  if (policies.length === 0) return [];
  const findings = [
    checkFrames(policies, context),
    checkRequests(policies, context),
    checkTrustedTypes(policies),
  ].filter(({ outcome }) => outcome !== "ok");
  if (findings.length === 0) return [ok(reportOnly, "it would block nothing that the elements need")];
  return [
    warn(
      reportOnly,
      findings.map(({ seen }) => seen).join("; "),
      `Before you enforce it: ${findings.map(({ advice }) => advice).join(" ")}`,
    ),
  ];
}

const framedAdvice = (others: readonly string[]): string =>
  `Add ${others.join(" and ")} to OFAuth's Allowed Origins, too: OFAuth's page refuses every page around it that is not there. In a frame of another site, set the handler's option cookies to "partitioned".`;

function checkFrameAncestors(headerPolicies: readonly Policy[], headers: Headers): Finding {
  // Browsers ignore frame-ancestors in a <meta> tag.
  const policy = headerPolicies.find((candidate) => candidate.has("frame-ancestors"));
  if (policy) {
    const sources = policy.get("frame-ancestors") ?? [];
    const others = sources.filter((source) => !/^'(self|none)'$/i.test(source));
    return ok(
      frameAncestors,
      `frame-ancestors ${sources.join(" ")}`,
      others.length > 0 ? framedAdvice(others) : undefined,
    );
  }
  const frameOptions = headers.get("x-frame-options");
  if (frameOptions && /^(deny|sameorigin)$/i.test(frameOptions.trim())) {
    return ok(frameAncestors, `X-Frame-Options: ${frameOptions}`);
  }
  return warn(
    frameAncestors,
    "any site may frame this page",
    "Send Content-Security-Policy: frame-ancestors 'self' as a header, to prevent clickjacking.",
  );
}

function checkCamera(headers: Headers, { linkOrigins }: PolicyContext): Finding {
  const value = headers.get("permissions-policy");
  const blocked = ["camera", "microphone"].filter((feature) => isBlocked(value, feature, linkOrigins));
  if (blocked.length === 0) {
    return ok(camera, value === null ? "no Permissions-Policy" : "the frame may ask for it");
  }
  const allowlist = `(self ${linkOrigins.map((origin) => `"${origin}"`).join(" ")})`;
  return warn(
    camera,
    `Permissions-Policy blocks ${blocked.join(" and ")} in the frame, which face verification needs`,
    `Send: ${blocked.map((feature) => `${feature}=${allowlist}`).join(", ")}`,
  );
}

/** Whether the last entry for `feature` in a Permissions-Policy leaves out one of `origins`. */
function isBlocked(value: string | null, feature: string, origins: readonly string[]): boolean {
  const entries = (value ?? "").split(",").map((entry) => entry.trim());
  const allowlist = entries.findLast((entry) => entry.startsWith(`${feature}=`))?.slice(feature.length + 1);
  if (allowlist === undefined) return false;
  const members = allowlist.replace(/[()]/g, " ").split(/\s+/);
  return !members.includes("*") && origins.some((origin) => !members.includes(`"${origin}"`));
}

function checkIsolation(headers: Headers): Finding {
  const firstToken = (name: string) => (headers.get(name) ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const embedder = firstToken("cross-origin-embedder-policy");
  if (embedder === "require-corp" || embedder === "credentialless") {
    return fail(
      isolation,
      `Cross-Origin-Embedder-Policy: ${embedder} keeps OFAuth's page out of the frame`,
      'Do not send it with the pages that have the elements. Where you have to, use mode="popup" or mode="redirect".',
    );
  }
  const opener = firstToken("cross-origin-opener-policy");
  return ok(
    isolation,
    opener ? `Cross-Origin-Opener-Policy: ${opener}, which is fine` : "no Cross-Origin-Embedder-Policy",
  );
}
