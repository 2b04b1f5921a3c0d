/** The check of the `Host` header, which stops DNS rebinding. */
import { isLoopback } from "../protocol/link-session.js";

/**
 * Whether a request names this machine or the emulator's own origin. A page anywhere on the web can let its own name
 * resolve to 127.0.0.1, and then read what the emulator answers; its requests name its own host.
 */
export function isOwnHost(request: Request, origin: string): boolean {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  const hostname = host.replace(/:\d+$/, "").toLowerCase();
  return isLoopback(hostname) || hostname === new URL(origin).hostname;
}
