/**
 * The hosted page in the browser. The server says what to show, what to post and where to go (`page-view.ts`); this script
 * draws it with text nodes only, posts it to exactly the embedding origin, and sends back what the user did.
 */

/**
 * @typedef {object} View
 * @property {string} screen
 * @property {string | null} step
 * @property {string} appName
 * @property {boolean} reconnecting
 * @property {string} identifier
 * @property {{ text: string, field: string } | null} notice
 * @property {{ name: string, username: string } | null} account
 * @property {{ label: string, isNew: boolean }[]} permissions
 * @property {string} message
 * @property {{ event: string, metadata?: unknown }[]} events
 * @property {string | null} returnUrl
 * @property {boolean} answersExit
 * @property {{ id: string, identifier: string, password: string }[]} sandboxAccounts
 */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const parameters = new URLSearchParams(location.search);
const embedOrigin = parameters.get("embed_origin") ?? "";
const embedded = parameters.get("embed") === "true" && window.parent !== window && isOrigin(embedOrigin);
/** @type {View} */
let view = JSON.parse(main.dataset.view ?? "{}");
let busy = false;
// The parent has been told that the user left: nothing may follow that.
let left = false;

/** @param {string} text */
function isOrigin(text) {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** @param {string} event @param {unknown} [metadata] */
function post(event, metadata) {
  if (!embedded || left) return;
  const message = { type: "OFAUTH_LINK", event, ...(metadata === undefined ? {} : { metadata }) };
  window.parent.postMessage(message, embedOrigin);
}

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** @param {string} name @param {string} label @param {Record<string, string>} attributes */
function field(name, label, attributes) {
  const refused = view.notice?.field === name ? { "aria-invalid": "true", "aria-describedby": "notice" } : {};
  const input = element("input", { id: name, name, required: "", spellcheck: "false", ...attributes, ...refused });
  return element("div", {}, element("label", { for: name }, label), input);
}

/** A form that sends `action` with its fields; every one of them can be cancelled. @param {string} action @param {string} label @param {Node[]} fields */
function form(action, label, ...fields) {
  const cancel = element("button", { type: "button" }, "Cancel");
  cancel.addEventListener("click", () => void send({ action: "cancel" }));
  const actions = element("div", { class: "actions" }, element("button", { type: "submit" }, label), cancel);
  const notice = view.notice ? [element("div", { role: "alert", id: "notice" }, view.notice.text)] : [];
  // The server's refusals are the only ones, so that they look and sound the same everywhere.
  const node = element("form", { novalidate: "" }, ...notice, ...fields, actions);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    void send({ action, ...Object.fromEntries(data) });
  });
  return node;
}

/** @param {string} text */
const heading = (text) => element("h1", { tabindex: "-1" }, text);
/** @param {string} text */
const paragraph = (text) => element("p", {}, text);
const wayBack = () =>
  !embedded && view.returnUrl
    ? [element("a", { href: view.returnUrl }, view.appName ? `Continue to ${view.appName}` : "Go back")]
    : [];

function accountPicker() {
  const buttons = view.sandboxAccounts.map(({ identifier, password }) => {
    const button = element("button", { type: "button" }, identifier);
    button.addEventListener("click", () => {
      for (const [name, value] of Object.entries({ identifier, password })) {
        const input = document.getElementById(name);
        if (input instanceof HTMLInputElement) input.value = value;
      }
      document.getElementById("password")?.focus();
    });
    return element("li", {}, button);
  });
  const about = paragraph("Any name works at these domains. The password is good-password, the code is 123456.");
  return element("details", {}, element("summary", {}, "Sandbox accounts"), about, element("ul", {}, ...buttons));
}

/** @param {View["permissions"][number]} permission */
const permission = ({ label, isNew }) =>
  element("li", {}, element("span", {}, label), ...(isNew ? [element("strong", {}, "New")] : []));

/** @type {Record<string, () => Node[]>} */
const screens = {
  "pre-login": () => [
    heading(`${view.reconnecting ? "Reconnect" : "Connect"} your OnlyFans account`),
    paragraph(`${view.appName} asks for access to your OnlyFans account. You sign in here, not at ${view.appName}.`),
    form("continue", "Continue"),
  ],
  login: () => [
    heading("Sign in to OnlyFans"),
    form(
      "login",
      "Sign in",
      field("identifier", "E-mail", {
        value: view.identifier,
        autocomplete: "username",
        inputmode: "email",
        autocapitalize: "none",
      }),
      field("password", "Password", { type: "password", autocomplete: "current-password" }),
    ),
    accountPicker(),
  ],
  "2fa": () => [
    heading("Enter your code"),
    paragraph(`Open your authenticator app and enter the code for ${view.identifier}. In the sandbox it is 123456.`),
    form("2fa", "Verify", field("code", "One-time code", { autocomplete: "one-time-code", inputmode: "numeric" })),
  ],
  authorization: () => [
    heading(`Allow ${view.appName}?`),
    paragraph(
      `You are signed in as ${view.account?.name} (@${view.account?.username}). ${view.appName} will be able to:`,
    ),
    element("ul", { class: "permissions" }, ...view.permissions.map(permission)),
    form("allow", "Allow"),
  ],
  success: () => [
    heading("Account connected"),
    paragraph(`@${view.account?.username} is connected to ${view.appName}. You can close this page.`),
    ...wayBack(),
  ],
  cancelled: () => [heading("Nothing was connected"), paragraph("You can close this page."), ...wayBack()],
  error: () => [heading("The account was not connected"), element("p", { role: "alert" }, view.message), ...wayBack()],
  "invalid-session": () => [
    heading("This session is no longer valid"),
    element("p", { role: "alert" }, view.message),
    ...wayBack(),
  ],
};

/** Draws the view; then says what there is to say, and leaves when the flow is over and the page stands alone. */
function show({ moveFocus = true } = {}) {
  main.replaceChildren(...(screens[view.screen]?.() ?? []));
  const refused = view.notice && document.getElementById(view.notice.field);
  if (moveFocus) (refused ?? main.querySelector("h1"))?.focus();
  for (const { event, metadata } of view.events) post(event, metadata);
  if (!embedded && view.returnUrl) location.replace(view.returnUrl);
}

/** @param {Record<string, unknown>} input */
async function send(input) {
  // Not `disabled`: that would throw the focus away.
  if (busy || left) return;
  busy = true;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${location.pathname}/step`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`The step was answered with ${answer.status}.`);
    view = await answer.json();
  } catch {
    const text = "The emulator cannot be reached. Try again.";
    view = { ...view, events: [], notice: { text, field: view.notice?.field ?? "" } };
  }
  busy = false;
  main.removeAttribute("aria-busy");
  if (!left) show();
}

window.addEventListener("message", (event) => {
  if (!embedded || event.source !== window.parent || event.origin !== embedOrigin) return;
  const data = /** @type {{ type?: unknown, event?: unknown, force?: unknown } | null} */ (event.data);
  if (data?.type !== "OFAUTH_LINK" || data.event !== "exit_requested" || !view.answersExit) return;
  // At once and without asking the server: the parent waits a moment only.
  const step = view.step === null ? {} : { step: view.step };
  post("exit", { type: data.force === true ? "forced_exit" : "user_exit", ...step, error: null });
  left = true;
  view = { ...view, screen: "cancelled", returnUrl: null };
  show({ moveFocus: false });
});

// The first screen takes no focus: whoever embeds the page decides where it is.
show({ moveFocus: false });
