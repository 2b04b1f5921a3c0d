/** Starts the demo as `npm start` does, and locates the parts of its page. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect as usualExpect, test as base, type FrameLocator, type Page } from "@playwright/test";
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

/** Tests with one demo for all files of a worker: starting Vite and compiling the modules takes seconds. */
export const test = base.extend<object, { workerDemo: Demo }>({
  workerDemo: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the dependencies of a fixture from this parameter
    async ({}, use) => {
      const demo = await startDemo();
      await use(demo);
      await demo.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

/** Returns the demo for the tests of a file. Connections of an earlier file's tests may exist. */
export function useDemo(): Pick<Demo, "page" | "emulator"> {
  test.describe.configure({ timeout: 60_000 });
  let demo: Demo | undefined;
  test.beforeAll(({ workerDemo }) => {
    demo = workerDemo;
  });
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

/** Deletes the connections that earlier tests have made for a user. */
export async function deleteConnections({ emulator }: Pick<Demo, "emulator">, user: string): Promise<void> {
  const address = `${emulator}/emulator/connections`;
  const { list } = (await (await fetch(address)).json()) as { list: { id: string; clientReferenceId: string }[] };
  for (const { id, clientReferenceId } of list) {
    if (clientReferenceId === user) await fetch(`${address}/${id}`, { method: "DELETE" });
  }
}
