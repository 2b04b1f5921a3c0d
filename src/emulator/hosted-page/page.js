/**
 * Browser script of the hosted page. The server determines what to show, what to post and where to navigate
 * (`view.ts`); this script renders it (`screens.js`), posts messages to exactly the embedding origin, and sends the
 * user's input.
 */
import { renderScreen } from "./screens.js";

/** @typedef {import("./screens.js").View} View */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const parameters = new URLSearchParams(location.search);
const embedOrigin = parameters.get("embed_origin") ?? "";
const isEmbedded = parameters.get("embed") === "true" && window.parent !== window && isOrigin(embedOrigin);
/** @type {View} */
let view = JSON.parse(main.dataset.view ?? "{}");
let isSending = false;
// Whether the parent was sent `exit`, after which no other message may follow.
let hasExited = false;

/** @param {string} text */
function isOrigin(text) {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** @param {string} event @param {unknown} [metadata] */
function post(event, metadata) {
  if (!isEmbedded || hasExited) return;
  const message = { type: "OFAUTH_LINK", event, ...(metadata === undefined ? {} : { metadata }) };
  window.parent.postMessage(message, embedOrigin);
}

/**
 * Renders the view, posts its messages, and navigates to the callback URL if the flow has ended and there is no parent.
 */
function show({ moveFocus = true } = {}) {
  main.replaceChildren(...renderScreen(view, isEmbedded, (input) => void send(input)));
  const invalidField = view.notice && document.getElementById(view.notice.field);
  if (moveFocus) (invalidField ?? main.querySelector("h1"))?.focus();
  for (const { event, metadata } of view.events) post(event, metadata);
  if (!isEmbedded && view.callbackUrl) location.replace(view.callbackUrl);
}

/** @param {Record<string, unknown>} input */
async function send(input) {
  // The buttons are not disabled meanwhile, because a disabled button loses the focus.
  if (isSending || hasExited) return;
  isSending = true;
  main.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`${location.pathname}/step`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`The step failed with status ${response.status}.`);
    view = await response.json();
  } catch {
    const text = "The emulator cannot be reached. Try again.";
    view = { ...view, events: [], notice: { text, field: view.notice?.field ?? "" } };
  }
  isSending = false;
  main.removeAttribute("aria-busy");
  if (!hasExited) show();
}

window.addEventListener("message", (event) => {
  if (!isEmbedded || event.source !== window.parent || event.origin !== embedOrigin) return;
  const data = /** @type {{ type?: unknown, event?: unknown, force?: unknown } | null} */ (event.data);
  if (data?.type !== "OFAUTH_LINK" || data.event !== "exit_requested" || !view.answersExit) return;
  // Answered at once, without a request to the server, because the parent waits only briefly.
  const step = view.step === null ? {} : { step: view.step };
  post("exit", { type: data.force === true ? "forced_exit" : "user_exit", ...step, error: null });
  hasExited = true;
  view = { ...view, screen: "cancelled", callbackUrl: null };
  show({ moveFocus: false });
});

// The first screen does not take the focus: the embedding page decides where it is.
show({ moveFocus: false });
