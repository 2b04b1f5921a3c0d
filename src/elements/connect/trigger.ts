/** What a button that opens the flow says and does before it is clicked. */
import type { FlowSettings } from "../flow-settings.js";
import type { ConnectController } from "./controller.js";

/** Returns the description of a click that opens a window or leaves the page (WCAG 2.2, 3.2.5). */
export function clickHint(connect: ConnectController, mode: FlowSettings["mode"]): string {
  if (mode === "popup") return connect.text("opensWindow");
  return mode === "redirect" ? connect.text("leavesPage") : "";
}

/** Loads what a click will need, as far as the `prefetch` setting allows it. */
export function prefetchFlow(
  connect: ConnectController,
  setting: FlowSettings["prefetch"],
  trigger: "hover" | "press",
): void {
  if (connect.attempt || setting === "none") return;
  // An error is ignored here: the click runs into it again and reports it.
  connect.prepare(trigger === "press" || setting === "session").catch(() => undefined);
}
