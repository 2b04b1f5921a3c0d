/** Parses the Content-Security-Policy of a page and decides whether it allows a URL (CSP Level 3). */

/** Sources of each directive, by the name of the directive. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** Parses the value of a header. Commas separate policies, and every policy applies. */
export function parsePolicies(value: string | null): Policy[] {
  return (value ?? "")
    .split(",")
    .map(parsePolicy)
    .filter((policy) => policy.size > 0);
}

function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const part of text.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    const directive = (name ?? "").toLowerCase();
    // Browsers ignore a second directive with the same name.
    if (directive && !policy.has(directive)) policy.set(directive, sources);
  }
  return policy;
}

/** Directives that decide about a kind of request, each with its fallbacks: the first that a policy has applies. */
export const frameDirectives = ["frame-src", "child-src", "default-src"] as const;
export const connectDirectives = ["connect-src", "default-src"] as const;
export const scriptDirectives = ["script-src-elem", "script-src", "default-src"] as const;
export const imageDirectives = ["img-src", "default-src"] as const;

/** A directive of a policy. */
export interface Directive {
  readonly name: string;
  readonly sources: readonly string[];
}

/** The directive of `policy` that applies; undefined when the policy allows everything. */
export function effectiveDirective(policy: Policy, names: readonly string[]): Directive | undefined {
  const name = names.find((candidate) => policy.has(candidate));
  return name === undefined ? undefined : { name, sources: policy.get(name) ?? [] };
}

/** The first directive that blocks `url` on `page`; undefined when every policy allows it. */
export function blockingDirective(
  policies: readonly Policy[],
  names: readonly string[],
  url: URL,
  page: URL,
): Directive | undefined {
  for (const policy of policies) {
    const directive = effectiveDirective(policy, names);
    if (directive && !directive.sources.some((source) => matches(source, url, page))) return directive;
  }
  return undefined;
}

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
const hostSource =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i;

/** Whether a source expression matches `url` on `page` (CSP Level 3, "Does url match expression in origin"). */
function matches(source: string, url: URL, page: URL): boolean {
  const lowerCase = source.toLowerCase();
  if (lowerCase === "*") return url.protocol === "https:" || url.protocol === "http:" || url.protocol === page.protocol;
  if (lowerCase === "'self'") return isSelf(page, url);
  if (/^[a-z][a-z0-9+.-]*:$/.test(lowerCase)) return isScheme(lowerCase, url.protocol);
  const [, scheme, host = "", port, path] = hostSource.exec(source) ?? [];
  if (!host) return false;
  if (!isScheme(scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`, url.protocol)) return false;
  return isHost(host.toLowerCase(), url.hostname) && isPort(port, scheme ?? "", url) && isPath(path, url.pathname);
}

/** `'self'` on an http: page also allows https: on the same host. */
const isSelf = (page: URL, url: URL) =>
  url.origin === page.origin ||
  (page.protocol === "http:" && url.protocol === "https:" && page.hostname === url.hostname && !page.port && !url.port);

const isScheme = (allowed: string, protocol: string) =>
  allowed === protocol || (allowed === "http:" && protocol === "https:");

const isHost = (allowed: string, hostname: string) =>
  allowed === "*" || (allowed.startsWith("*.") ? hostname.endsWith(allowed.slice(1)) : allowed === hostname);

function isPort(allowed: string | undefined, scheme: string, { port, protocol }: URL): boolean {
  if (allowed === "*") return true;
  const actual = port || defaultPorts[protocol];
  if (allowed === undefined) return actual === defaultPorts[protocol];
  return allowed === actual || (allowed === "80" && actual === "443" && scheme.toLowerCase() !== "https");
}

function isPath(allowed: string | undefined, pathname: string): boolean {
  if (allowed === undefined || allowed === "/") return true;
  return allowed.endsWith("/") ? pathname.startsWith(allowed) : pathname === allowed;
}

/** Policies of `<meta http-equiv="Content-Security-Policy">` tags in `html`, outside comments. */
export function metaPolicies(html: string): string[] {
  const policies: string[] = [];
  // Searched with indexOf: a hostile page could make a regular expression slow.
  for (let position = 0; ;) {
    const start = html.indexOf("<", position);
    if (start < 0) return policies;
    const isComment = html.startsWith("<!--", start);
    const end = html.indexOf(isComment ? "-->" : ">", start + 1);
    if (end < 0) return policies;
    position = end + 1;
    if (!/^<meta\s/i.test(html.slice(start, start + 6))) continue;
    const tag = html.slice(start, Math.min(end, start + 8000));
    if (attribute(tag, "http-equiv")?.trim().toLowerCase() !== "content-security-policy") continue;
    const content = attribute(tag, "content");
    if (content !== undefined) policies.push(content);
  }
}

function attribute(tag: string, name: string): string | undefined {
  const [, doubleQuoted, singleQuoted, unquoted] =
    new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(tag) ?? [];
  const value = doubleQuoted ?? singleQuoted ?? unquoted;
  return value?.replace(
    /&(quot|apos|#39|#x27|#34|#x22|amp);/gi,
    (_, name: string) => entities[name.toLowerCase()] ?? "",
  );
}

const entities: Readonly<Record<string, string>> = {
  quot: '"',
  "#34": '"',
  "#x22": '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  amp: "&",
};
