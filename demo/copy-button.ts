/** Copy buttons: each shows that it has worked, or selects the text when the clipboard is closed to it. */
import { make } from "./dom.js";

const shownFor = 1600;

export function makeCopies(button: HTMLButtonElement, source: () => { text: string; shownIn: Node }): void {
  // A button with a picture has its name in an attribute.
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
        timer = setTimeout(() => show(false), shownFor);
      },
      () => getSelection()?.selectAllChildren(shownIn),
    );
  });
}

/** `text` as code, with a copy button behind it. `what` names it for people who do not see it. */
export function copyable(text: string, what: string): DocumentFragment {
  const code = make("code", "", text);
  const button = make("button", "copy");
  button.type = "button";
  button.ariaLabel = `Copy ${what}`;
  makeCopies(button, () => ({ text, shownIn: code }));
  const both = document.createDocumentFragment();
  both.append(code, button);
  return both;
}
