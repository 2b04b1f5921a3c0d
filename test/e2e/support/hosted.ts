/** What a user does on OFAuth's page, wherever it is: in our frame, in a window, or in the tab itself. */
import type { FrameLocator, Page } from "@playwright/test";
import { expect } from "./host.js";

export type Hosted = Pick<FrameLocator, "getByRole" | "getByLabel">;

export const creator = "ava@creator.sandbox.com";
export const creatorWithCode = "ava@creator-otp.sandbox.com";

/** The steps at which a user can leave, by OFAuth's names. */
export type StepName = "pre-login" | "login" | "2fa" | "authorization";

const headings: Readonly<Record<StepName, RegExp>> = {
  "pre-login": /onnect your OnlyFans account/,
  login: /Sign in to OnlyFans/,
  "2fa": /Enter your code/,
  authorization: /^Allow /,
};

/**
 * As assistive technology does it: our strip of sandbox accounts comes and goes above the frame, and a mouse aims at where the
 * button was; and a key is let go after the press that has already closed the frame, which the browser may never answer.
 */
export const press = (page: Hosted, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).dispatchEvent("click");

export const seeStep = (page: Hosted, step: StepName): Promise<void> =>
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

/** Goes as far as `step`, and no further. */
export async function walkTo(page: Hosted, step: StepName, account: string): Promise<void> {
  await seeStep(page, "pre-login");
  if (step === "pre-login") return;
  await press(page, "Continue");
  await seeStep(page, "login");
  if (step === "login") return;
  await signIn(page, account);
  if (account === creatorWithCode) {
    await seeStep(page, "2fa");
    if (step === "2fa") return;
    await enterCode(page);
  }
  await seeStep(page, "authorization");
}

/** The whole way to a connected account. */
export async function allow(page: Hosted, account = creator): Promise<void> {
  await walkTo(page, "authorization", account);
  await press(page, "Allow");
}

/** Opens something in a window, and answers with the window. */
export async function windowOf(page: Page, action: () => Promise<unknown>): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent("popup"), action()]);
  return popup;
}
