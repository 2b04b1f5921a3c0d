/** What each error code means and what a developer does about it. The table in docs/errors.md is generated from here. */
import type { ErrorCode } from "./error-codes.js";

interface ErrorAdvice {
  /** What happened, in one sentence. */
  readonly what: string;
  /** What to do about it, in one sentence. */
  readonly todo: string;
}

/** Explanation of each error code. */
export const errorGuide: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  network: {
    what: "The request did not reach your server.",
    todo: "Check the network and `endpoint`, then try again.",
  },
  timeout: {
    what: "Your server did not respond within 15 seconds.",
    todo: "Try again; look for a slow route.",
  },
  unauthorized: {
    what: "Your server could not identify the user.",
    todo: "Sign the user in; check what `authorize` returns.",
  },
  rate_limited: {
    what: "The user sent too many requests in a short time.",
    todo: "Wait for the time in `Retry-After`.",
  },
  server_error: { what: "Your server or OFAuth failed.", todo: "Try again; the handler's `onError` has the cause." },
  bad_response: {
    what: "The response does not have the documented form.",
    todo: "Respond with the documented JSON; do not redirect to a login page.",
  },
  misconfigured: {
    what: "A route, an attribute or the API key is missing or wrong, or the page is in [a frame](security.md#in-a-frame) that the flow cannot work in.",
    todo: "Check `endpoint`, `link-origins` and the handler's options.",
  },
  unsupported_mode: {
    what: "OFAuth created a whitelabel session, which has no page to open.",
    todo: "Set the client app to hosted Link.",
  },
  untrusted_url: {
    what: "The origin of the session URL is not in `link-origins`.",
    todo: "Use the URL that Link init returned; list any other origin exactly.",
  },
  frame_timeout: {
    what: "The hosted page did not report that it is ready within 15 seconds.",
    todo: "Add this page's origin to the client app's Allowed Origins.",
  },
  csp_blocked: {
    what: "The Content-Security-Policy or the Cross-Origin-Embedder-Policy of your page blocks the frame.",
    todo: "Allow the Link origin in `frame-src`.",
  },
  popup_blocked: {
    what: "The browser blocked the window.",
    todo: "Call `open()` directly in a click handler; the user is offered an alternative.",
  },
  session_expired: {
    what: "The Link session is unknown or has expired.",
    todo: "Start again; sessions expire within an hour.",
  },
  invalid_credentials: {
    what: "OnlyFans did not accept the email or the password.",
    todo: "Try again with the correct ones.",
  },
  account_locked: { what: "OnlyFans has locked the account.", todo: "Unlock it on OnlyFans first." },
  "2fa_failed": { what: "OnlyFans did not accept the one-time code.", todo: "Try again with a new code." },
  link_error: {
    what: "OFAuth ended the flow with an error; `reason` is its name.",
    todo: "Try again; look up `reason` in OFAuth's docs.",
  },
  unsolicited_callback: {
    what: "A callback from OFAuth arrived that this browser did not start, or that was already used.",
    todo: "Start again from the button.",
  },
  verify_failed: {
    what: "Your server did not confirm the connection.",
    todo: "Check that `authorize` returns the `clientReferenceId` of the user who connected.",
  },
  mismatch: {
    what: "Another connection than the reported one was confirmed, or the connection has another account than before.",
    todo: "Reconnect with the connection's own account, or connect the other one as a new connection.",
  },
  not_found: {
    what: "The id or route does not exist for this user.",
    todo: "Check the id; a deleted connection cannot be used.",
  },
  forbidden: {
    what: "Your server does not accept this request.",
    todo: "Call the routes from a page of the same origin, with JSON.",
  },
  busy: { what: "Another element on this page has an open attempt.", todo: "Finish or close it first." },
  not_connected: { what: "The element is not in a document.", todo: "Attach it before you call `open()`." },
  import_invalid: {
    what: "OFAuth did not accept the imported session.",
    todo: "Use a fresh cookie that contains `auth_id`, `sess` and `fp`.",
  },
  import_conflict: { what: "This OnlyFans account is already connected.", todo: "Update the existing connection." },
  unknown: {
    what: "Something failed that has no code of its own.",
    todo: "Try again; report it with the `attemptId`.",
  },
};
