/** How an action on a connection ended: what `invalidate()` and `disconnect()` of an element resolve to. */
import type { Connection } from "../../protocol/connection.js";
import type { ErrorCode } from "../../protocol/error-codes.js";

export type ActionResult =
  | {
      readonly outcome: "done";
      readonly connectionId: string;
      /** As it is now; left out when it is gone. */
      readonly connection?: Connection;
    }
  /** A listener prevented it, the user kept the connection, or the element left the page. */
  | { readonly outcome: "cancelled"; readonly connectionId: string }
  | {
      readonly outcome: "failed";
      readonly code: ErrorCode;
      /** For developers; never shown to users, never holds a URL or an id. */
      readonly message: string;
      readonly retryable: boolean;
    };
