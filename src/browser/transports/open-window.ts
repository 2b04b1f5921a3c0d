/**
 * What a click does before the code of the flow is loaded: it opens a blank window, which is navigated when the session is
 * there. This is loaded with the button, so it is kept small.
 */
const width = 480;
const height = 760;

/** Returns an attempt id of 160 random bits. Not `randomUUID()`, which is not available on plain http. */
export const randomAttemptId = (): string => crypto.getRandomValues(new Uint32Array(5)).join("-");

/**
 * Opens a blank popup in the middle of the browser window. Returns null without one: the browser blocked it, or what
 * the page or an extension put in place of `open()` returned no window of its own. Returns the page's own window where the
 * browser has only that one.
 */
export function openBlankWindow(title: string): Window | null {
  const left = screenX + (outerWidth - width) / 2;
  const top = screenY + (outerHeight - height) / 2;
  try {
    // An unguessable name: a page that knew it could open a window of that name first.
    const popup = open("", randomAttemptId(), `popup,width=${width},height=${height},left=${left},top=${top}`);
    // A frame is not its own `top`, and an object that is no window has no `self`.
    if (!popup?.self || popup.closed || popup.top !== popup.self) return null;
    if (popup === window) return popup;
    // While it is blank, it has the same origin: clear `opener`, so that no page in it can navigate this one.
    popup.opener = null;
    popup.document.title = title;
    popup.document.body.append(title);
    return popup;
  } catch {
    // Firefox throws where a sandbox forbids popups, and a stand-in for a window where it is written to.
    return null;
  }
}

export type OpenBlankWindow = typeof openBlankWindow;
