/**
 * The channel on which processes publish changes to each other. Clients reconnect and subscribe again on their own, but
 * not all of them say when, and a subscription can be lost for good. So each process publishes a beat of its own now and
 * then: one that arrives shows that the subscription works, and that what was missed before can be read again.
 */
import type { StartTimer } from "../http/timeout.js";
import { destroyClient, ignoreError, type SomeRedisClient } from "./redis-client.js";

/** How often a beat is published, in milliseconds. */
const BEAT_INTERVAL_MS = 15_000;
/** How soon a beat is repeated that has not arrived, or could not be published. */
const RETRY_INTERVAL_MS = 500;
/** After how many beats that were published and have not arrived the subscription is opened again. */
const MAX_MISSED_BEATS = 8;
/** Events of the three kinds of clients after which messages may have been missed. */
const TROUBLE_EVENTS = [
  "error",
  "reconnecting",
  "topology-change",
  "node-error",
  "node-reconnecting",
  "node-disconnect",
];
const READY_EVENTS = ["ready", "node-ready"];

/** What is subscribed to. */
export interface SubscriptionOptions {
  readonly channel: string;
  /** Publishes a message on the channel. */
  readonly publish: (message: string) => Promise<void>;
  readonly onMessage: (message: string) => void;
  /** Called when messages may have been missed, and can be received again. */
  readonly onGap: () => void;
}

interface SubscriptionDeps extends SubscriptionOptions {
  /** Creates a client for the subscription only. */
  readonly createClient: () => SomeRedisClient;
  /** Runs `work` with a time limit. */
  readonly failFast: <T>(work: () => Promise<T>) => Promise<T>;
  readonly backgroundTimer: StartTimer;
}

interface Beat {
  isPublished: boolean;
  /** Whether it, or one that was published before it, has arrived since. */
  hasArrived: boolean;
}

/** A subscription that is kept open until `close`. */
export interface Subscription {
  close(): void;
}

/** Opens the subscription; rejects if that fails. */
export async function openSubscription(deps: SubscriptionDeps): Promise<Subscription> {
  const { channel, createClient, failFast, publish, onMessage, onGap, backgroundTimer } = deps;
  const ownName = crypto.randomUUID();
  let isClosed = false;
  let cancelTimer = () => {};
  let isChecking = false;
  /** Signs that messages were missed, and how many of them there were when the last beat that has arrived was published. */
  let troubles = 0;
  let settledTroubles = 0;
  let beat: Beat = { isPublished: false, hasArrived: true };
  let missedBeats = 0;
  let client: SomeRedisClient | undefined;

  const isSuspect = () => troubles > settledTroubles;

  async function open(): Promise<SomeRedisClient> {
    let opened: SomeRedisClient | undefined;
    const start = async (): Promise<SomeRedisClient> => {
      const created = createClient();
      opened = created;
      // Clients retry forever; the caller gets the first failure.
      const firstError = new Promise<never>((_, reject) => void created.on("error", reject));
      firstError.catch(ignoreError);
      const subscribe = async () => {
        await created.connect();
        await created.subscribe(channel, receive);
      };
      await Promise.race([subscribe(), firstError]);
      return created;
    };
    try {
      return watch(await failFast(start));
    } catch (error) {
      if (opened) destroyClient(opened);
      throw error;
    }
  }

  function watch(opened: SomeRedisClient): SomeRedisClient {
    const onTrouble = () => void (opened === client && (troubles += 1));
    const onReady = () => void (opened === client && isSuspect() && beatNow());
    for (const event of TROUBLE_EVENTS) opened.on(event, onTrouble);
    for (const event of READY_EVENTS) opened.on(event, onReady);
    return opened;
  }

  function receive(message: string): void {
    if (!message.startsWith('{"beat":')) return onMessage(message);
    const [name, seenTroubles] = (JSON.parse(message) as { beat: string }).beat.split(" ");
    if (name !== ownName) return;
    beat.hasArrived = true;
    missedBeats = 0;
    if (Number(seenTroubles) <= settledTroubles) return;
    settledTroubles = Number(seenTroubles);
    onGap();
  }

  async function sendBeat(): Promise<void> {
    const sent: Beat = { isPublished: false, hasArrived: false };
    beat = sent;
    // While Redis cannot be reached, the next beat follows soon; requests report the error.
    await publish(JSON.stringify({ beat: `${ownName} ${troubles}` })).then(
      () => void (sent.isPublished = true),
      ignoreError,
    );
  }

  /** Opens another client in place of one that receives nothing any more. */
  async function reopen(): Promise<void> {
    const opened = await open().catch(ignoreError);
    if (!opened) return;
    const before = client;
    client = opened;
    troubles += 1;
    missedBeats = 0;
    if (before) destroyClient(before);
    if (isClosed) destroyClient(opened);
  }

  function schedule(ms: number, next: () => Promise<void>): void {
    if (!isClosed) cancelTimer = backgroundTimer(ms, () => void next());
  }

  /** Sends a beat, and another one soon unless it arrives. */
  async function startBeat(): Promise<void> {
    isChecking = true;
    if (missedBeats >= MAX_MISSED_BEATS) await reopen();
    await sendBeat();
    isChecking = false;
    schedule(RETRY_INTERVAL_MS, checkBeat);
  }

  async function checkBeat(): Promise<void> {
    if (beat.hasArrived && !isSuspect()) return schedule(BEAT_INTERVAL_MS, startBeat);
    if (beat.isPublished && !beat.hasArrived) missedBeats += 1;
    await startBeat();
  }

  function beatNow(): void {
    if (isChecking) return;
    cancelTimer();
    void startBeat();
  }

  client = await open();
  schedule(BEAT_INTERVAL_MS, startBeat);
  return {
    close() {
      isClosed = true;
      cancelTimer();
      if (client) destroyClient(client);
      client = undefined;
    },
  };
}
