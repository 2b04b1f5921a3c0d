/**
 * Opens a window of ours inside the user's click, still blank; its address follows when the session is there. Small on
 * purpose: it is the one part of a flow that cannot wait for code to load.
 */
const width = 480;
const height = 760;

/** The window, or null when the browser refused it. */
export function openBlankWindow(opener: Window, title: string): Window | null {
  const { availWidth = width, availHeight = height } = opener.screen;
  const w = Math.min(width, availWidth);
  const h = Math.min(height, availHeight);
  const left = Math.max(0, opener.screenX + (opener.outerWidth - w) / 2);
  const top = Math.max(0, opener.screenY + (opener.outerHeight - h) / 2);
  const features = `popup=yes,width=${w},height=${h},left=${Math.round(left)},top=${Math.round(top)}`;
  let popup: Window | null;
  try {
    // A name that nobody can guess: a page that knew it could have opened a window under that name before us.
    popup = opener.open("", `ofauth-${opener.crypto.getRandomValues(new Uint32Array(3)).join("-")}`, features);
  } catch {
    // Firefox throws where a sandbox forbids popups.
    return null;
  }
  if (!popup || popup.closed) return null;
  // While it is blank it is ours: cut the way back, so that no page in it can ever navigate this one.
  popup.opener = null;
  popup.document.title = title;
  popup.document.body.append(title);
  return popup;
}
