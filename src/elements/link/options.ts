/** Interface of `createLink()`: its options, and the link that it returns. */
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
  VerifiedDetail,
} from "../events/connect-events.lazy.js";

/** An object of which every property may be left out or undefined. */
type Optional<Type> = { [Name in keyof Type]?: Type[Name] | undefined };

/** Options of `createLink()`: the settings of `<ofauth-connect>`, where to put the dialog, and callbacks in place of events. */
export interface LinkOptions extends Optional<Omit<ConnectSettings, "prefetch">> {
  /** Language of the dialog. Default: that of the container. */
  lang?: string | undefined;
  /** Element that the host element of the dialog is appended to. Default: `document.body`. */
  container?: Element | undefined;
  /** Id of the dialog's host element, for styles (`#ofauth-link::part(dialog)`). Also tells several links on a page apart when a redirect comes back. Default: `ofauth-link`. */
  id?: string | undefined;

  /** Called before an attempt begins. `event.preventDefault()` keeps it from beginning. */
  onBeforeOpen?: ((event: OFAuthBeforeOpenEvent) => void) | undefined;
  /** Called when the hosted page is being opened. */
  onOpen?: ((detail: Readonly<OpenDetail>) => void) | undefined;
  /** Called when the hosted page in the frame is ready. */
  onLoad?: ((detail: Readonly<LoadDetail>) => void) | undefined;
  /** Called when the hosted page could not be shown as intended; the user is offered alternatives. */
  onStall?: ((detail: Readonly<StallDetail>) => void) | undefined;
  /** Called when an expired session was replaced by a new one. */
  onSessionRenewed?: ((detail: Readonly<SessionRenewedDetail>) => void) | undefined;
  /** Called when the hosted page runs in OFAuth's sandbox, with its test credentials. */
  onSandboxInfo?: ((detail: Readonly<SandboxInfo>) => void) | undefined;
  /** Called when `state` changed. */
  onStateChange?: ((detail: Readonly<StateChangeDetail>) => void) | undefined;
  /** Called when the account is connected. */
  onSuccess?: ((detail: Readonly<SuccessDetail>) => void) | undefined;
  /** Called when the backend has confirmed the account after the attempt had ended: at most once for an attempt, and possibly after the page was loaded again. */
  onVerified?: ((detail: Readonly<VerifiedDetail>) => void) | undefined;
  /** Called when the user or the page cancelled the attempt. */
  onCancel?: ((detail: Readonly<CancelDetail>) => void) | undefined;
  /** Called when the attempt failed, or could not begin. */
  onError?: ((detail: Readonly<ErrorDetail>) => void) | undefined;
  /** Called once when the attempt has ended, after every other callback. */
  onClose?: ((detail: Readonly<CloseDetail>) => void) | undefined;
}

/** Connect flow without a button. */
export interface Link {
  /** Opens the connect flow and resolves with its outcome. Never rejects. If a flow is already open, returns its promise. */
  open(): Promise<ConnectResult>;
  /** Asks the hosted page to exit, and closes after 1.5 s at the latest; with `force` immediately. */
  close(options?: { force?: boolean }): void;
  /** Loads the code of the flow and requests a session, so that the next `open()` is fast. */
  prepare(): Promise<void>;
  /** Reads OFAuth's callback from `url` (default: the page's address, whose parameters are then removed) and resolves with its outcome; null without one. Never rejects. */
  handleCallback(url?: string): Promise<ConnectResult | null>;
  /** Replaces the given options; one that is undefined gets its default back. Callbacks change immediately, the other options with the next `open()`. */
  update(options: LinkOptions): void;
  /** Ends an open attempt and removes the dialog's host element. `open()` fails with `not_connected` afterwards. */
  destroy(): void;
  /** State of the flow. */
  readonly state: ConnectStateName;
  /** Connection of the last success; null before the first. */
  readonly connection: Connection | null;
  /** Result of the last failure, until the next `open()`; null without one. */
  readonly error: FailedResult | null;
  /** Whether a flow is open. */
  readonly isOpen: boolean;
}
