/**
 * Opens a window of ours inside the user's click, still blank; its address follows when the session is there. Small on
 * purpose: it is the one part of a flow that cannot wait for code to load.
 */
const width = 480;
const height = 760;

/** 160 random bits, as words joined by "-". Not `randomUUID`, which pages on plain http do not have. */
export const randomAttemptId = (): string => crypto.getRandomValues(new Uint32Array(5)).join("-");

/** The window, or null when the browser refused it. Browsers themselves keep it on the screen. */
export function openBlankWindow(title: string): Window | null {
  const left = screenX + (outerWidth - width) / 2;
  const top = screenY + (outerHeight - height) / 2;
  let popup: Window | null = null;
  try {
    // A name that nobody can guess: a page that knew it could have opened a window under that name before us.
    popup = open("", randomAttemptId(), `popup,width=${width},height=${height},left=${left},top=${top}`);
  } catch {
    // Firefox throws where a sandbox forbids popups.
  }
  if (!popup || popup.closed) return null;
  // While it is blank it is ours: cut the way back, so that no page in it can ever navigate this one.
  popup.opener = null;
  popup.document.title = title;
  popup.document.body.append(title);
  return popup;
}

export type OpenBlankWindow = typeof openBlankWindow;
