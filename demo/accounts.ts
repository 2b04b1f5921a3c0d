/** Prints the sandbox accounts beside the button. */
import type { SandboxAccount } from "ofauth-elements/emulator";
import { copyable } from "./copy-button.js";
import { make } from "./dom.js";

/** One line an address, and the password and the code once, because they are the same for all. */
export function printAccounts(list: HTMLElement, accounts: readonly SandboxAccount[]): void {
  const code = accounts.find(({ otpCode }) => otpCode !== undefined)?.otpCode;
  list.replaceChildren(
    ...accounts.map(({ domain }) => {
      const address = `test@${domain}`;
      return make("li", "", copyable(address, address));
    }),
    ...[...new Set(accounts.map(({ password }) => password))].map((password) =>
      make("li", "secret", make("small", "", "Password"), copyable(password, "password")),
    ),
    ...(code === undefined ? [] : [make("li", "secret", make("small", "", "Code"), copyable(code, "code"))]),
  );
}
