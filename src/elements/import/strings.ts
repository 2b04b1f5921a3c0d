/** English strings of `<ofauth-import>`. */
export const importStrings = {
  importTitle: "Import a session",
  importUpdateTitle: "Update a session",
  importCookie: "Cookie",
  importCookieHint: "Cookie header of a signed-in OnlyFans session, with auth_id, sess and fp.",
  importCookieShow: "Show cookie",
  importUserAgent: "User agent",
  importUserAgentHint: "User agent of the session’s browser.",
  importUserAgentFill: "Use this browser",
  importSend: "Import session",
  importUpdateSend: "Update session",
  importSending: "Sending the session.",
  importCookieEmpty: "Enter the cookie.",
  importCookieTooLong: "This is too long. Copy only the Cookie header.",
  /** Followed by the names of the cookies. */
  importCookieMissing: "The cookie is missing:",
  importUserAgentEmpty: "Enter the user agent.",
  importDone: "Session imported.",
  importUpdateDone: "Session updated.",
  importOffer: "This OnlyFans account is already connected. You can update its connection with this session.",
  importOfferUpdate: "Update connection",
  importOfferCancel: "Cancel",
  importDisabled: "Importing is turned off.",
  importNotFound: "This connection doesn’t exist, or wasn’t imported.",
  importError_import_invalid: "OnlyFans didn’t accept this session. Copy cookie and user agent again.",
  importError_import_conflict: "This OnlyFans account is already connected and can’t be imported here.",
  importUpdateConflict: "This session belongs to another OnlyFans account.",
  importError_unauthorized: "You’re signed out. Sign in and try again.",
  importError_forbidden: "That isn’t allowed here. Reload the page and try again.",
  importError_rate_limited: "Too many attempts. Wait a minute and try again.",
  importError_network: "Can’t reach the server. Check your connection and try again.",
  importError_timeout: "That took too long. Try again.",
  importError_unknown: "Something went wrong. Try again.",
};

export type ImportStringKey = keyof typeof importStrings;
/** All strings of `<ofauth-import>` in a language. */
export type ImportStrings = Readonly<Record<ImportStringKey, string>>;
