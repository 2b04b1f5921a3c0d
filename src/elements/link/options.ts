/** What a link without a button can be set to and told, and what it can do. */
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { ConnectSettings } from "../flow-settings.js";
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

/** An object of which every property may be left out or undefined. */
type Optional<Type> = { [Name in keyof Type]?: Type[Name] | undefined };

/** Options of `createLink()`: the settings of `<ofauth-connect>`, and what replaces its markup and events. */
export interface LinkOptions extends Optional<Omit<ConnectSettings, "prefetch">> {
  /** Language of the dialog. Default: that of the container. */
  lang?: string | undefined;
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
