/** English strings of a flow, loaded with its code. Errors that only a developer can fix share `error_unknown`. */
import type { DialogTextKey } from "../../browser/dialog/dialog-strings.js";
import type { ButtonStringKey } from "./strings.js";

export const flowStrings = {
  announceConnected: "Account connected.",
  announceVerifying: "Confirming your account.",
  continueInOtherWindow: "Continue in the other window.",
  switchToWindow: "Switch to window",
  cancel: "Cancel",
  windowMayBeClosed: "You can close the other window.",
  dialogTitle: "Connect your account",
  dialogTitleReconnect: "Reconnect your account",
  dialogHint: "To leave the form, press Tab until you reach Close.",
  frameTitle: "Account sign-in form",
  close: "Close",
  stillLoading: "Still loading…",
  stallFrameTimeout: "The sign-in page isn’t loading here. Choose another way to continue.",
  stallCspBlocked: "This site can’t show the sign-in page here. Choose another way to continue.",
  stallPopupBlocked: "Your browser blocked the new window. You can open it from here.",
  continueInWindow: "Open in a new window",
  continueByRedirect: "Continue on OFAuth",
  sandbox: "Sandbox",
  sandboxEmail: "Email",
  sandboxPassword: "Password",
  sandboxCode: "Code",
  copy: "Copy",
  copied: "Copied",
  error_unknown: "Something went wrong. Try again.",
  error_timeout: "That took too long. Try again.",
  error_unauthorized: "You’re signed out. Sign in and try again.",
  error_forbidden: "You don’t have permission to do that. Reload the page and try again.",
  error_rate_limited: "Too many attempts. Wait a minute, then try again.",
  error_session_expired: "Your sign-in session expired. Try again.",
  error_invalid_credentials: "OnlyFans didn’t accept that email or password. Try again.",
  error_account_locked: "OnlyFans has locked this account. Unlock it on OnlyFans first.",
  error_2fa_failed: "That code didn’t work. Try again with a new one.",
  error_frame_timeout: "The sign-in page didn’t load. Try again.",
  error_popup_blocked: "Your browser blocked the new window. Allow pop-ups for this site and try again.",
  error_verify_failed: "Couldn’t confirm that this account is yours. Try again.",
};

export type FlowStringKey = keyof typeof flowStrings;

// Every string of the dialog has to be here or among those of the button.
flowStrings satisfies Record<Exclude<DialogTextKey, ButtonStringKey>, string>;
