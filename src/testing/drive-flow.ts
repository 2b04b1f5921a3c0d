/** Drives a real flow to the outcome that a test asks for: the element's own code, events and dialog, without OFAuth. */
import type { ConnectResult } from "../connect/result.js";
import type { FakeBackend } from "./fake-backend.js";
import { installFakeHostedPage } from "./fake-hosted-page.js";
import { FlowDriver } from "./flow-driver.js";
import { installFakeBackend } from "./install-fake-backend.js";
import { observeFlow } from "./observe-flow.js";
import { toFlowOutcome, type DrivenCode, type DrivenOutcome } from "./outcomes.js";

/** An element that can open a flow, or a link. */
export interface FlowTarget {
  /** Opens the flow. */
  open?(): unknown;
  /** Opens the flow of a connection's status, which has no `open()`. */
  reconnect?(): unknown;
  /** Base URL of the routes. Default: `/api/ofauth`. */
  readonly endpoint?: string;
}

/** Options of `driveFlow`. */
export interface DriveOptions {
  /** Opens the flow, for example with a click on a button of your page. Default: the target's `open()` or `reconnect()`. */
  readonly open?: () => unknown;
  /** The backend of the page. Default: a new one at the target's `endpoint`, installed for the duration of the flow. */
  readonly backend?: FakeBackend;
  /** The window of the page. Default: the current one. */
  readonly window?: Window & typeof globalThis;
}

/**
 * Opens a flow and drives it to `outcome`, in a frame or a popup according to the target's `mode`. Needs a real browser.
 *
 * @param target The element or link that opens the flow.
 * @param outcome Default: `connected`.
 * @returns the result of the flow, after its last event.
 * @throws {Error} (as a rejection) when `outcome` is impossible in the target's mode: a redirect leaves the page, and no popup
 *   is blocked in a frame.
 * @example
 * const result = await driveFlow(element, "invalid_credentials");
 */
export async function driveFlow(
  target: FlowTarget,
  outcome: DrivenOutcome = "connected",
  { open, backend: ownBackend, window = globalThis.window }: DriveOptions = {},
): Promise<ConnectResult> {
  const flowOutcome = toFlowOutcome<DrivenCode>(outcome);
  const installed = ownBackend
    ? undefined
    : installFakeBackend({ window, ...(target.endpoint && { endpoint: target.endpoint }) });
  const driver = new FlowDriver(flowOutcome, ownBackend ?? (installed as FakeBackend), window);
  const restoreHostedPage = installFakeHostedPage({
    window,
    onNavigate: () => driver.skipHandshakeTimeout(),
    onLoad: (post) => driver.postFromHostedPage(post),
    allowPopups: driver.code !== "popup_blocked",
  });
  try {
    return await observeFlow(window.document, driver, open ?? (() => target.open?.() ?? target.reconnect?.()));
  } finally {
    driver.restore();
    restoreHostedPage();
    installed?.restore();
  }
}
