/** Validates single options of `createOFAuthHandler`. Each function throws an `Error` that names the wrong option. */
import { stripCallbackParams } from "../protocol/callback-address.js";
import { defaultLinkOrigins, parseLinkOrigins } from "../protocol/link-session.js";
import { permissionPattern } from "./connections/import-permissions.js";
import { parseOwnPath } from "./link/return-to.js";
import { readOptionalFunction, readUrl, type CreateOptionError } from "./ofauth/access.js";
import { parseGeolocation, type Geolocation } from "./ofauth/geolocation.js";

const MIN_COOKIE_SECRET_BYTES = 16;

export const optionError: CreateOptionError = (option, problem) =>
  new Error(`createOFAuthHandler: ${option} ${problem}.`);

export const readFunction = <T>(name: string, value: T): T => readOptionalFunction(name, value, optionError);

export function readBasePath(value: string): string {
  const path = typeof value === "string" ? value.replace(/\/+$/, "") : "*";
  if (!/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/.test(path)) {
    throw optionError("basePath", "must be a plain path that starts with a slash, such as /api/ofauth");
  }
  return path;
}

export const readReturnUrl = (value: string): string =>
  parseOwnPath(value) ?? stripCallbackParams(readUrl("returnUrl", value, optionError).href);

export function readClientAppId(value: string | undefined): string | undefined {
  if (value !== undefined && (typeof value !== "string" || !/^app_[a-zA-Z0-9]+$/.test(value))) {
    throw optionError("clientAppId", "must start with app_ and continue with letters and digits");
  }
  return value;
}

export function readGeolocation(value: Geolocation | undefined): Geolocation | undefined {
  if (value === undefined) return undefined;
  const geolocation = parseGeolocation(value);
  if (!geolocation) {
    throw optionError("geolocation", 'must be {country, state?, city?} with short strings, such as {country: "US"}');
  }
  return geolocation;
}

export function readLinkOrigins(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return defaultLinkOrigins;
  try {
    return parseLinkOrigins(typeof value === "string" ? value : value.join(" "));
  } catch {
    throw optionError("linkOrigins", "must list exact origins, such as https://link.ofauth.com");
  }
}

export function readCookieSecret(value: string | undefined, apiKey: string): string {
  if (value === undefined) return apiKey;
  if (typeof value !== "string" || new TextEncoder().encode(value).length < MIN_COOKIE_SECRET_BYTES) {
    throw optionError("cookieSecret", `must be a string of at least ${MIN_COOKIE_SECRET_BYTES} bytes`);
  }
  return value;
}

export function readLimit(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw optionError(name, "must be a whole number of at least 1");
  return value;
}

export function readBoolean(name: string, value: boolean): boolean {
  // A string from the environment, such as "false", would count as true.
  if (typeof value !== "boolean") throw optionError(name, "must be true or false, not a string");
  return value;
}

export function readChoice<Choice extends string>(name: string, value: Choice, ...choices: Choice[]): Choice {
  if (choices.includes(value)) return value;
  throw optionError(name, `must be ${choices.map((choice) => `"${choice}"`).join(" or ")}`);
}

export function readPermissions(value: readonly string[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || !value.every((name) => permissionPattern.test(String(name)))) {
    throw optionError("importPermissions", "must be a list of at least one permission, such as profile:read");
  }
  return Array.from(value as readonly string[]);
}
