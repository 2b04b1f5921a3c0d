import { testHostCases, type HostCase } from "./host-cases.js";
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

const contentSecurityPolicy: HostCase[] = [
  {
    when: "frame-src lists neither Link origin",
    host: page("frame-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self' does not allow https:\/\/link\.ofauth\.com and https:\/\/link-next\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link\.ofauth\.com https:\/\/link-next\.ofauth\.com\./,
  },
  {
    when: "child-src blocks the Link origins and there is no frame-src",
    host: page("default-src *; child-src 'none'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^child-src 'none'/,
    advice: /frame-src/,
  },
  {
    when: "default-src blocks the Link origins and there is neither frame-src nor child-src",
    host: page("default-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^default-src 'self'/,
    advice: /frame-src/,
  },
  {
    when: "frame-src lacks one of the two Link origins",
    host: page("frame-src https://link.ofauth.com"),
    id: "csp-frames",
    outcome: "warn",
    seen: /does not allow https:\/\/link-next\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link-next\.ofauth\.com\./,
  },
  {
    when: "frame-src lacks the origin of the session",
    host: page("frame-src https://link-next.ofauth.com"),
    id: "csp-frames",
    outcome: "fail",
    seen: /does not allow https:\/\/link\.ofauth\.com$/,
    advice: /^Add to frame-src: https:\/\/link\.ofauth\.com\./,
  },
  {
    when: "the first of two frame-src directives blocks the Link origins",
    host: page("frame-src 'self'; frame-src *"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    when: "the second of two policies blocks the Link origins",
    host: page("frame-src *, frame-src 'self'"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    when: "a policy in a <meta> tag blocks the Link origins and one in a comment allows them",
    host: meta("frame-src &#39;self&#39;"),
    id: "csp-frames",
    outcome: "fail",
    seen: /^frame-src 'self'/,
    advice: /frame-src/,
  },
  {
    when: "frame-src allows the Link origins with a wildcard",
    host: page("frame-src https://*.ofauth.com"),
    id: "csp-frames",
    outcome: "ok",
    seen: /^frame-src https:\/\/\*\.ofauth\.com$/,
  },
  {
    when: "connect-src blocks the routes",
    host: page("connect-src https://api.example"),
    id: "csp-requests",
    outcome: "fail",
    seen: /^connect-src https:\/\/api\.example does not allow the routes$/,
    advice: /^Add to connect-src: 'self'$/,
  },
  {
    when: "the policy allows no script",
    host: page("default-src 'none'"),
    id: "csp-scripts",
    outcome: "fail",
    seen: /^default-src 'none' allows no script$/,
    advice: /script-src/,
  },
  {
    when: "trusted-types does not list Lit's policy",
    host: page("require-trusted-types-for 'script'; trusted-types my-policy"),
    id: "csp-trusted-types",
    outcome: "fail",
    seen: /^trusted-types my-policy blocks Lit's policy/,
    advice: /^Add to trusted-types: lit-html/,
  },
  {
    when: "Trusted Types are required and any policy may be created",
    host: page("require-trusted-types-for 'script'"),
    id: "csp-trusted-types",
    outcome: "ok",
    seen: /no Content-Security-Policy/,
  },
  {
    when: "img-src blocks avatars",
    host: page("img-src 'self'"),
    id: "csp-images",
    outcome: "ok",
    seen: /^img-src 'self'$/,
    advice: /initials/,
  },
  {
    when: "the Report-Only policy would block frames and requests",
    host: header({ "content-security-policy-report-only": "frame-src 'self'; connect-src 'none'" }),
    id: "csp-report-only",
    outcome: "warn",
    seen: /frame-src 'self' does not allow.*; connect-src 'none'/,
    advice: /^Before you enforce it: Add to frame-src/,
  },
  {
    when: "the Report-Only policy allows everything that the elements need",
    host: header({ "content-security-policy-report-only": goodPolicy }),
    id: "csp-report-only",
    outcome: "ok",
    seen: /nothing/,
  },
  {
    when: "any site may frame the page",
    host: page("default-src 'self'"),
    id: "frame-ancestors",
    outcome: "warn",
    seen: /any site/,
    advice: /frame-ancestors 'self'/,
  },
  {
    when: "frame-ancestors is only in a <meta> tag",
    host: { page: { ...meta("frame-ancestors 'none'").page, headers: { "content-security-policy": "img-src *" } } },
    id: "frame-ancestors",
    outcome: "warn",
    seen: /any site/,
    advice: /as a header/,
  },
  {
    when: "another site may frame the page",
    host: page("frame-ancestors 'self' https://admin.example"),
    id: "frame-ancestors",
    outcome: "ok",
    seen: /admin\.example/,
    advice: /Add https:\/\/admin\.example to OFAuth's Allowed Origins.*partitioned/,
  },
  {
    when: "X-Frame-Options restricts framing",
    host: page("img-src *", { "x-frame-options": "SAMEORIGIN" }),
    id: "frame-ancestors",
    outcome: "ok",
    seen: /X-Frame-Options/,
  },
];

const otherHeaders: HostCase[] = [
  {
    when: "Permissions-Policy turns the camera off",
    host: header({ "permissions-policy": "geolocation=(), camera=(), microphone=(self)" }),
    id: "permissions-policy",
    outcome: "warn",
    seen: /camera and microphone/,
    advice:
      /^Send: camera=\(self "https:\/\/link\.ofauth\.com" "https:\/\/link-next\.ofauth\.com"\), microphone=\(self/,
  },
  {
    when: "Permissions-Policy allows the camera in the frame",
    host: header({
      "permissions-policy": 'camera=(self "https://link.ofauth.com" "https://link-next.ofauth.com"), microphone=*',
    }),
    id: "permissions-policy",
    outcome: "ok",
    seen: /may ask/,
  },
  ...["require-corp", 'credentialless; report-to="x"'].map((value): HostCase => ({
    when: `the page sends Cross-Origin-Embedder-Policy: ${value}`,
    host: header({ "cross-origin-embedder-policy": value }),
    id: "cross-origin-isolation",
    outcome: "fail",
    seen: /keeps OFAuth's page out/,
    advice: /mode="popup"/,
  })),
  {
    when: "the page has a Cross-Origin-Opener-Policy",
    host: header({ "cross-origin-opener-policy": "same-origin" }),
    id: "cross-origin-isolation",
    outcome: "ok",
    seen: /same-origin, which is fine/,
  },
];

testHostCases("checkPolicies", [...contentSecurityPolicy, ...otherHeaders]);
