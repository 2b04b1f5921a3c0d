/**
 * Every duration that the client waits, polls or remembers for, in milliseconds. The names end in their unit. Durations
 * of the server are options of its handler.
 */

// The connect flow.

/** After this long without the hosted page's `loaded` message, the dialog says that it is still loading. */
export const SLOW_LOAD_MS = 4_000;

/**
 * How long a frame may be silent after its `load` event before the user is offered alternatives. `load` also fires for a
 * page that the browser refused to show; a page that works sends `loaded` about when its document has loaded.
 */
export const FRAME_SILENCE_MS = 3_000;

/** A frame that a policy refuses after a redirect loads an error page, and the violation is reported, this close together. */
export const REFUSAL_EVENTS_MS = 500;

/**
 * Longest wait for the hosted page's `loaded` message. A refused frame (Allowed Origins, Content-Security-Policy) sends
 * no error to its parent, so silence is the only sign. Slow mobile networks need well over 10 s for a first load.
 */
export const HANDSHAKE_TIMEOUT_MS = 15_000;

/**
 * Longest wait for the hosted page to answer `exit_requested`: as long as a user accepts a dialog that does not close.
 */
export const EXIT_TIMEOUT_MS = 1_500;

/**
 * How long the dialog may be out of sight, because the page has hidden something around it, before its attempt ends. A tab
 * panel or a rotation comes back sooner; until then no other flow can open.
 */
export const HIDDEN_DIALOG_MS = 10 * 60_000;

/** How long after a network error the page may turn out to be left: WebKit took 5 ms, and 100 ms are not felt. */
export const LEAVING_MS = 100;

/** A popup closes before its result has reached the host's server; the result of a finished flow may still arrive. */
export const POPUP_CLOSE_GRACE_MS = 3_000;

/** Pause between two looks at the popup. There is no event for its end; half a second is not felt as a delay. */
export const POPUP_POLL_INTERVAL_MS = 500;

/** Shortest pause between two reads of a popup's result that no message announced: the user may switch windows quickly. */
export const RESULT_READ_SPACING_MS = 2_000;

/** First pause before `link/complete` is tried again; each further pause is twice as long. */
export const VERIFY_RETRY_BASE_MS = 500;

/** How often `link/complete` is tried in all. With the pauses between them: 1.5 s and three requests. */
export const VERIFY_MAX_TRIES = 3;

/**
 * First pause before an account that no try has confirmed is asked for again, when its attempt has ended or its return
 * is still being confirmed. Each further pause is twice as long: 2, 4, 8 and then 16 s.
 */
export const LATE_RETRY_BASE_MS = 2_000;

/** Longest of these pauses, unless `Retry-After` asks for more. */
export const LATE_RETRY_MAX_MS = 16_000;

/** How long these retries go on: OFAuth's list and a host that restarts need seconds, and a user watches for no longer. */
export const LATE_RETRY_TOTAL_MS = 60_000;

/**
 * How long a return that cannot be confirmed keeps its record, where the host has no `link/complete`: a real return that
 * follows a forged one is still reported.
 */
export const UNCONFIRMABLE_RETURN_MS = 60_000;

/**
 * How long a session that was created before the click may wait for it. OFAuth's sessions live for at least 30 minutes.
 */
export const PREPARED_SESSION_LIFETIME_MS = 5 * 60_000;

/**
 * How long a callback window waits for the page that started the attempt; messages within a browser take milliseconds.
 */
export const CALLBACK_HANDOFF_TIMEOUT_MS = 1_000;

/** How long a page that is loaded waits for another one to say that it waits for the attempt. A click may be waiting too. */
export const AWAITED_REPLY_TIMEOUT_MS = 300;

/** How long a pending attempt is kept. No Link session lives longer, so no callback can arrive later. */
export const PENDING_ATTEMPT_LIFETIME_MS = 60 * 60_000;

// Requests to the host.

/**
 * Longest wait for one answer of the host (a route, `createSession`, `requestInit`): its route may call OFAuth in turn.
 */
export const HOST_RESPONSE_TIMEOUT_MS = 15_000;

// The connections client.

/** Shortest pause between two polls. `refresh` is raised to it, so that one page cannot flood the host's server. */
export const MIN_POLL_INTERVAL_MS = 10_000;

/**
 * How long a connection that waits for its one-time code is polled at `MIN_POLL_INTERVAL_MS`; most codes expire sooner.
 */
export const TWO_FACTOR_FAST_POLL_MS = 5 * 60_000;

/** Upper bound of the first random pause after a failed fetch is twice this value; it doubles with each failure. */
export const FETCH_RETRY_BASE_MS = 1_000;

/**
 * Longest pause before a failed fetch is tried again, also when `Retry-After` asks for more: the user may be waiting.
 */
export const MAX_FETCH_RETRY_MS = 60_000;

/** Shortest `Retry-After` that is followed. A server that keeps answering "at once" must not be asked in a loop. */
export const MIN_RETRY_AFTER_MS = 1_000;

/** Shortest time between two scheduled refetches: a burst of pushes, or of returns to the tab, causes one. */
export const REFETCH_SPACING_MS = 2_000;

/** Shortest random delay of a scheduled refetch: changes that arrive together are fetched together. */
export const REFETCH_JITTER_MIN_MS = 20;

/** Longest random delay of a scheduled refetch. Every tab and every visitor may have received the same push. */
export const REFETCH_JITTER_MAX_MS = 500;

/** Shortest pause before a lost live-updates stream is opened again. */
export const MIN_RECONNECT_MS = 5_000;

/** Longest pause before a lost live-updates stream is opened again. */
export const MAX_RECONNECT_MS = 60_000;

/** Shortest pause before a stream that never opened is tried again: every page of the host may have been refused. */
export const MIN_STREAM_RETRY_MS = 30_000;

/** Longest pause before a stream that never opened is tried again. */
export const MAX_STREAM_RETRY_MS = 60_000;

/** Shortest pause after an answer that will hardly change by itself, such as a 401 or a login page. */
export const MIN_REFUSED_STREAM_RETRY_MS = 5 * 60_000;

/** Longest pause after such an answer. */
export const MAX_REFUSED_STREAM_RETRY_MS = 10 * 60_000;

/** How long a stream, or the page that has one for the others, may be silent: two beats of the host, and a late third. */
export const STREAM_SILENCE_MS = 20_000;

// The elements.

/**
 * How long an element waits before it warns of an attribute that does nothing: a framework that hydrates the page may still
 * set the property.
 */
export const UNSET_PROPERTY_WARNING_MS = 1_000;

/**
 * How long the confirming button of a destructive action takes no press: it may stand where the first button was, and a
 * second press of an impatient user comes within half a second.
 */
export const CONFIRM_DELAY_MS = 1_000;

/**
 * How long status changes are collected for one screen-reader announcement: as long as the answers of one list take.
 */
export const ANNOUNCEMENT_BATCH_MS = 500;

/** Pause between two updates of relative times ("2 minutes ago"), whose smallest unit shown is a minute. */
export const RELATIVE_TIME_UPDATE_MS = 20_000;
