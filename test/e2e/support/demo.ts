/** The demo as `npm start` brings it up, and what its page has. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect as usualExpect, test, type FrameLocator, type Page } from "@playwright/test";
import { press } from "./hosted.js";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface Demo {
  readonly page: string;
  readonly emulator: string;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** What `npm start` runs, without npm between: a signal then reaches the process that it is for. */
export async function startDemo(): Promise<Demo> {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: { start: string } };
  const [command = "", ...args] = scripts.start.split(" ");
  const child: ChildProcess = spawn(`${root}node_modules/.bin/${command}`, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = once(child, "exit");
  await new Promise<void>((ready, failed) => {
    child.once("exit", () => failed(new Error(`The demo ended by itself:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Ctrl+C")) ready();
      });
    }
  });
  const address = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(output)?.[1] ?? "";
  return {
    page: address("Page"),
    emulator: address("Emulator"),
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

// Vite compiles each module when it is first asked for, also in the middle of a test.
export const expect = usualExpect.configure({ timeout: 15_000 });

/** One demo for all tests of a file. */
export function useDemo(): Pick<Demo, "page" | "emulator"> {
  test.describe.configure({ timeout: 60_000 });
  let demo: Demo | undefined;
  test.beforeAll(async () => {
    demo = await startDemo();
  });
  test.afterAll(() => demo?.stop());
  // Vite tells the page to reload when a file is saved, and somebody may save one while this runs.
  test.beforeEach(({ page }) =>
    page.routeWebSocket(
      () => true,
      () => {},
    ),
  );
  return {
    get page() {
      return demo?.page ?? "";
    },
    get emulator() {
      return demo?.emulator ?? "";
    },
  };
}

export const button = (page: Page) => page.locator("#tag").getByRole("button").first();
export const logged = (page: Page, name: string) => page.locator(`#log .ofauth-${name}`);
export const tab = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
export const hosted = (page: Page) => page.frameLocator("iframe");

/** Signs in on the hosted page, wherever it is shown. */
export async function signIn(place: Page | FrameLocator, address = "test@creator.sandbox.com"): Promise<void> {
  await press(place, "Continue");
  await place.getByLabel("E-mail").fill(address);
  await place.getByLabel("Password").fill("good-password");
  await press(place, "Sign in");
  if (address.includes("-otp.")) {
    await place.getByLabel("One-time code").fill("123456");
    await press(place, "Verify");
  }
  await press(place, "Allow");
}
