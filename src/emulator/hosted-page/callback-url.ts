/** Builds the callback URL of a finished flow: the session's redirect URL with OFAuth's parameters (Link guide). */
import type { CancelStep } from "./link-steps.js";
import type { LinkSessionRecord } from "../session-store.js";

/** How a Link flow ended. */
type LinkOutcome =
  | { readonly status: "success"; readonly connectionId: string }
  | { readonly status: "cancelled"; readonly step: CancelStep }
  | { readonly status: "error"; readonly errorCode: string };

/** The redirect URL keeps its own query. `client_reference_id` is added only if it was given at init. */
export function callbackUrl(
  session: Pick<LinkSessionRecord, "redirectUrl" | "clientReferenceId">,
  outcome: LinkOutcome,
): string {
  const url = new URL(session.redirectUrl);
  url.searchParams.set("status", outcome.status);
  switch (outcome.status) {
    case "success":
      url.searchParams.set("connection_id", outcome.connectionId);
      break;
    case "cancelled":
      url.searchParams.set("step", outcome.step);
      break;
    case "error":
      url.searchParams.set("error_code", outcome.errorCode);
      break;
    default:
      outcome satisfies never;
  }
  if (session.clientReferenceId !== undefined) url.searchParams.set("client_reference_id", session.clientReferenceId);
  return url.href;
}
