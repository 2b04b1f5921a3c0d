/** Whether the page is shown inside a frame of another page, of the same site or of another. */
export const isFramed = (window: Window): boolean => window.top !== window;

const PROBE = "ofauth-probe";

/** Whether the page is inside a frame of another site, so that its windows do not share its cookies and its channels. */
export function isCrossSiteFramed(window: Window): boolean {
  if (!isFramed(window)) return false;
  const { document } = window;
  try {
    // There a browser takes no `Lax` cookie from a script. Origins do not tell: only browsers know which of them are one site.
    document.cookie = `${PROBE}=1; SameSite=Lax`;
    const isTaken = document.cookie.includes(PROBE);
    document.cookie = `${PROBE}=; Max-Age=0`;
    return !isTaken;
  } catch {
    return true;
  }
}
