/** The words of a flow, loaded with its code. Errors that only a developer can mend share one sentence. */
import type { DialogTextKey } from "../../browser/dialog/dialog-strings.js";
import type { ButtonStringKey } from "./strings.js";

export const flowStrings = {
  announceConnected: "Account connected.",
  announceVerifying: "Confirming the connection.",
  otherWindow: "Continue in the other window.",
  showWindow: "Show window",
  cancel: "Cancel",
  windowMayBeClosed: "You can close the other window.",
  dialogTitle: "Connect your account",
  dialogTitleReconnect: "Reconnect your account",
  dialogHint: "To leave the form, press Tab until you reach Close.",
  frameTitle: "Account connection form",
  close: "Close",
  stillLoading: "Still loading…",
  stallFrameTimeout: "The connection page does not load here. You can continue outside this box.",
  stallCspBlocked: "This site does not allow the connection page in a box. You can continue outside it.",
  stallPopupBlocked: "Your browser blocked the new window. Open it from here.",
  continueInWindow: "Open in a new window",
  continueByRedirect: "Continue on OFAuth",
  sandbox: "Sandbox",
  sandboxEmail: "E-mail",
  sandboxPassword: "Password",
  sandboxCode: "Code",
  copy: "Copy",
  copied: "Copied",
  error_unknown: "Something went wrong. Try again.",
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
};

export type FlowStringKey = keyof typeof flowStrings;

// What the dialog asks for must be here or among the button's words.
flowStrings satisfies Record<Exclude<DialogTextKey, ButtonStringKey>, string>;
