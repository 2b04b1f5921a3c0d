/** The page itself, and what its headers allow. */
import { answering, html, redirect, testFaults, type Fault } from "./faults.js";
import { goodPolicy } from "./host.js";

const page = (policy: string, more: Record<string, string> = {}) => ({
  page: { headers: { "content-security-policy": policy, ...more } },
});
const header = (headers: Record<string, string>) => ({ page: { headers } });
const meta = (content: string) => ({
  page: {
    html: `<!-- <meta http-equiv="content-security-policy" content="frame-src *"> --><meta HTTP-EQUIV='Content-Security-Policy' content="${content}">`,
  },
});

const policies: Fault[] = [
  {
    name: "frame-src does not have OFAuth's page",
    host: page("frame-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self' does not allow https:\/\/link\.ofauth\.com and https:\/\/link-next\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link\.ofauth\.com https:\/\/link-next\.ofauth\.com\./,
  },
  {
    name: "child-src decides where there is no frame-src",
    host: page("default-src *; child-src 'none'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^child-src 'none'/,
    advice: /frame-src/,
  },
  {
    name: "default-src decides where there is neither",
    host: page("default-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^default-src 'self'/,
    advice: /frame-src/,
  },
  {
    name: "one of OFAuth's two origins is missing",
    host: page("frame-src https://link.ofauth.com"),
    id: "csp-frames",
    outcome: "warn",
    seen: /does not allow https:\/\/link-next\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link-next\.ofauth\.com\./,
  },
  {
    name: "the origin is missing that the session has",
    host: page("frame-src https://link-next.ofauth.com"),
    id: "csp-frames",
    outcome: "fail",
    seen: /does not allow https:\/\/link\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link\.ofauth\.com\./,
  },
  {
    name: "of one directive twice, the first counts",
    host: page("frame-src 'self'; frame-src *"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    name: "the second of two policies refuses",
    host: page("frame-src *, frame-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    name: "a policy in the page's markup refuses, one in a comment does not count",
    host: meta("frame-src &#39;self&#39;"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    name: "wildcards and schemes are understood",
    host: page("frame-src https://*.ofauth.com"),
    id: "csp-frames",
    outcome: "ok",
    seen: /^frame-src https:\/\/\*\.ofauth\.com$/,
  },
  {
    name: "connect-src refuses the routes",
    host: page("connect-src https://api.example"),
    id: "csp-requests",
    outcome: "fail",
    seen: /^connect-src https:\/\/api\.example does not allow the routes$/,
    advice: /^Add to connect-src: 'self'$/,
  },
  {
    name: "no script may run",
    host: page("default-src 'none'"),
    id: "csp-scripts",
    outcome: "fail",
    seen: /^default-src 'none' lets no script run$/,
    advice: /script-src/,
  },
  {
    name: "Trusted Types without Lit's policy",
    host: page("require-trusted-types-for 'script'; trusted-types my-policy"),
    id: "csp-trusted-types",
    outcome: "fail",
    seen: /^trusted-types my-policy refuses/,
    advice: /^Add to trusted-types: lit-html/,
  },
  {
    name: "Trusted Types that leave it to anybody",
    host: page("require-trusted-types-for 'script'"),
    id: "csp-trusted-types",
    outcome: "ok",
    seen: /no Content-Security-Policy/,
  },
  {
    name: "avatars that are not allowed are no fault",
    host: page("img-src 'self'"),
    id: "csp-images",
    outcome: "ok",
    seen: /^img-src 'self'$/,
    advice: /Initials/,
  },
  {
    name: "a policy that is only reported warns before it is enforced",
    host: header({ "content-security-policy-report-only": "frame-src 'self'; connect-src 'none'" }),
    id: "csp-report-only",
    outcome: "warn",
    seen: /frame-src 'self' does not allow.*; connect-src 'none'/,
    advice: /^Before you enforce it: Add to frame-src/,
  },
  {
    name: "a policy that is only reported, and good",
    host: header({ "content-security-policy-report-only": goodPolicy }),
    id: "csp-report-only",
    outcome: "ok",
    seen: /nothing/,
  },
  {
    name: "anybody may frame the page",
    host: page("default-src 'self'"),
    id: "frame-ancestors",
    outcome: "warn",
    seen: /any site/,
    advice: /frame-ancestors 'self'/,
  },
  {
    name: "frame-ancestors in the markup does not count",
    host: { page: { ...meta("frame-ancestors 'none'").page, headers: { "content-security-policy": "img-src *" } } },
    id: "frame-ancestors",
    outcome: "warn",
    seen: /any site/,
    advice: /as a header/,
  },
  {
    name: "X-Frame-Options does it, too",
    host: page("img-src *", { "x-frame-options": "SAMEORIGIN" }),
    id: "frame-ancestors",
    outcome: "ok",
    seen: /X-Frame-Options/,
  },
];

const otherHeaders: Fault[] = [
  {
    name: "the camera is switched off",
    host: header({ "permissions-policy": "geolocation=(), camera=(), microphone=(self)" }),
    id: "permissions-policy",
    outcome: "warn",
    seen: /camera and microphone/,
    advice:
      /^Send: camera=\(self "https:\/\/link\.ofauth\.com" "https:\/\/link-next\.ofauth\.com"\), microphone=\(self/,
  },
  {
    name: "the camera is left to the frame",
    host: header({
      "permissions-policy": 'camera=(self "https://link.ofauth.com" "https://link-next.ofauth.com"), microphone=*',
    }),
    id: "permissions-policy",
    outcome: "ok",
    seen: /may ask/,
  },
  ...["require-corp", 'credentialless; report-to="x"'].map((value): Fault => ({
    name: `the page isolates itself: ${value}`,
    host: header({ "cross-origin-embedder-policy": value }),
    id: "cross-origin-isolation",
    outcome: "fail",
    seen: /keeps OFAuth's page out/,
    advice: /mode="popup"/,
  })),
  {
    name: "any opener policy is fine",
    host: header({ "cross-origin-opener-policy": "same-origin" }),
    id: "cross-origin-isolation",
    outcome: "ok",
    seen: /same-origin, which is fine/,
  },
];

const address: Fault[] = [
  {
    name: "a page without TLS",
    asked: { page: "http://app.example/" },
    id: "page-https",
    outcome: "fail",
    seen: /^http:$/,
    advice: /https:/,
  },
  {
    name: "a page on this machine needs none",
    asked: { page: "http://localhost:3000/" },
    id: "page-https",
    outcome: "ok",
    seen: /on this machine/,
  },
  {
    name: "a page that is not there",
    host: answering("GET /creators", () => html(404)),
    id: "page-loads",
    outcome: "fail",
    seen: /^404$/,
    advice: /address of a page that exists/,
  },
  {
    name: "an address that is no page",
    host: answering("GET /creators", () => Response.json({})),
    id: "page-loads",
    outcome: "warn",
    seen: /application\/json/,
    advice: /the page that has the elements/,
  },
  {
    name: "a redirect on the same origin is followed",
    host: answering("GET /creators", () => redirect("/en/creators")),
    id: "page-loads",
    outcome: "ok",
    seen: /at \/en\/creators$/,
  },
  {
    name: "a redirect to another origin is not",
    host: answering("GET /creators", () => redirect("https://www.app.example/creators?token=1")),
    id: "page-loads",
    outcome: "fail",
    seen: /^it leads to https:\/\/www\.app\.example\/creators$/,
    advice: /the address at which/,
  },
  {
    name: "a page that leads to itself",
    host: answering("GET /creators", () => redirect("/creators")),
    id: "page-loads",
    outcome: "fail",
    seen: /more than 5 redirects/,
    advice: /address is right/,
  },
];

testFaults([...policies, ...otherHeaders, ...address]);
