/**
 * `GET link/result[?attempt=…]`: returns the outcome of an attempt to the page that waits for it, once. Answers 202 while
 * OFAuth has not confirmed what the browser reported; each request tries again.
 */
import type { Connection } from "../../protocol/connection.js";
import {
  isAttemptId,
  type ConfirmingResult,
  type LinkResult,
  type NoResultResponse,
} from "../../protocol/link-contract.js";
import type { Authenticator } from "../authorize.js";
import { asHttpError } from "../http/http-error.js";
import type { RateLimit } from "../http/rate-limit.js";
import { jsonResponse } from "../http/responses.js";
import type { RequestLog, RouteHandler } from "../http/route.js";
import type { Intent, Store, StoredConnection } from "../store/store.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import { ATTEMPT_SECONDS, createNonce, type AttemptOutcome, type AttemptRecord } from "./attempt-record.js";
import { isOtherAccount, type Confirm } from "./confirm.js";
import { withIntent, type Intents } from "./intents.js";
import { findUnreadOutcome } from "./match-attempt.js";
import type { SaveConnection } from "./save-connection.js";

/** How long one request waits for OFAuth to list the connection, in milliseconds. */
const CONFIRM_MS = 4000;
/** `Retry-After` of a 202, where OFAuth does not say how long to wait. */
const RETRY_SECONDS = 2;

/** Store key of an outcome that was read: of a connection, or of a return. Persisted: do not change it. */
const readKey = ({ nonce }: AttemptRecord, what: string | number) => `read:${nonce}:${what}`;

interface ResultRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly intents: Intents;
  readonly confirm: Confirm;
  readonly saveConnection: Pick<SaveConnection, "findSaved">;
  readonly store: Pick<Store, "get" | "mark" | "marked">;
  readonly completeLimit: RateLimit;
  readonly now: () => number;
}

/** How an attempt ended, and its record with what OFAuth denied left out. */
interface Ending {
  readonly record: AttemptRecord;
  readonly connection?: Connection | undefined;
  readonly outcome?: AttemptOutcome | undefined;
}

export function createResultRoute(deps: ResultRouteDeps): RouteHandler {
  const { authenticator, cookies, intents, confirm, saveConnection, store, completeLimit, now } = deps;

  /** Finds out how the attempt ended. Throws while none of its intents is confirmed and one is open. */
  async function findEnding(
    record: AttemptRecord,
    list: readonly Intent[],
    { signal }: Request,
    log: RequestLog,
  ): Promise<Ending> {
    const outcome = unreadOutcome(record);
    const [first] = list;
    if (!first) return { record, outcome };
    const owner = first.clientReferenceId;
    const saved = await saveConnection.findSaved(list);
    const entry = saved && (await store.get([saved.connectionId]))[0];
    const shown = entry?.confirmation?.clientReferenceId === owner ? shownTo(owner, entry) : undefined;
    if (shown) return { record, connection: shown };
    // One that is saved and not recorded as confirmed was left so by a process that ended.
    const open = saved ? [saved] : list;
    await intents.restore(open);
    const { connection, denials } = await confirm.confirmFirst(open, { ms: CONFIRM_MS, client: signal });
    if (connection) return { record, connection };
    let rest = record;
    for (const { intent } of denials) rest = await intents.drop(rest, intent.connectionId, owner, log);
    const denied: AttemptOutcome = { outcome: "failed", code: denials.at(-1)?.code ?? "verify_failed" };
    return { record: rest, outcome: outcome && outcome.outcome !== "connected" ? outcome : denied };
  }

  async function wasRead(holder: AttemptRecord, list: readonly Intent[]): Promise<boolean> {
    const keys = list.length > 0 ? list.map(({ connectionId }) => readKey(holder, connectionId)) : [returnKey(holder)];
    return (await store.marked(keys)).includes(true);
  }

  return async (request, log) => {
    const { clientReferenceId: owner } = await authenticator.authenticatePage(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const requestedId = requestedAttempt(request);
    if (isAttemptId(requestedId)) log.attemptId = requestedId;
    const records = await cookies.read(request, ownOrigin, owner);
    const own = records.find(({ attemptId }) => attemptId === requestedId);
    const hasCookie = requestedId === undefined ? records.length > 0 : own !== undefined;
    const noResult = () => noResultResponse(hasCookie ? "present" : "missing");

    const unread = findUnreadOutcome(records, requestedId, now());
    const holder = unread?.holder ?? own;
    if (!holder) return noResult();
    if (holder.state.phase === "completed") {
      // `link/complete` confirmed it, and its page did not wait for the answer.
      const [entry] = await store.get([holder.state.connectionId]);
      const connection = entry && shownTo(owner, entry);
      if (!connection || !(await store.mark(readKey(holder, connection.id), ATTEMPT_SECONDS))) return noResult();
      return connectedResponse(holder, connection);
    }
    const attemptId = unread?.attemptId ?? holder.attemptId;
    const record = withReported(holder, now());
    const confirming = (error: unknown, reported: readonly unknown[] = []) => {
      if (reported.length === 0 || request.signal.aborted) throw error;
      return confirmingResponse(attemptId, error, log);
    };
    let list: readonly Intent[];
    try {
      list = await intents.listOf(record, owner);
      if (await wasRead(holder, list)) return noResult();
    } catch (error) {
      return confirming(error, record.intents);
    }
    // Until one request has read the outcome, any number could ask at once, and each may ask OFAuth.
    if (list.length > 0) completeLimit.take(owner);
    let ending: Ending;
    try {
      ending = await findEnding(record, list, request, log);
    } catch (error) {
      return confirming(error, list);
    }
    const { connection, outcome } = ending;
    if (!connection && !outcome) return noResult();
    const key = connection ? readKey(holder, connection.id) : returnKey(holder);
    // Last: what cannot be confirmed right now can be asked for again.
    if (!(await store.mark(key, ATTEMPT_SECONDS))) return noResult();
    if (!connection) {
      const read = await cookies.write(request, ownOrigin, asRead(ending.record, outcome!, now()));
      return jsonResponse(resultOf(attemptId, outcome!), read);
    }
    const setCookies = [cookies.expire(attemptId, ownOrigin)];
    if (holder.attemptId !== attemptId) {
      // The callback matched the wrong attempt. That attempt is still open: it is pending again, with a new nonce.
      const pending = { ...holder, intents: undefined, nonce: createNonce(), state: { phase: "pending" } } as const;
      setCookies.push(...(await cookies.write(request, ownOrigin, pending)));
    }
    // From this attempt's own record, even if the outcome was in another attempt's cookie.
    return connectedResponse({ ...(own ?? holder), attemptId }, connection, setCookies);
  };
}

function connectedResponse(attempt: AttemptRecord, connection: Connection, setCookies?: readonly string[]): Response {
  const { attemptId, connectionId: requestedConnectionId } = attempt;
  const result: LinkResult = { outcome: "connected", attemptId, connection, requestedConnectionId };
  return jsonResponse(result, setCookies);
}

/** The connection, unless it is another user's or has another account since. */
const shownTo = (owner: string, entry: StoredConnection): Connection | undefined =>
  entry.connection.clientReferenceId === owner && !isOtherAccount(entry) ? entry.connection : undefined;

/** `?attempt=…`, or `?attemptId=…`. */
function requestedAttempt({ url }: Request): string | undefined {
  const query = new URL(url).searchParams;
  return query.get("attempt") ?? query.get("attemptId") ?? undefined;
}

const unreadOutcome = ({ state }: AttemptRecord): AttemptOutcome | undefined =>
  state.phase === "returned" && !state.isRead ? state.outcome : undefined;

/** A cookie of an earlier version has the connection in its outcome alone. */
function withReported(record: AttemptRecord, now: number): AttemptRecord {
  const outcome = unreadOutcome(record);
  return outcome?.outcome === "connected" ? withIntent(record, outcome.connectionId, now) : record;
}

const returnKey = (record: AttemptRecord): string =>
  readKey(record, record.state.phase === "returned" ? (record.state.id ?? record.state.at) : "");

/** The attempt stays open, because what was read proves nothing. */
function asRead(record: AttemptRecord, outcome: AttemptOutcome, at: number): AttemptRecord {
  const state = record.state.phase === "returned" ? record.state : { at, rivals: [] };
  return { ...record, state: { ...state, phase: "returned", outcome, isRead: true } };
}

function resultOf(attemptId: string, outcome: AttemptOutcome): LinkResult {
  if (outcome.outcome === "cancelled") return { outcome: "cancelled", attemptId, step: outcome.step };
  const failure = outcome.outcome === "failed" ? outcome : undefined;
  return { outcome: "failed", attemptId, code: failure?.code ?? "verify_failed", reason: failure?.reason };
}

function confirmingResponse(attemptId: string, error: unknown, log: RequestLog): Response {
  log.report(error);
  const body: ConfirmingResult = { outcome: "confirming", attemptId };
  const response = jsonResponse(body, [], 202);
  response.headers.set("Retry-After", String(asHttpError(error).retryAfter ?? RETRY_SECONDS));
  return response;
}

function noResultResponse(cookie: NoResultResponse["cookie"]): Response {
  // Not reported: pages ask whenever there may be a result.
  const body: NoResultResponse = { code: "not_found", message: "There is no unread result.", cookie };
  return jsonResponse(body, [], 404);
}
