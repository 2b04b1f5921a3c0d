/** Starts a browser and its WebDriver session: Chromium and WebKitGTK by their drivers, Firefox by Marionette. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startProcess, until } from "../../../tools/engines/processes.mjs";
import { startWebDriver, startWebKit } from "../../../tools/engines/webdriver.mjs";
import { findBrowser, launchArgs } from "../../../tools/find-browser.mjs";
import { findChromeDriver } from "../../../tools/find-chromedriver.mjs";
import { findFirefox } from "../../../tools/find-firefox.mjs";
import { Marionette } from "./marionette.js";

export type Engine = "chromium" | "firefox" | "webkit";
export type Method = "GET" | "POST" | "DELETE";

/** A WebDriver session. `path` is what follows `/session/{id}`. */
export interface Session {
  readonly version: string;
  send(method: Method, path: string, body?: object): Promise<unknown>;
  quit(): Promise<void>;
}

export interface SessionOptions {
  /** Preferences of Firefox, by name. */
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
  /** Further flags of Chromium. */
  readonly chromiumArgs?: readonly string[];
}

/** Capabilities of every session. Tests make certificates of their own. */
const common = { unhandledPromptBehavior: "ignore", acceptInsecureCerts: true };

/** Starts `engine`. */
export async function startSession(engine: Engine, options: SessionOptions = {}): Promise<Session> {
  if (engine === "firefox") return startFirefox(options);
  if (engine === "chromium") return startChromium(options);
  return fromWebDriver(await startWebKit(common));
}

/** Preferences of every launch: no first-run pages, and no requests of Firefox's own. */
const firefoxPreferences = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage": "about:blank",
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.disable_open_during_load": true,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,none",
  "startup.homepage_welcome_url": "about:blank",
  "termsofuse.bypassNotification": true,
  "toolkit.telemetry.server": "",
  "ui.prefersReducedMotion": 1,
};

async function startFirefox({ preferences = {} }: SessionOptions): Promise<Session> {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  const all = { ...firefoxPreferences, "marionette.port": port, ...preferences };
  const lines = Object.entries(all).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const flags = ["--marionette", "--headless", "--no-remote", "--profile", profile, "about:blank"];
  const child = startProcess(findFirefox(), flags, { env: { MOZ_CRASHREPORTER_DISABLE: "1" } });
  const exit = once(child, "exit");
  let connection: Marionette | undefined;
  const connect = () =>
    Marionette.connect(port).then(
      (made) => !!(connection = made),
      () => false,
    );
  if (!(await until(connect, 60_000)) || !connection) throw new Error("Firefox does not answer.");
  const marionette: Marionette = connection;
  const created = await marionette.command("WebDriver:NewSession", common);
  return {
    version: (created as { capabilities: { browserVersion: string } }).capabilities.browserVersion,
    send: (method, path, body) => marionette.send(method, path, body),
    async quit() {
      child.kill("SIGKILL");
      await exit;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function startChromium({ chromiumArgs = [] }: SessionOptions): Promise<Session> {
  const args = ["--headless=new", "--force-prefers-reduced-motion", ...launchArgs, ...chromiumArgs];
  return fromWebDriver(
    await startWebDriver(findChromeDriver(), {
      browserName: "chrome",
      ...common,
      // Otherwise the driver lets every popup open.
      "goog:chromeOptions": { binary: findBrowser(), args, excludeSwitches: ["disable-popup-blocking"] },
    }),
  );
}

const fromWebDriver = (session: Awaited<ReturnType<typeof startWebDriver>>): Session => ({
  version: session.version,
  send: (method, path, body) => session.command(method, path, body ?? (method === "POST" ? {} : undefined)),
  quit: () => session.stop(),
});
