/** Which permissions a page may ask for when it imports a session. */
import { HttpError } from "../http/http-error.js";

/** The most permissions of one import. */
const MAX_PERMISSIONS = 50;
/** The form of OFAuth's permissions, such as `profile:read`. */
export const permissionPattern = /^[A-Za-z][A-Za-z0-9_.*-]{0,49}(?::[A-Za-z0-9_.*-]{1,50}){0,3}$/;

/**
 * Returns the permissions to send to OFAuth, each once.
 *
 * @param requested What the page asks for. Without it, OFAuth decides, or everything that is allowed.
 * @param allowed The option `importPermissions`; undefined: all.
 * @throws {HttpError} 400 if there are too many or one is malformed; 403 if one is not allowed.
 */
export function boundPermissions(
  requested: readonly string[] | undefined,
  allowed: readonly string[] | undefined,
): readonly string[] | undefined {
  if (requested === undefined) return allowed;
  const permissions = Array.from(new Set(requested));
  if (permissions.length > MAX_PERMISSIONS || !permissions.every((name) => permissionPattern.test(name))) {
    throw new HttpError(400, "misconfigured", "The permissions are not short names, such as profile:read.");
  }
  if (allowed && !permissions.every((name) => allowed.includes(name))) {
    throw new HttpError(403, "forbidden", "The site does not allow these permissions.");
  }
  return permissions;
}
