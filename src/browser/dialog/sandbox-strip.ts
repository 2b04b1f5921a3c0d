import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { DialogText, DialogTextKey } from "./dialog-strings.js";
import { createElement } from "./dom.js";

/**
 * Creates the sandbox strip: the test credentials for the screen that the hosted page shows, each with a copy button.
 * Undefined when that screen asks for none. The hosted page sends the values; they are inserted as text, never as markup.
 */
export function sandboxStrip(info: SandboxInfo, text: DialogText): Node[] | undefined {
  const scenario = info.scenarios.find(({ id }) => id === info.activeScenarioId) ?? info.scenarios[0];
  // These screens come after the sign-in. An unknown screen may ask for anything.
  if (!scenario || /^(authorization|success|error)$/.test(info.currentScreen ?? "")) return undefined;
  const asksForCode = info.currentScreen === "otp" && scenario.otpCode !== undefined;
  const rows: (readonly [DialogTextKey, string])[] = asksForCode
    ? [["sandboxCode", scenario.otpCode ?? ""]]
    : [
        // Any local part works; the domain selects the scenario (Sandbox guide).
        ["sandboxEmail", `test@${scenario.id}.sandbox.com`],
        ["sandboxPassword", scenario.password],
      ];
  return [
    createElement("summary", {}, text("sandbox")),
    ...rows.map(([key, value]) => rowWithCopy(text(key), value, text)),
  ];
}

function rowWithCopy(label: string, value: string, text: DialogText): HTMLElement {
  const shown = createElement("code", { translate: "no" }, value);
  const copy = createElement(
    "button",
    { part: "action", type: "button", "aria-label": `${text("copy")}: ${label}` },
    text("copy"),
  );
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(value).then(
      () => copy.replaceChildren(text("copied")),
      // Denied, or not a secure context: select the text, so that the user can copy it themselves.
      () => getSelection()?.selectAllChildren(shown),
    );
  });
  return createElement("p", {}, [createElement("span", { class: "label" }, label), shown, copy]);
}
