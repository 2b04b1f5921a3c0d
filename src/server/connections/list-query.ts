/** Parses the query of `GET connections`. A malformed or contradictory parameter is an error, never guessed. */
import { MAX_PAGE_SIZE, type ConnectionListParams } from "../../protocol/connections-contract.js";
import { HttpError } from "../http/http-error.js";

/** Either a page of the caller's connections, or those with these ids. A malformed id is kept: it counts as unknown. */
type ListQuery =
  | { readonly ids: readonly string[]; readonly page?: undefined }
  | { readonly ids?: undefined; readonly page: ConnectionListParams };

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
/** As many connections as a store keeps. */
const MAX_OFFSET = 10_000;

/** Throws a 400. Ignores parameters that the contract does not have. */
export function parseListQuery(url: string): ListQuery {
  const query = new URL(url).searchParams;
  const getOne = (name: string): string | undefined => {
    const values = query.getAll(name);
    if (values.length > 1) throw malformed();
    return values[0];
  };
  const [ids, limit, offset, status, imported] = ["ids", "limit", "offset", "status", "imported"].map(getOne);
  if (ids !== undefined) {
    if ([limit, offset, status, imported].some((value) => value !== undefined)) throw malformed();
    return { ids: parseIds(ids) };
  }
  if (status !== undefined && !/^[\w.-]{1,64}$/.test(status)) throw malformed();
  if (imported !== undefined && imported !== "true" && imported !== "false") throw malformed();
  return {
    page: {
      limit: parseInteger(limit, 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      offset: parseInteger(offset, 0, MAX_OFFSET) ?? 0,
      status,
      imported: imported === undefined ? undefined : imported === "true",
    },
  };
}

function parseIds(text: string): string[] {
  const ids = text.split(",", MAX_PAGE_SIZE + 1);
  if (ids.length > MAX_PAGE_SIZE || ids.includes("")) throw malformed();
  return Array.from(new Set(ids));
}

function parseInteger(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : -1;
  if (value < min || value > max) throw malformed();
  return value;
}

const malformed = () => new HttpError(400, "misconfigured", "The query parameters are malformed.");
