/** Creates a shadow root like an element's, and the strings of the dialog. */
import { ConnectDialog, type ConnectDialogOptions } from "../../../src/browser/dialog/dialog.js";
import type { DialogText } from "../../../src/browser/dialog/dialog-strings.js";
import { adoptDialogStyles } from "../../../src/browser/dialog/dialog.styles.js";
import { flowStrings } from "../../../src/elements/connect/strings.lazy.js";
import { buttonStrings } from "../../../src/elements/connect/strings.js";
import { baseStyles } from "../../../src/elements/styles/base-styles.js";
import { afterwards } from "../page-setup.js";

const strings = { ...buttonStrings, ...flowStrings };
export const text: DialogText = (key) => strings[key];

/** An empty element with a shadow root, and a button before it that has the focus. */
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
  const place = makeRoot();
  const asked: string[] = [];
  const dialog = new ConnectDialog({
    root: place.root,
    text,
    reconnecting: false,
    onClose: (again) => asked.push(again ? "close again" : "close"),
    onContinue: (mode) => asked.push(mode),
    returnFocus: () => asked.push("return focus"),
    ...options,
  });
  afterwards(() => dialog.close());
  const part = (name: string) => place.root.querySelector<HTMLElement>(`[part~="${name}"]`)!;
  return { ...place, dialog, asked, part, shown: part("dialog") as HTMLDialogElement };
}
