/** What the reconnect button says and does before it is clicked. */
import type { ConnectController } from "../connect/controller.js";
import type { TextKey } from "../connect/strings.js";
import type { FlowSettings } from "../flow-settings.js";

/** Returns the description that warns the user when a click changes the context (WCAG 2.2, 3.2.5). */
export function reconnectHint(mode: FlowSettings["mode"], text: (key: TextKey) => string): string {
  if (mode === "popup") return text("opensWindow");
  return mode === "redirect" ? text("leavesPage") : "";
}

/** Loads what a click will need, as far as the `prefetch` setting allows it. */
export function prefetchReconnect(
  connect: ConnectController,
  setting: FlowSettings["prefetch"],
  trigger: "hover" | "press",
): void {
  if (connect.attempt || setting === "none") return;
  // An error is ignored here: the click runs into it again and reports it.
  connect.prepare(trigger === "press" || setting === "session").catch(() => undefined);
}
