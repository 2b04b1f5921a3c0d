/** Parser of `Set-Cookie` headers (RFC 6265bis). */

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** By name in lower case; the value of a flag is "". */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Parses the value of one `Set-Cookie` header; undefined when it has no name. */
function parseSetCookie(header: string): SetCookie | undefined {
  const [pair = "", ...rest] = header.split(";");
  const equalsAt = pair.indexOf("=");
  if (equalsAt < 1) return undefined;
  const attributes = new Map<string, string>();
  for (const part of rest) {
    const [name = "", ...value] = part.split("=");
    attributes.set(name.trim().toLowerCase(), value.join("=").trim());
  }
  return { name: pair.slice(0, equalsAt).trim(), value: pair.slice(equalsAt + 1).trim(), attributes };
}

/** All cookies that a response sets. */
export const cookiesOf = (headers: Headers): SetCookie[] =>
  headers.getSetCookie().flatMap((header) => parseSetCookie(header) ?? []);
