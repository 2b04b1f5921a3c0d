/** What each error code means and what a developer does about it. The README's table is generated from here. */
import type { ErrorCode } from "./error-codes.js";

export interface ErrorAdvice {
  /** What happened, in one sentence. */
  readonly what: string;
  /** What to do about it, in one sentence. */
  readonly todo: string;
}

export const errorGuide: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  network: {
    what: "The request did not reach the host's backend.",
    todo: "Check the connection and `endpoint`; then try again.",
  },
  timeout: {
    what: "The host's backend did not answer within 15 seconds.",
    todo: "Try again; look for a slow or hanging route.",
  },
  unauthorized: {
    what: "The host's backend does not know who is asking.",
    todo: "Sign the user in; check what `authorize` returns.",
  },
  rate_limited: {
    what: "This user has asked for too much in a short time.",
    todo: "Wait as long as `Retry-After` says.",
  },
  server_error: { what: "The host's backend or OFAuth failed.", todo: "Try again; the host's log has the code." },
  bad_response: {
    what: "The answer was not what the contract says.",
    todo: "Let the route answer the documented JSON, without a redirect to a login page.",
  },
  misconfigured: {
    what: "A route, an attribute or the API key is missing or wrong.",
    todo: "Check `endpoint`, `link-origins` and the handler's options.",
  },
  unsupported_mode: {
    what: "OFAuth answered with a whitelabel session, which has no page to open.",
    todo: "Set the client app to hosted Link.",
  },
  untrusted_url: {
    what: "The session's URL is not on an origin in `link-origins`.",
    todo: "Use the URL that Link init returned; list other origins exactly.",
  },
  frame_timeout: {
    what: "The hosted page did not report that it is ready within 15 seconds.",
    todo: "Add this page's origin to the client app's Allowed Origins.",
  },
  csp_blocked: {
    what: "This page's Content-Security-Policy refuses the frame.",
    todo: "Allow the Link origin in `frame-src`.",
  },
  popup_blocked: {
    what: "The browser did not let a window open.",
    todo: "Call `open()` directly in a click; the user is offered another way.",
  },
  session_expired: {
    what: "The Link session is unknown or has expired.",
    todo: "Start again; sessions live for less than an hour.",
  },
  invalid_credentials: { what: "OnlyFans refused the e-mail or the password.", todo: "Try again with the right ones." },
  account_locked: { what: "OnlyFans has locked the account.", todo: "Unlock it on OnlyFans first." },
  "2fa_failed": { what: "The one-time code was refused.", todo: "Try again with a fresh code." },
  link_error: {
    what: "OFAuth ended the flow with an error; `reason` has its own word.",
    todo: "Try again; look `reason` up with OFAuth.",
  },
  unsolicited_callback: {
    what: "A return from OFAuth arrived that this browser did not start, or that was used already.",
    todo: "Start again from the button.",
  },
  verify_failed: {
    what: "The host's backend refused to confirm the connection.",
    todo: "Check that `authorize` returns the `clientReferenceId` of the user who connected.",
  },
  mismatch: {
    what: "The confirmed connection is not the one that was reported.",
    todo: "Start again; report it if it comes back.",
  },
  not_found: {
    what: "There is nothing under this id or route for this user.",
    todo: "Check the id; a deleted connection cannot be used.",
  },
  forbidden: {
    what: "The host's backend refuses this request.",
    todo: "Call the routes from the same origin, with JSON.",
  },
  busy: { what: "Another element on this page has an open flow.", todo: "Finish or close that one first." },
  not_connected: { what: "The element is not in the document.", todo: "Attach it before calling `open()`." },
  import_invalid: {
    what: "The imported session was refused.",
    todo: "Use a fresh cookie that holds `auth_id`, `sess` and `fp`.",
  },
  import_conflict: { what: "This OnlyFans user is connected already.", todo: "Update the existing connection." },
  unknown: {
    what: "Something failed that has no code of its own.",
    todo: "Try again; report it with the `attemptId`.",
  },
};
