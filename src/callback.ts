/**
 * Entry for a callback page of your own: importing it is enough. It reads OFAuth's parameters, removes them from the address,
 * hands them to the page that waits for them, and closes the window.
 */
import { browserClock } from "./browser/signals/clock.js";
import { handOffCallback } from "./browser/transports/callback-handoff.js";
import { RecordedAttempts } from "./browser/transports/recorded-attempts.js";
import { activated } from "./browser/activated.js";
import { hasConnectionId, isCallbackParam, stripCallbackParams } from "./protocol/callback-address.js";
import { parseCallbackUrl } from "./protocol/callback-url.js";

/**
 * Outcome of a callback page. `handed-over`: the waiting page has the callback, and the window closes. `nobody-waits`: no page
 * answered; the window goes on to the first link of your page, with the callback, and stays open without one. `not-a-return`: the address has no parameters of OFAuth's.
 * `unsolicited`: this browser has not started a flow. `not-a-window`: the callback belongs to a redirect; the element reads it.
 */
export type CompletedLink = "handed-over" | "nobody-waits" | "not-a-return" | "unsolicited" | "not-a-window";

/**
 * Hands the callback in `url` to the page that waits for it. Never rejects.
 *
 * @param url An address that your router kept. Default: the page's own, which the import has read already (see `completed`).
 */
export async function completeLink(url?: string): Promise<CompletedLink> {
  const here = window.location.href;
  const address = url === undefined ? here : URL.canParse(url, here) ? new URL(url, here).href : "";
  if (!isCallback(address)) return "not-a-return";
  const pending = new RecordedAttempts(window, browserClock);
  const [record] = pending.list();
  if (record?.mode === "redirect") return "not-a-window";
  // The parameters of an address that no flow of this browser left may be another library's.
  if (address === here && (record?.own || hasConnectionId(here))) {
    window.history.replaceState(window.history.state, "", stripCallbackParams(here));
  }
  // Anyone can write a link; a popup comes back in its own window. The page that waits removes the record.
  if (!record?.own) return "unsolicited";
  const { search } = new URL(address);
  if (!(await handOffCallback(window, record.attemptId, search, browserClock))) {
    goOn(search);
    return "nobody-waits";
  }
  window.close();
  return "handed-over";
}

/** Goes on to the site, where an element reads the callback in place of the page that waited for it. */
function goOn(search: string): void {
  const { origin, pathname } = window.location;
  // Not a link within this page, such as a skip link, which would lead back here.
  const link = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].find(
    (other) => other.origin === origin && other.pathname !== pathname,
  );
  if (!link) return;
  const target = new URL(link.href);
  for (const [name, value] of new URLSearchParams(search)) {
    if (isCallbackParam(name)) target.searchParams.append(name, value);
  }
  window.location.replace(target);
}

function isCallback(address: string): boolean {
  if (!address) return false;
  try {
    return parseCallbackUrl(address) !== undefined;
  } catch {
    // Malformed, but from OFAuth: the waiting page fails with a code.
    return true;
  }
}

/** Outcome of the page's own address, which the import has read. `not-a-return` outside a browser. */
export const completed: Promise<CompletedLink> =
  typeof window === "undefined" ? Promise.resolve("not-a-return") : activated(document).then(() => completeLink());
