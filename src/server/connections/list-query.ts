/** What `GET connections` is asked for. Anything that is not the contract's is refused, never guessed. */
import { maxIds, type ConnectionListParams } from "../../protocol/connections-contract.js";
import { HttpError } from "../http/http-error.js";

/** A page of the caller's connections, or those with these ids (not yet checked: a malformed one is an unknown one). */
export type ConnectionsAsked =
  | { readonly ids: readonly string[]; readonly page?: undefined }
  | { readonly ids?: undefined; readonly page: ConnectionListParams };

const maxLimit = 100;
const maxOffset = 10_000;

/** Throws a 400. Parameters that are not ours are left alone. */
export function readConnectionQuery(url: string): ConnectionsAsked {
  const query = new URL(url).searchParams;
  const one = (name: string): string | undefined => {
    const values = query.getAll(name);
    if (values.length > 1) throw malformed();
    return values[0];
  };
  const [ids, limit, offset, status, imported] = ["ids", "limit", "offset", "status", "imported"].map(one);
  if (ids !== undefined) {
    if ([limit, offset, status, imported].some((value) => value !== undefined)) throw malformed();
    return { ids: readIds(ids) };
  }
  if (status !== undefined && !/^[\w.-]{1,64}$/.test(status)) throw malformed();
  if (imported !== undefined && imported !== "true" && imported !== "false") throw malformed();
  return {
    page: {
      limit: readNumber(limit, 1, maxLimit) ?? 10,
      offset: readNumber(offset, 0, maxOffset) ?? 0,
      status,
      imported: imported === undefined ? undefined : imported === "true",
    },
  };
}

function readIds(text: string): string[] {
  const ids = text.split(",", maxIds + 1);
  if (ids.length > maxIds || ids.includes("")) throw malformed();
  return Array.from(new Set(ids));
}

function readNumber(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : -1;
  if (value < least || value > most) throw malformed();
  return value;
}

const malformed = () => new HttpError(400, "misconfigured", "The query is not what this route takes.");
