/** Starts the demo as `npm start` does, and locates the parts of its page. */
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

/** Runs the command of `npm start` without npm, so that a signal reaches the demo's process. */
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
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`The demo exited unexpectedly:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Ctrl+C")) resolve();
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

// Vite compiles each module on its first request, which may come in the middle of a test.
export const expect = usualExpect.configure({ timeout: 15_000 });

/** Starts one demo for all tests of a file. */
export function useDemo(): Pick<Demo, "page" | "emulator"> {
  test.describe.configure({ timeout: 60_000 });
  let demo: Demo | undefined;
  test.beforeAll(async () => {
    demo = await startDemo();
  });
  test.afterAll(() => demo?.stop());
  // Blocks Vite's WebSocket: it reloads the page when a file is saved, which may happen during a test.
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
