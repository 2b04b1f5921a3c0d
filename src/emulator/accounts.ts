/** The sandbox accounts (Sandbox guide): any identifier works, its domain chooses how the account behaves. */
import { createHash } from "node:crypto";
import type { UserData } from "../protocol/connection.js";

/** How the accounts of one sandbox domain behave. */
export interface SandboxAccount {
  /** The scenario id that `sandbox_info` names. */
  readonly id: string;
  readonly domain: string;
  readonly accountType: "creator" | "fan";
  readonly loginType: "password" | "app_otp";
  /** The one password that is accepted. */
  readonly password: string;
  /** The one-time code that is accepted; accounts without one skip that screen. */
  readonly otpCode?: string;
}

const password = "good-password";
const otpCode = "123456";

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

/** The behaviour of the account that `identifier` names, or undefined when its domain is not a sandbox domain. */
export function findAccount(identifier: string): SandboxAccount | undefined {
  const { local, domain } = split(identifier);
  return local ? sandboxAccounts.find((account) => account.domain === domain) : undefined;
}

/**
 * The OnlyFans user behind a sandbox e-mail. The same e-mail is the same user for ever, in every emulator, so that an
 * account that is connected twice is recognisable. The name keeps the characters that were typed, markup included: a host
 * can try what its own pages do with them.
 */
export function userFor(identifier: string): UserData {
  const { local, domain } = split(identifier);
  const hash = createHash("sha256").update(`${local.toLowerCase()}@${domain}`).digest();
  const scenario = sandboxAccounts.find((account) => account.domain === domain)?.id ?? "user";
  return {
    id: String(hash.readUInt32BE(0)),
    name: local
      .split(/[._+-]+/)
      .filter(Boolean)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(" "),
    username: `${local.toLowerCase()}_${scenario}`.replace(/[^a-z0-9_.]+/g, "_").slice(0, 100),
    // No picture: it would have to come from the network.
    avatar: null,
  };
}

/** The OnlyFans user of an imported session: the same `auth_id` is the same user for ever. */
export const userOfAuthId = (authId: string): UserData => ({
  id: authId,
  name: `Imported ${authId}`,
  // What OnlyFans calls those who have chosen no name.
  username: `u${authId}`,
  avatar: null,
});

function split(identifier: string): { local: string; domain: string } {
  const trimmed = identifier.trim().slice(0, 254);
  const at = trimmed.lastIndexOf("@");
  return at < 0
    ? { local: trimmed, domain: "" }
    : { local: trimmed.slice(0, at).trim(), domain: trimmed.slice(at + 1).toLowerCase() };
}
