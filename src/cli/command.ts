/** What the package's command can be asked for. */

export interface Command {
  readonly usage: string;
  /** Rejects with `UsageError` for a mistake in `args`, which are what follows the command's name. */
  readonly run: (args: readonly string[]) => Promise<void>;
}

/** A mistake on the command line: the usage follows its message. */
export class UsageError extends Error {}
