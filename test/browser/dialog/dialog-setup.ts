/** A shadow root on the page, as an element has one, with the dialog and its strings in it. */
import { ConnectDialog, type ConnectDialogOptions } from "../../../src/browser/dialog/dialog.js";
import type { DialogText } from "../../../src/browser/dialog/dialog-strings.js";
import { adoptDialogStyles } from "../../../src/browser/dialog/dialog.styles.js";
import { flowStrings } from "../../../src/elements/connect/strings.lazy.js";
import { buttonStrings } from "../../../src/elements/connect/strings.js";
import { baseStyles } from "../../../src/elements/styles/base-styles.js";
import { FakeClock } from "../../support/fake-ports.js";
import { afterwards } from "../page-setup.js";

const strings = { ...buttonStrings, ...flowStrings };
export const text: DialogText = (key) => strings[key];

/** Creates an empty element with a shadow root, and a focused button before it. */
export function makeRoot() {
  const trigger = document.createElement("button");
  trigger.append("Trigger");
  const host = document.createElement("div");
  document.body.append(trigger, host);
  afterwards(() => {
    trigger.remove();
    host.remove();
  });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [baseStyles.styleSheet!];
  adoptDialogStyles(root);
  trigger.focus();
  return { root, host, trigger };
}

export function openDialog(options: Partial<ConnectDialogOptions> = {}) {
  const fixture = makeRoot();
  const requests: string[] = [];
  const clock = new FakeClock();
  const dialog = new ConnectDialog({
    root: fixture.root,
    text,
    reconnecting: false,
    onClose: (isClosedByBrowser) => requests.push(isClosedByBrowser ? "close again" : "close"),
    onAbandon: () => requests.push("abandon"),
    clock,
    onContinue: (mode) => requests.push(mode),
    returnFocus: () => requests.push("return focus"),
    ...options,
  });
  afterwards(() => dialog.close());
  const part = (name: string) => fixture.root.querySelector<HTMLElement>(`[part~="${name}"]`)!;
  return { ...fixture, clock, dialog, requests, part, dialogElement: part("dialog") as HTMLDialogElement };
}
