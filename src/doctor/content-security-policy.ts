/** Reads a page's Content-Security-Policy and answers whether it lets something be loaded (CSP Level 3). */

/** Directives by name, each with its sources. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** The policies in a header's value: several are parted by commas, and all of them hold. */
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
    // Of two with the same name a browser takes the first.
    if (directive && !policy.has(directive)) policy.set(directive, sources);
  }
  return policy;
}

/** What decides about frames, and about requests of scripts: the first of these that a policy has. */
export const frameDirectives = ["frame-src", "child-src", "default-src"] as const;
export const connectDirectives = ["connect-src", "default-src"] as const;
export const scriptDirectives = ["script-src-elem", "script-src", "default-src"] as const;
export const imageDirectives = ["img-src", "default-src"] as const;

/** The directive of `policy` that decides; undefined: nothing is refused. */
export function deciding(
  policy: Policy,
  names: readonly string[],
): { name: string; sources: readonly string[] } | undefined {
  const name = names.find((candidate) => policy.has(candidate));
  return name === undefined ? undefined : { name, sources: policy.get(name) ?? [] };
}

/** The first of `policies` that does not let `url` be loaded; undefined when all do. */
export function refusing(
  policies: readonly Policy[],
  names: readonly string[],
  url: URL,
  page: URL,
): { name: string; sources: readonly string[] } | undefined {
  for (const policy of policies) {
    const decision = deciding(policy, names);
    if (decision && !decision.sources.some((source) => matches(source, url, page))) return decision;
  }
  return undefined;
}

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
const hostSource =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i;

/** Whether one source expression covers `url`, on a page at `page`. */
export function matches(source: string, url: URL, page: URL): boolean {
  const plain = source.toLowerCase();
  if (plain === "*") return url.protocol === "https:" || url.protocol === "http:" || url.protocol === page.protocol;
  if (plain === "'self'") return isSame(page, url);
  if (/^[a-z][a-z0-9+.-]*:$/.test(plain)) return isScheme(plain, url.protocol);
  const [, scheme, host = "", port, path] = hostSource.exec(source) ?? [];
  if (!host) return false;
  if (!isScheme(scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`, url.protocol)) return false;
  return isHost(host.toLowerCase(), url.hostname) && isPort(port, scheme ?? "", url) && isPath(path, url.pathname);
}

/** A page on http: may load from https: of the same host. */
const isSame = (page: URL, url: URL) =>
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

/** The values of `<meta http-equiv="Content-Security-Policy">` in `html`. Comments do not count. */
export function metaPolicies(html: string): string[] {
  const found: string[] = [];
  // Searched by hand: an expression over a page that wants to be slow would be.
  for (let at = 0; ;) {
    const next = html.indexOf("<", at);
    if (next < 0) return found;
    const isComment = html.startsWith("<!--", next);
    const end = html.indexOf(isComment ? "-->" : ">", next + 1);
    if (end < 0) return found;
    at = end + 1;
    if (!/^<meta\s/i.test(html.slice(next, next + 6))) continue;
    const tag = html.slice(next, Math.min(end, next + 8000));
    if (attribute(tag, "http-equiv")?.trim().toLowerCase() !== "content-security-policy") continue;
    const content = attribute(tag, "content");
    if (content !== undefined) found.push(content);
  }
}

function attribute(tag: string, name: string): string | undefined {
  const [, double, single, bare] =
    new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(tag) ?? [];
  const value = double ?? single ?? bare;
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
