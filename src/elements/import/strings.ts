/** The words of `<ofauth-import>`, in English, by key. */
export const importStrings = {
  importTitle: "Import a session",
  importUpdateTitle: "Update a session",
  importCookie: "Cookie",
  importCookieHint: "The Cookie header of a signed-in OnlyFans session, with auth_id, sess and fp.",
  importCookieShow: "Show cookie",
  importUserAgent: "User agent",
  importUserAgentHint: "Of the browser that the session is from.",
  importUserAgentFill: "Use this browser's",
  importSend: "Import session",
  importUpdateSend: "Update session",
  importSending: "Sending the session.",
  importCookieEmpty: "Enter the cookie.",
  importCookieLong: "This is too long for a cookie. Copy just the Cookie header.",
  /** Followed by their names. */
  importCookieLacks: "Missing in the cookie:",
  importUserAgentEmpty: "Enter the user agent.",
  importDone: "Session imported.",
  importUpdateDone: "Session updated.",
  importOffer: "This OnlyFans account is connected already. Its connection can take the session that you entered.",
  importOfferUpdate: "Update the existing connection",
  importOfferCancel: "Cancel",
  importOff: "Importing is not switched on for this site.",
  importNotThere: "This connection is gone, or was not imported.",
  importError_import_invalid: "OnlyFans did not accept this session. Copy a fresh cookie and user agent.",
  importError_import_conflict: "This OnlyFans account is connected already, and cannot be imported here.",
  importUpdateConflict: "This session belongs to another OnlyFans account.",
  importError_unauthorized: "You are signed out. Sign in and try again.",
  importError_forbidden: "This is not allowed here. Reload the page and try again.",
  importError_rate_limited: "Too many attempts. Wait a minute and try again.",
  importError_network: "No connection. Check your internet and try again.",
  importError_timeout: "This took too long. Try again.",
  importError_unknown: "Something went wrong. Try again.",
};

export type ImportStringKey = keyof typeof importStrings;
export type ImportStrings = Readonly<Record<ImportStringKey, string>>;
