/** The check of the `Host` header, which stops DNS rebinding. */
import { isLoopback } from "../protocol/link-session.js";

/**
 * Whether a request names this machine or the emulator's own origin. A page anywhere on the web can let its own name
 * resolve to 127.0.0.1, and then read what the emulator answers; its requests name its own host. A request without the
 * header did not come over HTTP: code in this process made it.
 */
export function isOwnHost({ headers }: Request, origin: string): boolean {
  const host = headers.get("host");
  const hostname = host?.replace(/:\d+$/, "").toLowerCase();
  return hostname === undefined || isLoopback(hostname) || hostname === new URL(origin).hostname;
}
