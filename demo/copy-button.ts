/** Copy buttons. They confirm a copy, or select the text when the browser denies access to the clipboard. */
import { make } from "./dom.js";

const CONFIRMATION_MS = 1600;

/** Makes `button` copy the text of `source`. */
export function setUpCopyButton(button: HTMLButtonElement, source: () => { text: string; shownIn: Node }): void {
  // A button with an icon has its name in aria-label.
  const name = button.ariaLabel;
  const label = button.textContent;
  const show = (copied: boolean) => {
    button.classList.toggle("copied", copied);
    if (name === null) button.textContent = copied ? "Copied" : label;
    else button.ariaLabel = copied ? "Copied" : name;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", () => {
    const { text, shownIn } = source();
    navigator.clipboard.writeText(text).then(
      () => {
        show(true);
        clearTimeout(timer);
        timer = setTimeout(() => show(false), CONFIRMATION_MS);
      },
      () => getSelection()?.selectAllChildren(shownIn),
    );
  });
}

/** Returns `text` as code, followed by a copy button. `name` completes the label of the button: "Copy password". */
export function codeWithCopyButton(text: string, name: string): DocumentFragment {
  const code = make("code", "", text);
  const button = make("button", "copy");
  button.type = "button";
  button.ariaLabel = `Copy ${name}`;
  setUpCopyButton(button, () => ({ text, shownIn: code }));
  const both = document.createDocumentFragment();
  both.append(code, button);
  return both;
}
