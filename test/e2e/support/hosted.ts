/** A user's actions on OFAuth's page, in the frame, in a popup or in the tab itself. */
import type { FrameLocator, Page } from "@playwright/test";
import { expect } from "./host.js";

export type Hosted = Pick<FrameLocator, "getByRole" | "getByLabel">;

export const creator = "ava@creator.sandbox.com";
export const creatorWithCode = "ava@creator-otp.sandbox.com";

/** The steps at which a user can cancel, by OFAuth's names. */
export type StepName = "pre-login" | "login" | "2fa" | "authorization";

const headings: Readonly<Record<StepName, RegExp>> = {
  "pre-login": /onnect your OnlyFans account/,
  login: /Sign in to OnlyFans/,
  "2fa": /Enter your code/,
  authorization: /^Allow /,
};

/**
 * Presses a button by a click event, as assistive technology does. A mouse may miss the button, because the strip of sandbox
 * accounts above the frame appears and disappears; and a key's release may never be handled, because its press has already
 * closed the frame.
 */
export const press = (page: Hosted, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).dispatchEvent("click");

export const expectStep = (page: Hosted, step: StepName): Promise<void> =>
  expect(page.getByRole("heading", { name: headings[step] })).toBeVisible();

export async function signIn(page: Hosted, account: string, password = "good-password"): Promise<void> {
  await page.getByLabel("E-mail").fill(account);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
}

export async function enterCode(page: Hosted, code = "123456"): Promise<void> {
  await page.getByLabel("One-time code").fill(code);
  await press(page, "Verify");
}

/** Continues up to `step`. */
export async function walkTo(page: Hosted, step: StepName, account: string): Promise<void> {
  await expectStep(page, "pre-login");
  if (step === "pre-login") return;
  await press(page, "Continue");
  await expectStep(page, "login");
  if (step === "login") return;
  await signIn(page, account);
  if (account === creatorWithCode) {
    await expectStep(page, "2fa");
    if (step === "2fa") return;
    await enterCode(page);
  }
  await expectStep(page, "authorization");
}

/** Goes through all steps until the account is connected. */
export async function connectAccount(page: Hosted, account = creator): Promise<void> {
  await walkTo(page, "authorization", account);
  await press(page, "Allow");
}

/** Runs an action that opens a popup, and returns the popup. */
export async function waitForPopup(page: Page, action: () => Promise<unknown>): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent("popup"), action()]);
  return popup;
}
