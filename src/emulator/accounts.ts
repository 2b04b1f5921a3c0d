/** The sandbox accounts (Sandbox guide): any identifier works, and its domain determines how the account behaves. */
import { createHash } from "node:crypto";
import type { UserData } from "../protocol/connection.js";

/** How the accounts of one sandbox domain behave. */
export interface SandboxAccount {
  /** The scenario id that the page message `sandbox_info` contains. */
  readonly id: string;
  /** The domain of the account's e-mail address. */
  readonly domain: string;
  /** The kind of OnlyFans account. */
  readonly accountType: "creator" | "fan";
  /** How the account signs in: with a password, or also with a one-time code. */
  readonly loginType: "password" | "app_otp";
  /** The only password that is accepted. */
  readonly password: string;
  /** The only one-time code that is accepted. Accounts without one skip that screen. */
  readonly otpCode?: string;
}

const password = "good-password";
const otpCode = "123456";

/** The sandbox accounts, one for each sandbox domain. */
export const sandboxAccounts: readonly SandboxAccount[] = [
  { id: "creator", domain: "creator.sandbox.com", accountType: "creator", loginType: "password", password },
  {
    id: "creator-otp",
    domain: "creator-otp.sandbox.com",
    accountType: "creator",
    loginType: "app_otp",
    password,
    otpCode,
  },
  { id: "fan", domain: "fan.sandbox.com", accountType: "fan", loginType: "password", password },
  { id: "fan-otp", domain: "fan-otp.sandbox.com", accountType: "fan", loginType: "app_otp", password, otpCode },
];

/** Returns the sandbox account for an e-mail address, or undefined if its domain is not a sandbox domain. */
export function findAccount(identifier: string): SandboxAccount | undefined {
  const { local, domain } = splitIdentifier(identifier);
  return local ? sandboxAccounts.find((account) => account.domain === domain) : undefined;
}

/**
 * Returns the OnlyFans user behind a sandbox e-mail address. The same address always gives the same user, in every
 * emulator, so that an account that is connected twice can be recognized. The name keeps the characters that were
 * typed, markup included, so that you can test how your pages display them.
 *
 * @param identifier E-mail address, such as `test@creator.sandbox.com`.
 */
export function userFor(identifier: string): UserData {
  const { local, domain } = splitIdentifier(identifier);
  const hash = createHash("sha256").update(`${local.toLowerCase()}@${domain}`).digest();
  const scenario = sandboxAccounts.find((account) => account.domain === domain)?.id ?? "user";
  return {
    id: String(hash.readUInt32BE(0)),
    name: local
      .split(/[._+-]+/)
      .filter(Boolean)
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(" "),
    username: `${local.toLowerCase()}_${scenario}`.replace(/[^a-z0-9_.]+/g, "_").slice(0, 100),
    // No picture: it would have to be loaded from the network.
    avatar: null,
  };
}

/** Returns the OnlyFans user of an imported session. The same `auth_id` always gives the same user. */
export const userForAuthId = (authId: string): UserData => ({
  id: authId,
  name: `Imported ${authId}`,
  // OnlyFans's default username for users who have not chosen one.
  username: `u${authId}`,
  avatar: null,
});

function splitIdentifier(identifier: string): { local: string; domain: string } {
  const trimmed = identifier.trim().slice(0, 254);
  const at = trimmed.lastIndexOf("@");
  return at < 0
    ? { local: trimmed, domain: "" }
    : { local: trimmed.slice(0, at).trim(), domain: trimmed.slice(at + 1).toLowerCase() };
}
