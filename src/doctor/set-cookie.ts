/** Reads a `Set-Cookie` line (RFC 6265bis). */

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Names in lower case; a flag has the value "". */
  readonly attributes: ReadonlyMap<string, string>;
}

export function parseSetCookie(line: string): SetCookie | undefined {
  const [pair = "", ...rest] = line.split(";");
  const at = pair.indexOf("=");
  if (at < 1) return undefined;
  const attributes = new Map<string, string>();
  for (const part of rest) {
    const [name = "", ...value] = part.split("=");
    attributes.set(name.trim().toLowerCase(), value.join("=").trim());
  }
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim(), attributes };
}
