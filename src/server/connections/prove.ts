/** Waits until OFAuth has shown a connection that a browser reported, and whose it is. */
import { evictOldest } from "../http/evict-oldest.js";
import { HttpError } from "../http/http-error.js";
import { pause, TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Store, StoredConnection } from "../store/store.js";
import type { HeadReads } from "./head-reads.js";
import type { IndexPages } from "./index-pages.js";

const POLL_MS = 250;
/** Longer than any caller waits. */
const LOOK_MS = 30_000;
/** A connection this far from the start of the list is on the first page, whatever was added since. */
const HEAD_RANK = 50;
/** How many connections of a page come before the one that is looked for. */
const LEAD = 40;
/** How long the page around a connection is not read again. */
const PAGE_INTERVAL_MS = 10_000;

interface ProofWait {
  /** OFAuth must have shown the connection at this time or later, in milliseconds since the epoch. */
  readonly since: number;
  /** How long to wait, in milliseconds. */
  readonly ms: number;
}

/**
 * Resolves with the connection once OFAuth has shown it as `owner`'s: in a webhook, in a head read, in the walk or on the
 * page where it was before. Resolves with undefined when OFAuth shows it as another user's. Rejects with a 503 when OFAuth
 * does not list it yet, and with the error of OFAuth's answer when that fails; both can be tried again.
 */
export type Prove = (
  owner: string,
  id: string,
  wait: ProofWait,
  client: AbortSignal,
) => Promise<StoredConnection | undefined>;

interface ProveDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly store: Pick<Store, "get" | "rankOf">;
  readonly headReads: Pick<HeadReads, "ensure" | "readNow" | "seenAt">;
  readonly pages: Pick<IndexPages, "add">;
  /** Lets the walk go on if it is due. */
  readonly walkBehind: () => void;
  /** Called with an error of work that no request waits for. */
  readonly onError: (error: unknown) => void;
  readonly timer: StartTimer;
  readonly now: () => number;
}

interface Proofs {
  readonly prove: Prove;
  /** Whether a request of this process waits for the proof of the connection. */
  isProving(id: string): boolean;
}

export function createProve({ api, store, headReads, pages, walkBehind, onError, timer, now }: ProveDeps): Proofs {
  const proving = new Set<string>();
  /** When this process last read the page around a connection, and saw it there. */
  const pageReadAt = new Map<string, number>();
  const pageSeenAt = new Map<string, number>();

  const getOne = async (id: string) => (await store.get([id]))[0];

  /** The entry, if it was shown at `since` or later. An unchanged entry keeps its time: the last reads are asked, too. */
  async function findProof(id: string, since: number): Promise<StoredConnection | undefined> {
    const entry = await getOne(id);
    const seenAt = Math.max(headReads.seenAt(id) ?? 0, pageSeenAt.get(id) ?? 0, entry?.at ?? 0);
    return entry && seenAt >= since ? entry : undefined;
  }

  /** Reads the page where the index has the connection. Other processes' connections keep their places in the list. */
  async function readPageAround(id: string, rank: number, client: AbortSignal): Promise<void> {
    const at = now();
    if (at - (pageReadAt.get(id) ?? -Infinity) < PAGE_INTERVAL_MS) return;
    pageReadAt.set(id, at);
    evictOldest(pageReadAt);
    const { ids } = await pages.add(await api.listConnections(Math.max(0, rank - LEAD), client), at);
    if (!ids.includes(id)) return;
    pageSeenAt.set(id, at);
    evictOldest(pageSeenAt);
  }

  async function look(id: string, since: number, client: AbortSignal): Promise<void> {
    const rank = await store.rankOf(id);
    if (rank !== undefined && rank >= HEAD_RANK) return readPageAround(id, rank, client);
    await headReads.ensure(since, { reason: "confirmation", ms: LOOK_MS, client });
    // In a list that is read for the first time, or in another order, the walk finds it.
    walkBehind();
  }

  /** Looks again and again until `signal` is aborted; head reads keep their distance by themselves. */
  async function search(id: string, since: number, signal: AbortSignal): Promise<StoredConnection | undefined> {
    let from = since;
    for (;;) {
      const known = await findProof(id, since);
      if (known) return known;
      let hasLooked = false;
      let failure: { readonly error: unknown } | undefined;
      const looking = look(id, from, signal)
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          hasLooked = true;
        });
      for (let isLast = false; !isLast;) {
        isLast = hasLooked;
        const proof = await findProof(id, since);
        if (proof || signal.aborted) return proof;
        if (!isLast) await pause(POLL_MS, timer, signal, looking);
      }
      if (failure) throw failure.error;
      await pause(POLL_MS, timer, signal);
      from = now();
    }
  }

  /** A webhook has only a part of a new connection: the rest is read, if the list may be read now. */
  async function fillIn(entry: StoredConnection): Promise<StoredConnection> {
    const { id } = entry.connection;
    if (!entry.isAnnounced || entry.confirmation || headReads.seenAt(id) !== undefined) return entry;
    // The webhook alone proves the connection, also while OFAuth's list fails.
    await headReads.readNow("confirmation").catch(onError);
    return (await getOne(id)) ?? entry;
  }

  const findAndFillIn = async (id: string, since: number, signal: AbortSignal) => {
    const proof = await search(id, since, signal);
    return proof && fillIn(proof);
  };

  return {
    isProving: (id) => proving.has(id),
    async prove(owner, id, { since, ms }, client) {
      proving.add(id);
      try {
        const proof = await withTimeout((signal) => findAndFillIn(id, since, signal), { ms, timer, client });
        return proof?.connection.clientReferenceId === owner ? proof : undefined;
      } catch (error) {
        if (error instanceof TimeoutError) throw notListedError();
        throw error;
      } finally {
        proving.delete(id);
      }
    },
  };
}

const notListedError = () =>
  new HttpError(503, "server_error", "OFAuth does not list the connection yet.", { retryAfter: 2 });
