/**
 * Firefox for Web Test Runner: Puppeteer over WebDriver BiDi. BiDi has no command for media features that this Firefox knows, so
 * they are set by Firefox's own preferences.
 */
import { chromeLauncher, puppeteerCore } from "@web/test-runner-chrome";
import { findFirefox } from "../find-firefox.mjs";
import { until } from "./processes.mjs";

/** @type {Record<string, [preference: string, values: Record<string, number>]>} */
const media = {
  "prefers-color-scheme": [
    "layout.css.prefers-color-scheme.content-override",
    { dark: 0, light: 1, "no-preference": 1 },
  ],
  "prefers-reduced-motion": ["ui.prefersReducedMotion", { reduce: 1, "no-preference": 0 }],
};

/** @typedef {{ connection: { send(method: string, parameters: object): Promise<any> } }} BidiBrowser */

/**
 * Sets the media features of all pages: a script in the scope of Firefox's user interface.
 * @param {import("puppeteer-core").Page} page
 * @param {{ name: string, value: string }[]} features
 */
async function emulateMediaFeatures(page, features) {
  const { connection } = /** @type {BidiBrowser} */ (/** @type {unknown} */ (page.browser()));
  const preferences = features.map(({ name, value }) => {
    const [preference, values] = media[name] ?? [];
    const number = values?.[value];
    if (number === undefined) throw new Error(`Firefox has no preference for (${name}: ${value})`);
    return [preference, number];
  });
  const { result } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 });
  await connection.send("script.evaluate", {
    expression: `for (const [name, value] of ${JSON.stringify(preferences)}) Services.prefs.setIntPref(name, value)`,
    target: { context: result.contexts[0].context },
    awaitPromise: false,
  });
  const query = features.map(({ name, value }) => `(${name}: ${value})`).join(" and ");
  const matches = () => page.evaluate((each) => matchMedia(each).matches, query);
  if (!(await until(matches, 5000))) throw new Error(`Firefox: the page does not see ${query}`);
}

/** Returns the launcher. */
export function firefoxLauncher() {
  const launcher = chromeLauncher({
    puppeteer: puppeteerCore,
    launchOptions: {
      browser: "firefox",
      executablePath: findFirefox(),
      args: ["--remote-allow-system-access"],
      extraPrefsFirefox: {
        "layout.css.prefers-color-scheme.content-override": 1,
        "ui.prefersReducedMotion": 0,
        // Puppeteer turns the popup blocker off.
        "dom.disable_open_during_load": true,
      },
    },
  });

  const getPage = launcher.getPage.bind(launcher);
  launcher.getPage = (id) => {
    const page = getPage(id);
    return Object.assign(page, {
      /** @param {{ name: string, value: string }[]} features */
      emulateMediaFeatures: (features) => emulateMediaFeatures(page, features),
    });
  };

  const stopSession = launcher.stopSession.bind(launcher);
  launcher.stopSession = async (id) => {
    const page = getPage(id);
    const result = await stopSession(id);
    // The next file runs in the same tab. A window that a test has opened took the focus, and does not give it back.
    await page.bringToFront();
    return result;
  };
  return launcher;
}
