/**
 * The host's live updates. The visible pages of a browser share one stream: the page that holds the lock, the leader, has
 * it open and passes on what it sends. The page that became visible last takes the lock: its cookies are those of the
 * present user. A page that cannot share, or that gets no beat of the leader, opens a stream of its own.
 */
import { STREAM_SILENCE_MS } from "../connect/timeouts.js";
import { parseConnectionChange, type ConnectionChange } from "../protocol/connections-contract.js";
import { asRecordOrEmpty } from "../protocol/record.js";
import { LiveStream } from "./live-stream.js";
import type { ConnectionsPorts, Peers } from "./ports.js";

interface LiveUpdatesOptions extends Pick<ConnectionsPorts, "clock" | "random" | "openEventSource" | "connectPeers"> {
  /** Receives each change of the page's own stream. */
  readonly onChange: (change: ConnectionChange) => void;
  /** Receives each change that another page passed on. Any script of the origin may have posted it. */
  readonly onPeerChange: (change: ConnectionChange) => void;
  /** Called when changes may have been missed, also because the host does not let this user open a stream. */
  readonly onMissed: () => void;
  /** The host has refused another page's request: the user may have signed out. `onMissed` is called after it. */
  readonly onPeerRefused: () => void;
}

/** `change` also has the connection's id and its status, as `TabChannel` posts them. */
type PeerMessage = "beat" | "change" | "missed" | "replaced" | "refused";

export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  readonly #stream: LiveStream;
  #isEnabled = false;
  #isUnsupported = false;
  /** The stream was replaced; the page waits until its user returns to it or until another page has a stream. */
  #isPaused = false;
  #peers: Peers | undefined;
  /** Releases the lock, or ends the wait for it. */
  #release: (() => void) | undefined;
  #isLeader = false;
  /** Whether this page passes on what its stream sends: as leader, and after that until another page's beat. */
  #passesOn = false;
  #cancelSilence: (() => void) | undefined;
  /** Whether another page has had an open stream since this one started. */
  #hasReceivedBeat = false;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
    const { onChange, onMissed } = options;
    this.#stream = new LiveStream({
      ...options,
      onOpen: (hasMissed) => {
        this.#passOn("beat");
        if (hasMissed) this.#missed();
        // This page has just read, but to the others nothing was passed on since the last leader's end.
        else if (!this.#hasReceivedBeat) this.#passOn("missed");
      },
      onMessage: (message) => {
        const change = parseConnectionChange(message);
        if (!change) return;
        onChange(change);
        this.#passOn("change", change);
      },
      onBeat: () => this.#passOn("beat"),
      onMissed: () => this.#missed(),
      onReplaced: () => {
        // Not if another page has taken the lock: its new stream may be what replaced this one.
        if (this.#isLeader) this.#passOn("replaced");
        this.#pause();
      },
      onRefused: onMissed,
      onUnsupported: () => {
        this.#isUnsupported = true;
        this.#stop();
      },
    });
  }

  /** Opens the stream or follows another page's, or stops. Called again when the user returns to the page. */
  setEnabled(enabled: boolean): void {
    if (!enabled) return this.#stop();
    if (this.#isUnsupported) return;
    if (!this.#isEnabled) this.#start(false);
    else if (this.#isPaused) {
      this.#stop();
      this.#start(true);
    } else if (!this.#release) this.#requestLock(false);
  }

  /** Stops, and lets the other pages know that the host no longer knows this user. */
  refuse(): void {
    const peers = this.#peers ?? this.#options.connectPeers(() => undefined);
    peers?.post({ type: "refused" satisfies PeerMessage });
    if (peers !== this.#peers) peers?.close();
    this.#stop();
  }

  #start(mayHaveMissed: boolean): void {
    this.#isEnabled = true;
    this.#hasReceivedBeat = false;
    this.#peers = this.#options.connectPeers((message) => this.#peerMessageReceived(message));
    // It is granted, but not at once: what happens until then would be missed.
    this.#requestLock(true);
    this.#lead(mayHaveMissed);
  }

  #lead(mayHaveMissed: boolean): void {
    this.#isLeader = this.#passesOn = true;
    this.#cancelSilence?.();
    this.#stream.open(mayHaveMissed);
  }

  #stop(): void {
    this.#pause();
    this.#isEnabled = this.#isPaused = false;
    this.#peers?.close();
    this.#peers = undefined;
  }

  #pause(): void {
    this.#isPaused = true;
    this.#isLeader = this.#passesOn = false;
    this.#release?.();
    this.#release = undefined;
    this.#cancelSilence?.();
    this.#stream.close();
  }

  #requestLock(steal: boolean): void {
    this.#release = this.#peers?.lock(
      steal,
      () => steal || this.#lead(true),
      () => {
        this.#isLeader = false;
        this.#release = undefined;
        // The stream stays open until the new leader's is, so that nothing is missed.
        if (this.#stream.isOpen) this.#passOn("beat");
        this.#awaitBeat();
      },
    );
  }

  #awaitBeat(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.clock.after(STREAM_SILENCE_MS, () => {
      if (!this.#stream.isActive) this.#stream.open(true);
    });
  }

  #peerMessageReceived(message: unknown): void {
    const { type } = asRecordOrEmpty(message);
    const change = parseConnectionChange(message);
    if (type === "beat") this.#beatReceived();
    else if (type === "refused") {
      this.#options.onPeerRefused();
      this.#options.onMissed();
    }
    // A page with a stream of its own hears the rest from the host; a new leader may just have missed it.
    else if (this.#stream.isOpen && (!this.#isLeader || type === "replaced")) return;
    else if (type === "change" && change) this.#options.onPeerChange(change);
    else if (type === "missed") this.#options.onMissed();
    // Also a page that has just got the lock from the one whose stream was replaced.
    else if (type === "replaced") this.#pause();
  }

  #beatReceived(): void {
    this.#hasReceivedBeat = true;
    if (this.#isLeader) return;
    if (this.#isPaused || this.#stream.mayHaveMissed) this.#missed();
    this.#isPaused = this.#passesOn = false;
    this.#stream.close();
    this.#awaitBeat();
    if (!this.#release) this.#requestLock(false);
  }

  #missed(): void {
    this.#options.onMissed();
    this.#passOn("missed");
  }

  #passOn(type: PeerMessage, change?: ConnectionChange): void {
    if (!this.#passesOn) return;
    this.#peers?.post(change ? { type, connectionId: change.connectionId, status: change.status } : { type });
  }
}
