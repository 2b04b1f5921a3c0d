/**
 * Renders the screens of the hosted page. Text from outside becomes text nodes and attributes only, never HTML, so that
 * a name with markup in it is shown as it was typed.
 */

/**
 * The page's data (see `view.ts`).
 *
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
 * @property {string | null} callbackUrl
 * @property {boolean} answersExit
 * @property {{ id: string, identifier: string, password: string }[]} sandboxAccounts
 */

/** @typedef {(input: Record<string, unknown>) => void} OnInput */

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** @param {string} text */
const heading = (text) => element("h1", { tabindex: "-1" }, text);
/** @param {string} text */
const paragraph = (text) => element("p", {}, text);

/** @param {View} view @param {string} name @param {string} label @param {Record<string, string>} attributes */
function field({ notice }, name, label, attributes) {
  const invalid = notice?.field === name ? { "aria-invalid": "true", "aria-describedby": "notice" } : {};
  const input = element("input", { id: name, name, required: "", spellcheck: "false", ...attributes, ...invalid });
  return element("div", {}, element("label", { for: name }, label), input);
}

/**
 * Creates a form that sends `action` with its fields, and a Cancel button.
 *
 * @param {View} view
 * @param {OnInput} onInput
 * @param {string} action
 * @param {string} label
 * @param {Node[]} fields
 */
function form({ notice }, onInput, action, label, ...fields) {
  const cancel = element("button", { type: "button" }, "Cancel");
  cancel.addEventListener("click", () => onInput({ action: "cancel" }));
  const actions = element("div", { class: "actions" }, element("button", { type: "submit" }, label), cancel);
  const alert = notice ? [element("div", { role: "alert", id: "notice" }, notice.text)] : [];
  // No validation by the browser: all errors come from the server, so that they look the same in every browser.
  const node = element("form", { novalidate: "" }, ...alert, ...fields, actions);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    onInput({ action, ...Object.fromEntries(data) });
  });
  return node;
}

/** @param {View} view */
function accountPicker({ sandboxAccounts }) {
  const buttons = sandboxAccounts.map(({ identifier, password }) => {
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
const permissionItem = ({ label, isNew }) =>
  element("li", {}, element("span", {}, label), ...(isNew ? [element("strong", {}, "New")] : []));

/** @type {Record<string, (view: View, onInput: OnInput) => Node[]>} */
const screens = {
  "pre-login": (view, onInput) => [
    heading(`${view.reconnecting ? "Reconnect" : "Connect"} your OnlyFans account`),
    paragraph(`${view.appName} asks for access to your OnlyFans account. You sign in here, not at ${view.appName}.`),
    form(view, onInput, "continue", "Continue"),
  ],
  login: (view, onInput) => [
    heading("Sign in to OnlyFans"),
    form(
      view,
      onInput,
      "login",
      "Sign in",
      field(view, "identifier", "E-mail", {
        value: view.identifier,
        autocomplete: "username",
        inputmode: "email",
        autocapitalize: "none",
      }),
      field(view, "password", "Password", { type: "password", autocomplete: "current-password" }),
    ),
    accountPicker(view),
  ],
  "2fa": (view, onInput) => [
    heading("Enter your code"),
    paragraph(`Open your authenticator app and enter the code for ${view.identifier}. In the sandbox it is 123456.`),
    form(
      view,
      onInput,
      "2fa",
      "Verify",
      field(view, "code", "One-time code", { autocomplete: "one-time-code", inputmode: "numeric" }),
    ),
  ],
  authorization: (view, onInput) => [
    heading(`Allow ${view.appName}?`),
    paragraph(
      `You are signed in as ${view.account?.name} (@${view.account?.username}). ${view.appName} will be able to:`,
    ),
    element("ul", { class: "permissions" }, ...view.permissions.map(permissionItem)),
    form(view, onInput, "allow", "Allow"),
  ],
  success: (view) => [
    heading("Account connected"),
    paragraph(`@${view.account?.username} is connected to ${view.appName}. You can close this page.`),
  ],
  cancelled: () => [heading("Nothing was connected"), paragraph("You can close this page.")],
  error: ({ message }) => [heading("The account was not connected"), element("p", { role: "alert" }, message)],
  "invalid-session": ({ message }) => [
    heading("This session is no longer valid"),
    element("p", { role: "alert" }, message),
  ],
};

/**
 * Renders the screen of `view`. A page that is not embedded gets a link to the callback URL once the flow has ended.
 *
 * @param {View} view
 * @param {boolean} isEmbedded
 * @param {OnInput} onInput Called with the user's input.
 * @returns {Node[]}
 */
export function renderScreen(view, isEmbedded, onInput) {
  const { appName, callbackUrl } = view;
  const link =
    !isEmbedded && callbackUrl
      ? [element("a", { href: callbackUrl }, appName ? `Continue to ${appName}` : "Go back")]
      : [];
  return [...(screens[view.screen]?.(view, onInput) ?? []), ...link];
}
