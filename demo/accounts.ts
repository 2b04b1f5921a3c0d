/** The list of sandbox accounts beside the elements. */
import type { SandboxAccount } from "ofauth-elements/emulator";
import { codeWithCopyButton } from "./copy-button.js";
import { make } from "./dom.js";

/** Lists one address per account, and once the password and the code, which are the same for all accounts. */
export function renderAccounts(list: HTMLElement, accounts: readonly SandboxAccount[]): void {
  const code = accounts.find(({ otpCode }) => otpCode !== undefined)?.otpCode;
  list.replaceChildren(
    ...accounts.map(({ domain }) => {
      const address = `test@${domain}`;
      return make("li", "", codeWithCopyButton(address, address));
    }),
    ...[...new Set(accounts.map(({ password }) => password))].map((password) =>
      make("li", "secret", make("small", "", "Password"), codeWithCopyButton(password, "password")),
    ),
    ...(code === undefined ? [] : [make("li", "secret", make("small", "", "Code"), codeWithCopyButton(code, "code"))]),
  );
}
