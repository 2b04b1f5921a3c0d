/**
 * Finds Chromium's headless shell, or installs Debian's package where possible. Most tests in a browser run in it: it is the same
 * engine without the user interface, and each test takes about half the CPU time.
 */
import { findBrowser } from "./find-browser.mjs";
import { findProgram, printProgram } from "./find-program.mjs";

/** Returns the path of a headless shell, or else of Chromium. Throws an error that says how to install them. */
export function findHeadlessShell() {
  try {
    return findProgram({
      what: "Chromium headless shell",
      variable: "HEADLESS_SHELL_PATH",
      names: ["chromium-headless-shell", "chrome-headless-shell"],
      packages: ["chromium-headless-shell", "fonts-liberation"],
      advice:
        "Chromium's headless shell is not installed (Debian: `apt-get install chromium-headless-shell`, elsewhere: " +
        "`npx @puppeteer/browsers install chrome-headless-shell`).",
    });
  } catch (error) {
    // A path that the user set must not be ignored.
    if (process.env.HEADLESS_SHELL_PATH) throw error;
    const browser = findBrowser();
    console.error(error instanceof Error ? error.message : error);
    console.error(`The tests run in ${browser} instead, which takes more CPU time.`);
    return browser;
  }
}

if (process.argv[1] === import.meta.filename) printProgram(findHeadlessShell);
