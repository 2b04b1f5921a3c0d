/** What a link without a button can be set to and told, and what it can do. */
import type { RequestInitSource } from "../../browser/http/request.js";
import type { CreateSession } from "../../browser/http/host-session.js";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { Connection } from "../../protocol/connection.js";
import type { Theme } from "../../protocol/link-session.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type {
  CancelDetail,
  CloseDetail,
  ErrorDetail,
  OFAuthBeforeOpenEvent,
  StateChangeDetail,
} from "../events/connect-events.js";
import type {
  LoadDetail,
  OpenDetail,
  SessionRenewedDetail,
  StallDetail,
  SuccessDetail,
} from "../events/connect-events.lazy.js";
import type { Strings } from "../connect/strings.js";

export interface LinkOptions {
  /** Base URL of the host's routes: a path on this origin, or a full `https:` URL. Default: `/api/ofauth`. */
  endpoint?: string | undefined;
  /** Where the hosted page opens. `auto` (default): in a frame, with a window or a redirect offered when a frame cannot work. */
  mode?: ConnectMode | "auto" | undefined;
  /** Reconnect this connection instead of creating one. */
  connectionId?: string | undefined;
  /** The Link-init URL of a host that has just that one route. Default: `{endpoint}/link/init`. */
  linkEndpoint?: string | undefined;
  /** A session URL that the host already has; then no session is asked for, and none can be renewed. */
  sessionUrl?: string | undefined;
  /** Gets the session in the host's own way; wins over `sessionUrl` and the endpoints. */
  createSession?: CreateSession | undefined;
  /** Extra `RequestInit` for the host's routes, such as a CSRF header, or a function that returns it. */
  requestInit?: RequestInitSource | undefined;
  /** The exact origins that a session URL may have, separated by spaces. Default: OFAuth's. Loopback counts only for a page on loopback. */
  linkOrigins?: string | undefined;
  /** `auto` (default): a return from OFAuth is read soon after `createLink`, if this browser began it. `manual`: only by `handleCallback()`. */
  callback?: "auto" | "manual" | undefined;
  /** `auto` (default) follows the page's `color-scheme`. */
  theme?: Theme | undefined;
  /** Language of the dialog. Default: that of the container. */
  lang?: string | undefined;
  /** Words that replace the built-in ones, by key. */
  strings?: Partial<Strings> | undefined;
  /** Where the dialog's host is put. Default: `document.body`. */
  container?: Element | undefined;
  /** The id of the dialog's host in the page, for styles (`#ofauth-link::part(dialog)`), and to tell several links apart when a redirect comes back. Default: `ofauth-link`. */
  id?: string | undefined;

  /** Before anything happens: `event.preventDefault()`, and nothing does. */
  onBeforeOpen?: ((event: OFAuthBeforeOpenEvent) => void) | undefined;
  /** The hosted page is being opened. */
  onOpen?: ((detail: Readonly<OpenDetail>) => void) | undefined;
  /** The hosted page in the frame is ready. */
  onLoad?: ((detail: Readonly<LoadDetail>) => void) | undefined;
  /** Something is in the way; the user is shown another way. */
  onStall?: ((detail: Readonly<StallDetail>) => void) | undefined;
  /** An unknown session was replaced by a new one. */
  onSessionRenewed?: ((detail: Readonly<SessionRenewedDetail>) => void) | undefined;
  /** The hosted page runs in the sandbox and says what to type. */
  onSandboxInfo?: ((detail: Readonly<SandboxInfo>) => void) | undefined;
  /** `state` has changed. */
  onStateChange?: ((detail: Readonly<StateChangeDetail>) => void) | undefined;
  /** An account is connected. */
  onSuccess?: ((detail: Readonly<SuccessDetail>) => void) | undefined;
  /** The attempt ended by somebody's choice. */
  onCancel?: ((detail: Readonly<CancelDetail>) => void) | undefined;
  /** Something failed. */
  onError?: ((detail: Readonly<ErrorDetail>) => void) | undefined;
  /** The attempt is over: always last, once per attempt. */
  onClose?: ((detail: Readonly<CloseDetail>) => void) | undefined;
}

export interface Link {
  /** Starts an attempt, and resolves to how it ended; rejects for nothing. While one is under way, answers with that one. */
  open(): Promise<ConnectResult>;
  /** Asks the hosted page to leave and closes after 1.5 s at the latest; with `force` at once. */
  close(options?: { force?: boolean }): void;
  /** Loads the flow's code and asks for a session, so that the next `open()` is quick. */
  prepare(): Promise<void>;
  /** Reads a return from OFAuth out of `url` (default: the page's address, which is then cleaned). Null when there is none; never rejects. */
  handleCallback(url?: string): Promise<ConnectResult | null>;
  /** Replaces the options that are given; an option that is given as undefined gets its default back. Callbacks count at once, the rest from the next `open()` on. */
  update(options: LinkOptions): void;
  /** Ends an attempt that is under way, and takes the dialog's host out of the page. `open()` fails with `not_connected` from then on. */
  destroy(): void;
  /** What the flow is doing. */
  readonly state: ConnectStateName;
  /** The connection of the last success, else null. */
  readonly connection: Connection | null;
  /** The last failure, until the next `open()`; else null. */
  readonly error: FailedResult | null;
  /** Whether an attempt is under way. */
  readonly isOpen: boolean;
}
