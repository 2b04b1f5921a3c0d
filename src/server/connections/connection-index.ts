/** Puts the parts of the index of connections together. */
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Store, StoredConnection } from "../store/store.js";
import { createBackground } from "./background.js";
import type { ConfirmedConnections } from "./confirmed.js";
import { createConnectionDirectory, type ConnectionDirectory } from "./directory.js";
import { createReadHead } from "./head-read.js";
import { createHeadReads } from "./head-reads.js";
import { createIndexPages } from "./index-pages.js";
import { createIndexState } from "./index-state.js";
import { createLookups } from "./lookups.js";
import { createProve, type Prove } from "./prove.js";
import { createWalk } from "./walk.js";

/** How old a head read may be where a caller needs the list as it is about now. */
const RECENT_MS = 10_000;
const WAIT_MS = 10_000;

interface ConnectionIndex {
  readonly directory: ConnectionDirectory;
  readonly prove: Prove;
  /** Whether a request of this process waits for the proof of the connection. */
  readonly isProving: (id: string) => boolean;
  /** Waits for a head read of the last 10 seconds. */
  readonly refresh: (client: AbortSignal) => Promise<void>;
  /** One bounded step of the work that no request waits for. Never rejects. */
  readonly maintain: () => Promise<void>;
}

interface ConnectionIndexDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  /** Whether OFAuth's webhooks report changes. */
  readonly hasWebhooks: boolean;
  readonly timer: StartTimer;
  readonly backgroundTimer: StartTimer;
  /** Whether the host's code ends with the answer. */
  readonly endsWithAnswer: boolean;
  readonly now: () => number;
  /** Aborted when the handler is closed: then the work that no request waits for ends. */
  readonly closing: AbortSignal;
  /** Called with connections that OFAuth lists, each time they are seen unconfirmed or changed. Awaited. */
  readonly onSeen: (entries: readonly StoredConnection[]) => Promise<void>;
  /** Called when connections are hidden from their owner because no browser has confirmed them. */
  readonly onHidden: () => void;
  /** Called with an error of work that no request waits for. */
  readonly onError: (error: unknown) => void;
}

export function createConnectionIndex(deps: ConnectionIndexDeps): ConnectionIndex {
  const { store, onError, now } = deps;
  const state = createIndexState(store);
  async function onSeen(entries: readonly StoredConnection[]): Promise<void> {
    try {
      await deps.onSeen(entries);
    } catch (error) {
      onError(error);
    }
  }
  const pages = createIndexPages({ ...deps, onSeen });
  const common = { ...deps, onSeen, state, pages };
  const headReads = createHeadReads({ ...common, readHead: createReadHead(common) });
  const background = createBackground({ ...common, headReads, walk: createWalk(common) });
  const lookups = createLookups({ ...common, headReads, background });
  return {
    directory: createConnectionDirectory({ ...common, lookups }),
    ...createProve({ ...common, headReads, walkBehind: () => void background.walk() }),
    refresh: (client) => headReads.ensure(now() - RECENT_MS, { reason: "unknown", ms: WAIT_MS, client }),
    maintain() {
      lookups.noteMaintenance();
      return background.maintain();
    },
  };
}
