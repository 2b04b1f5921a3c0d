import {
  creator,
  creatorWithCode,
  enterCode,
  press,
  signIn,
  walkTo,
  waitForPopup,
  type Hosted,
  type StepName,
} from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

test.describe.configure({ mode: "parallel" });

type Mode = "embed" | "popup" | "redirect";

const modes: readonly Mode[] = ["embed", "popup", "redirect"];
const accounts = [
  { name: "without a code", account: creator, steps: ["pre-login", "login", "authorization"] },
  { name: "with a one-time code", account: creatorWithCode, steps: ["pre-login", "login", "2fa", "authorization"] },
] as const;

/** Presses the button, and returns OFAuth's page. */
async function start(host: Host, mode: Mode): Promise<Hosted> {
  await host.open(`mode="${mode}"`);
  if (mode === "popup") return waitForPopup(host.page, () => host.button.click());
  await host.button.click();
  return mode === "embed" ? host.frame : host.page;
}

/** Returns the events from the click to the user's current step. */
function beginning(mode: Mode, screens: readonly string[]): string[] {
  if (mode === "popup") return ["before-open popup", "idle > starting", "starting > open", "open popup"];
  if (mode === "redirect") return ["before-open redirect", "idle > starting", "starting > opening", "open redirect"];
  const [first, ...others] = screens.map((screen) => `sandbox-info ${screen === "2fa" ? "otp" : screen}`);
  const opening = [
    "before-open embed",
    "idle > starting",
    "starting > opening",
    "open embed",
    "opening > open",
    "load",
  ];
  return [...opening, first ?? "", ...others];
}

/** Returns the state before the end: after a redirect, a new element starts idle. */
const lastState = (mode: Mode): string => (mode === "redirect" ? "idle" : "open");

async function expectEnded(host: Host, mode: Mode, state: string, connectionId: string | null): Promise<void> {
  expect(new Set(host.events.map(({ detail }) => detail.attemptId).filter(Boolean)).size).toBe(1);
  expect(host.results).toHaveLength(1);
  await host.expectState(state, connectionId);
  await host.expectCleanedUp({ isReturn: mode !== "embed" && state !== "connected" });
  // A redirect returns to a new page, where nothing was focused.
  if (mode !== "redirect") await host.expectFocusOnButton();
}

for (const mode of modes) {
  for (const { name, account, steps } of accounts) {
    test(`${mode}, ${name}: connects and confirms the account`, async ({ host, site }) => {
      const hosted = await start(host, mode);
      await walkTo(hosted, "authorization", account);
      await press(hosted, "Allow");
      const { detail } = await host.waitForEnd();
      const transitions =
        mode === "embed" ? ["open > verifying", "verifying > connected"] : [`${lastState(mode)} > connected`];
      expect(host.eventLog).toEqual([
        ...beginning(mode, [...steps, "success"]),
        ...transitions,
        "success",
        "close connected",
      ]);
      const [made] = site.emulator.emulator.connections.list();
      expect(detail).toEqual({
        attemptId: expect.any(String),
        clientReferenceId: "ava",
        // Where the webhook was there first, the time of the change is that of its event.
        connection: { ...made, updatedAt: expect.any(String) },
        connectionId: made?.id,
        reconnected: false,
        source: mode,
        verified: true,
      });
      await expectEnded(host, mode, "connected", made?.id ?? "");
    });

    steps.forEach((step: StepName, index) => {
      test(`${mode}, ${name}: cancelling at ${step} emits cancel with that step`, async ({ host, site }) => {
        const hosted = await start(host, mode);
        await walkTo(hosted, step, account);
        await press(hosted, "Cancel");
        await host.waitForEnd();
        const ending = [`${lastState(mode)} > cancelled`, `cancel user at ${step}`, "close cancelled"];
        expect(host.eventLog).toEqual([...beginning(mode, steps.slice(0, index + 1)), ...ending]);
        expect(site.emulator.emulator.connections.list()).toEqual([]);
        await expectEnded(host, mode, "cancelled", null);
      });
    });

    const expectFailed = async (host: Host, code: string, screens: readonly string[]) => {
      const { detail } = await host.waitForEnd();
      const ending = [`${lastState(mode)} > failed`, `error ${code}`, "close failed"];
      expect(host.eventLog).toEqual([...beginning(mode, [...screens, "error"]), ...ending]);
      expect(detail).toMatchObject({ code, reason: code, retryable: code !== "account_locked" });
      await expectEnded(host, mode, "failed", null);
      await expect(host.action("Try again")).toBeVisible();
    };

    test(`${mode}, ${name}: three wrong passwords fail with invalid_credentials`, async ({ host }) => {
      const hosted = await start(host, mode);
      await walkTo(hosted, "login", account);
      for (const left of ["2 tries left", "One try left", ""]) {
        await signIn(hosted, account, "wrong");
        if (left) await expect(hosted.getByRole("alert")).toContainText(left);
      }
      await expectFailed(host, "invalid_credentials", ["pre-login", "login", "login", "login"]);
    });

    test(`${mode}, ${name}: a locked account fails with account_locked`, async ({ host, site }) => {
      site.emulator.emulator.scenarios.set({ error: "account_locked" });
      const hosted = await start(host, mode);
      await walkTo(hosted, "login", account);
      await signIn(hosted, account);
      await expectFailed(host, "account_locked", ["pre-login", "login"]);
    });

    if (account !== creatorWithCode) continue;
    test(`${mode}: three wrong codes fail with 2fa_failed`, async ({ host }) => {
      const hosted = await start(host, mode);
      await walkTo(hosted, "2fa", account);
      for (const left of ["2 tries left", "One try left", ""]) {
        await enterCode(hosted, "000000");
        if (left) await expect(hosted.getByRole("alert")).toContainText(left);
      }
      await expectFailed(host, "2fa_failed", ["pre-login", "login", "2fa", "2fa", "2fa"]);
    });
  }
}
