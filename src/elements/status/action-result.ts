import type { Connection } from "../../protocol/connection.js";
import type { ErrorCode } from "../../protocol/error-codes.js";

/** Result of an action on a connection, as `invalidate()` and `disconnect()` resolve with it. */
export type ActionResult =
  | {
      readonly outcome: "done";
      readonly connectionId: string;
      /** The connection after the action; left out when it was removed. */
      readonly connection?: Connection;
    }
  /** A listener cancelled it, or the element was removed from the page. */
  | { readonly outcome: "cancelled"; readonly connectionId: string }
  | {
      readonly outcome: "failed";
      readonly code: ErrorCode;
      /** For developers: not shown to users, without URLs and ids. */
      readonly message: string;
      readonly retryable: boolean;
    };

/** Result of every action while the element's code cannot be loaded. */
export const notLoaded: Extract<ActionResult, { outcome: "failed" }> = {
  outcome: "failed",
  code: "network",
  message: "The element's code did not load.",
  retryable: true,
};
