/** A subcommand of the package's command. */
export interface Command {
  readonly usage: string;
  /** Runs the subcommand with the arguments after its name. Rejects with `UsageError` when they are wrong. */
  readonly run: (args: readonly string[]) => Promise<void>;
}

/** A mistake on the command line. The command prints its message and the usage. */
export class UsageError extends Error {}
