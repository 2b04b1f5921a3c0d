/** The strip of a sandbox session: what to type, each with a copy button. The hosted page sends it; it is text, never markup. */
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { DialogText, DialogTextKey } from "./dialog-strings.js";
import { createElement } from "./dom.js";

/** The strip's content for the screen that the hosted page shows, or undefined when there is nothing to type. */
export function sandboxStrip(info: SandboxInfo, text: DialogText): Node[] | undefined {
  const scenario = info.scenarios.find(({ id }) => id === info.activeScenarioId) ?? info.scenarios[0];
  // Nothing is typed after the sign-in. An unknown screen may ask for anything.
  if (!scenario || /^(authorization|success|error)$/.test(info.currentScreen ?? "")) return undefined;
  const asksForCode = info.currentScreen === "otp" && scenario.otpCode !== undefined;
  const rows: (readonly [DialogTextKey, string])[] = asksForCode
    ? [["sandboxCode", scenario.otpCode ?? ""]]
    : [
        // Any identifier works; the domain chooses the behaviour (Sandbox guide).
        ["sandboxEmail", `test@${scenario.id}.sandbox.com`],
        ["sandboxPassword", scenario.password],
      ];
  return [
    createElement("strong", {}, text("sandbox")),
    ...rows.map(([key, value]) => rowWithCopy(text(key), value, text)),
  ];
}

function rowWithCopy(label: string, value: string, text: DialogText): HTMLElement {
  const shown = createElement("code", {}, value);
  const copy = createElement(
    "button",
    { part: "action", type: "button", "aria-label": `${text("copy")}: ${label}` },
    text("copy"),
  );
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(value).then(
      () => copy.replaceChildren(text("copied")),
      // Denied, or not a secure context: the text is selected, so that the user's own copy command works.
      () => getSelection()?.selectAllChildren(shown),
    );
  });
  return createElement("p", {}, [createElement("span", { class: "label" }, label), shown, copy]);
}
