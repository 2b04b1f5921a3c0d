/** Warnings about a set-up that seems to work: each is written to the console once. */
import { isLoopback } from "../../protocol/link-session.js";
import { printWarning } from "./console.js";

/** Returns a function that writes the warning at its first call. */
function warnOnce(sentence: string): () => void {
  let isWritten = false;
  return () => {
    if (isWritten) return;
    isWritten = true;
    printWarning("misconfigured", "/", sentence);
  };
}

/**
 * Returns a function that warns about the first request that a proxy has forwarded to a loopback address: the handler
 * then takes that address for its own origin. `redirectUrl` replaces it.
 */
export function createProxyWarning(redirectUrl: string | undefined): (request: Request) => void {
  const warn = warnOnce(
    "A proxy forwards requests to a loopback address, which the handler takes for the site's own. Set redirectUrl.",
  );
  return ({ headers, url }) => {
    if (redirectUrl !== undefined || !headers.has("x-forwarded-proto")) return;
    // Next sets the header itself, without a proxy: the browser is then at a loopback address, too.
    const browserHost = headers.get("x-forwarded-host");
    if (isLoopback(new URL(url).hostname) && !(browserHost && isLoopback(browserHost.replace(/:\d+$/, "")))) warn();
  };
}

/**
 * Returns a function that warns, in production, of the first account that is hidden because no browser has confirmed it
 * as far as the memory store knows. Another process, or this one before it was restarted, may have confirmed it.
 */
export function createHiddenWarning(isStoreInMemory: boolean): () => void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  if (!isStoreInMemory || process?.env?.["NODE_ENV"] !== "production") return () => undefined;
  return warnOnce(
    "An account is hidden that no browser has confirmed in this process. With several processes or restarts, set store.",
  );
}
