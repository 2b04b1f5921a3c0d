/** Every word that users see or hear, in English, by key. A page replaces any of them with the element's `strings` property. */
import type { DialogTextKey } from "../browser/dialog-text.js";
import type { ErrorCode } from "../protocol/error-codes.js";

const texts = {
  connect: "Connect account",
  reconnect: "Reconnect account",
  connected: "Connected",
  announceConnected: "Account connected.",
  announceVerifying: "Confirming the connection.",
  opensWindow: "Opens a new window",
  opensPage: "Leaves this page for OFAuth",
  otherWindow: "Continue in the other window.",
  showWindow: "Show window",
  cancel: "Cancel",
  windowMayBeClosed: "You can close the other window.",
  required: "Connect an account first.",
  dialogTitle: "Connect your account",
  dialogTitleReconnect: "Reconnect your account",
  dialogHint: "To leave the form, press Tab until you reach Close.",
  frameTitle: "Account connection form",
  close: "Close",
  loading: "Loading",
  stillLoading: "Still loading…",
  stallFrameTimeout: "The connection page does not load here. You can continue outside this box.",
  stallCspBlocked: "This site does not allow the connection page in a box. You can continue outside it.",
  stallPopupBlocked: "Your browser blocked the new window. Open it from here.",
  continueInWindow: "Open in a new window",
  continueByRedirect: "Continue on OFAuth",
  retry: "Try again",
  windowOpening: "Opening OFAuth…",
  sandbox: "Sandbox",
  sandboxEmail: "E-mail",
  sandboxPassword: "Password",
  sandboxCode: "Code",
  copy: "Copy",
  copied: "Copied",
  errorUnknown: "Something went wrong. Try again.",
  error_network: "The connection was interrupted. Check your internet and try again.",
  error_timeout: "This took too long. Try again.",
  error_unauthorized: "You are signed out. Sign in and try again.",
  error_forbidden: "This is not allowed here. Reload the page and try again.",
  error_rate_limited: "Too many attempts. Wait a minute and try again.",
  error_session_expired: "The session has expired. Try again.",
  error_invalid_credentials: "OnlyFans did not accept the e-mail or password. Try again.",
  error_account_locked: "OnlyFans has locked this account. Unlock it there first.",
  error_2fa_failed: "The code was not accepted. Try again with a new one.",
  error_frame_timeout: "The connection page did not load. Try again.",
  error_popup_blocked: "Your browser blocked the new window. Allow it and try again.",
  error_verify_failed: "The account could not be confirmed as yours. Try again.",
  error_busy: "Another account is being connected. Finish that first.",
} satisfies Record<DialogTextKey, string> & Partial<Record<`error_${ErrorCode}`, string>> & Record<string, string>;

export type StringKey = keyof typeof texts;
export type Strings = Readonly<Record<StringKey, string>>;
export const english: Strings = texts;

/** What a user reads about an error: what happened, then what to do. Codes that only a developer can mend share one sentence. */
export const errorText = (code: ErrorCode, text: (key: StringKey) => string): string =>
  text(`error_${code}` in english ? (`error_${code}` as StringKey) : "errorUnknown");
