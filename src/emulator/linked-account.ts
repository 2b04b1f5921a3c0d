/** What a finished Link flow and an import tell about a connection. */
import type { Connection, UserData } from "../protocol/connection.js";

/** The user who signed in on the hosted page, with the data of their Link session. */
export interface SignedInUser {
  /** Id of the connection to reconnect, if any. */
  readonly connectionId: string | undefined;
  /** The OnlyFans user. */
  readonly userData: UserData;
  /** Whether the session was created with a live API key. */
  readonly live: boolean;
}

/** The outcome of a finished Link flow. */
export interface LinkedAccount extends SignedInUser {
  /** The host's id of the user, if given at init. */
  readonly clientReferenceId: string | undefined;
  /** The permissions that the user has allowed. */
  readonly permissions: readonly string[];
}

/** The fields of a connection that an import determines. */
export type ImportedAccount = Pick<Connection, "clientReferenceId" | "permissions" | "userData">;
