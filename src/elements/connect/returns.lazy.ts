/** What one element makes of the attempts that come back to its page. Loaded when there may be one. */
import type { ConnectRuntime } from "../../browser/connect-runtime.js";
import { activated } from "../../browser/activated.js";
import { resumeLate } from "../../browser/resume-late.js";
import { readCallback } from "../../browser/transports/callback.js";
import { mayHaveSentWindow } from "../../browser/transports/redirect.js";
import type { AttemptCallback } from "../../browser/transports/unreported-attempts.js";
import type { ConnectResult } from "../../connect/result.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import type { ConnectHost } from "./host.js";
import type { LateNews } from "./late-news.js";
import type { EagerHalf, LazyHalf } from "./lazy-interface.js";
import type { PageRecord } from "./page-lock.js";

/** What reading them needs. */
interface ReturnsOptions {
  readonly eager: EagerHalf;
  readonly host: ConnectHost;
  readonly runtime: ConnectRuntime;
  readonly late: LateNews;
  readonly page: () => PageRecord;
  /** Runs the attempt of a callback to its end. */
  readonly resume: (callback: AttemptCallback) => Promise<ConnectResult>;
}

/** The part of the lazy half that reads callbacks. */
export type Returns = Pick<LazyHalf, "handleCallback">;

/** Creates the reader of one element. */
export function createReturns({ eager, host, runtime, late, page, resume }: ReturnsOptions): Returns {
  /** Returns whether this element reads the callback: the one that sent the page to OFAuth, else the first that asks. */
  function isAddressee(): boolean {
    if (!mayHaveSentWindow(host)) return false;
    return !page().callbackRead && (page().callbackRead = true);
  }

  async function read(url: string | undefined, unprompted: boolean): Promise<ConnectResult | null> {
    let callback: AttemptCallback | undefined;
    let problem: unknown;
    try {
      callback = await readCallback({ ...runtime.late, url, onUnreported: resumeUnreported });
    } catch (error) {
      problem = error;
    }
    if (unprompted) resumeLate(runtime.late, callback?.attemptId);
    if (callback) return resume(callback);
    eager.release();
    // A link that carries OFAuth's parameters must not make a page that it opens emit errors.
    if (problem === undefined || unprompted) return null;
    const { code, message } = isConnectError(problem) ? problem : new ConnectError("bad_response");
    return eager.refuse(code, message);
  }

  /** Reports an attempt that no page has waited for, when its result is read after this page was loaded. */
  function resumeUnreported(callback: AttemptCallback): void {
    const { attemptId, result } = callback;
    if (!page().owner && host.isConnected) {
      void eager.reserve(async () => {
        // `reserve` keeps the promise of a reading until an attempt begins.
        await Promise.resolve();
        return resume(callback);
      });
      return;
    }
    // Another attempt is open, or the element has gone: then it is news of an attempt that is over.
    const connection = typeof result === "object" && "connection" in result ? result.connection : undefined;
    if (connection) late.receive({ attemptId, after: "cancel", connectionId: undefined, returned: true }, connection);
  }

  return {
    async handleCallback(url, unprompted) {
      await activated(host.ownerDocument);
      if (unprompted && !isAddressee()) return null;
      // The lock is taken before anything is read: a callback counts once, and must not meet another flow.
      return eager.reserve(() => read(url, unprompted));
    },
  };
}
