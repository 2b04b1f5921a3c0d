/** A browser with several pages: a lock manager, a channel between the pages, and a host that sends events. */
import { LiveUpdates } from "../../src/connections/live-updates.js";
import type { EventSourceListener, Peers, StreamAnswer } from "../../src/connections/ports.js";
import { FakeClock } from "../support/fake-ports.js";

interface Stream {
  readonly page: FakePage;
  readonly listener: EventSourceListener;
  /** `dead`: open for the browser, but nothing arrives any more, and the browser does not know. */
  state: "connecting" | "open" | "dead" | "closed";
  hasBeaten: boolean;
}

/** One connection of a page to the channel. */
interface Member {
  readonly page: FakePage;
  readonly onMessage: (message: unknown) => void;
}

interface LockRequest {
  readonly page: FakePage;
  readonly onGranted: () => void;
  readonly onLost: () => void;
}

/** How long an answer of the host takes, and a message from page to page. */
const [latency, channelDelay] = [100, 5];
const beatMs = 8_000;

export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly pages: FakePage[] = [];
  readonly streams: Stream[] = [];
  /** Messages on the channel, from the first to the last. */
  readonly posted: Record<string, unknown>[] = [];
  /** Undefined: the host opens every stream. */
  answer: StreamAnswer | undefined;
  sendsBeats = true;
  /** Number of changes that the host has published. A page that has received of all of them is up to date. */
  version = 0;
  holder: LockRequest | undefined;
  queue: LockRequest[] = [];
  members: Member[] = [];

  get openStreams(): Stream[] {
    return this.streams.filter(({ state }) => state === "open" || state === "dead");
  }

  open(fields: Partial<FakePage> = {}): FakePage {
    const page = Object.assign(new FakePage(this), fields);
    this.pages.push(page);
    page.show();
    return page;
  }

  publish(): void {
    const connectionId = `conn_${++this.version}`;
    this.#send(({ listener }) => listener.onMessage({ connectionId, status: "active" }));
  }

  #send(deliver: (stream: Stream) => void, to = this.streams): void {
    for (const stream of to.filter(({ state }) => state === "open")) {
      stream.page.run(() => stream.state !== "closed" && deliver(stream));
    }
  }

  connect(page: FakePage, listener: EventSourceListener): () => void {
    const stream: Stream = { page, listener, state: "connecting", hasBeaten: false };
    this.streams.push(stream);
    let isClosedByPage = false;
    const { answer } = this;
    this.clock.after(latency, () => {
      if (stream.state === "closed") return;
      stream.state = answer ? "closed" : "open";
      page.run(() => {
        if (isClosedByPage) return;
        if (answer) return listener.onClose(answer);
        page.isSynced ||= page.reads();
        listener.onOpen();
      });
      this.#beat(stream);
    });
    return () => {
      isClosedByPage = true;
      stream.state = "closed";
    };
  }

  #beat(stream: Stream): void {
    if (!this.sendsBeats) return;
    this.clock.after(beatMs, () => {
      if (stream.state === "open") stream.hasBeaten = true;
      this.#send(({ listener }) => listener.onBeat(), [stream]);
      if (stream.state !== "closed") this.#beat(stream);
    });
  }

  /** Breaks a stream; the browser reconnects on its own. */
  interrupt(stream: Stream): void {
    stream.state = "connecting";
    stream.page.run(() => stream.listener.onBreak());
    this.clock.after(3_000, () => {
      if (stream.state !== "connecting") return;
      stream.state = "open";
      stream.page.run(() => stream.state === "open" && stream.listener.onOpen());
    });
  }

  peers(page: FakePage, onMessage: (message: unknown) => void): Peers | undefined {
    if (!page.canShare) return undefined;
    const member = { page, onMessage };
    page.onMessage = onMessage;
    this.members.push(member);
    return {
      post: (message) => {
        this.posted.push(message as Record<string, unknown>);
        for (const other of this.members.filter((each) => each !== member)) {
          this.clock.after(channelDelay, () => other.page.run(() => this.#deliver(message, other)));
        }
      },
      close: () => (this.members = this.members.filter((each) => each !== member)),
      lock: (steal, onGranted, onLost) => this.#lock(steal, { page, onGranted, onLost }),
    };
  }

  #deliver(message: unknown, member: Member): void {
    if (!this.members.includes(member)) return;
    const isFollowed = (message as { type: string }).type === "beat" && this.holder?.page !== member.page;
    if (isFollowed) member.page.isSynced ||= member.page.reads();
    member.onMessage(message);
  }

  #lock(steal: boolean, request: LockRequest): () => void {
    let isOver = false;
    const entry: LockRequest = {
      page: request.page,
      onGranted: () => isOver || request.onGranted(),
      onLost: () => {
        if (isOver) return;
        isOver = true;
        request.onLost();
      },
    };
    const grant = () => {
      this.holder = entry;
      entry.page.run(() => entry.onGranted());
    };
    this.clock.after(1, () => {
      if (isOver) return;
      const { holder } = this;
      if (steal && holder) holder.page.run(() => holder.onLost());
      if (steal || !holder) grant();
      else this.queue.push(entry);
    });
    const release = () => {
      isOver = true;
      this.queue = this.queue.filter((other) => other !== entry);
      if (this.holder !== entry) return;
      this.holder = undefined;
      this.clock.after(1, () => this.#grantNext());
    };
    request.page.leave = () => {
      if (isOver) return;
      release();
      request.onLost();
    };
    return release;
  }

  #grantNext(): void {
    const next = this.holder ? undefined : this.queue.shift();
    if (!next) return;
    this.holder = next;
    next.page.run(() => next.onGranted());
  }
}

export class FakePage {
  readonly live: LiveUpdates;
  canShare = true;
  visible = false;
  /** Whether the page has read, or received of, everything since it became visible. */
  isSynced = false;
  isHanging = false;
  /** The host's version that the page shows. */
  version = 0;
  readCount = 0;
  /** What the page received: `change` of its own stream, `peer change`. */
  received: string[] = [];
  refusals = 0;
  onMessage: (message: unknown) => void = () => undefined;
  /** The user begins to leave the page, and may stay. */
  leave = () => {};
  readonly #browser: FakeBrowser;
  readonly #changes = new Set<string>();
  #waiting: (() => void)[] = [];

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    this.live = new LiveUpdates({
      clock: {
        now: () => browser.clock.now(),
        after: (ms, callback) => {
          let isCancelled = false;
          const cancel = browser.clock.after(ms, () => this.run(() => isCancelled || callback()));
          return () => {
            isCancelled = true;
            cancel();
          };
        },
      },
      random: () => 0.5,
      openEventSource: (listener) => browser.connect(this, listener),
      connectPeers: (onMessage) => browser.peers(this, onMessage),
      onChange: ({ connectionId }) => this.#receive("change", connectionId),
      onPeerChange: ({ connectionId }) => this.#receive("peer change", connectionId),
      onMissed: () => this.reads(),
      onPeerRefused: () => this.refusals++,
    });
  }

  #receive(what: string, connectionId: string): void {
    this.received.push(`${what} ${connectionId}`);
    // A change tells of itself only; with one missed before it, the page is not up to date.
    this.#changes.add(connectionId);
    while (this.#changes.has(`conn_${this.version + 1}`)) this.version++;
  }

  reads(): true {
    this.readCount++;
    this.version = this.#browser.version;
    return true;
  }

  /** Runs what the browser's event loop delivers to the page; once it no longer hangs. */
  run(task: () => unknown): void {
    if (this.isHanging) this.#waiting.push(() => task());
    else task();
  }

  hang(isHanging: boolean): void {
    this.isHanging = isHanging;
    if (!isHanging) for (const task of this.#waiting.splice(0)) task();
  }

  show(): void {
    if (!this.visible) this.isSynced = false;
    this.visible = true;
    this.live.setEnabled(true);
  }

  focus(): void {
    this.show();
  }

  hide(): void {
    this.visible = false;
    this.live.setEnabled(false);
  }

  get streams(): number {
    return this.#browser.openStreams.filter(({ page }) => page === this).length;
  }
}
