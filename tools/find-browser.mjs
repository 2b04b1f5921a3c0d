/** Finds the Chromium for tests and benchmarks, or installs Debian's package where possible. */
import { findProgram, printProgram } from "./find-program.mjs";

/** Flags for every launch. The sandbox needs privileges that containers do not have, and only local pages are loaded. */
export const launchArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium's default, but not the headless shell's: a frame of another site runs in its own process.
  "--site-per-process",
];

/** Returns the path of Chromium or Chrome. Throws an error that says how to install it. */
export const findBrowser = () =>
  findProgram({
    what: "Chromium",
    variable: "CHROME_PATH",
    names: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"],
    usualPaths: [
      "/usr/bin/chromium",
      "/snap/bin/chromium",
      "/opt/google/chrome/chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ],
    packages: ["chromium", "fonts-liberation"],
    advice:
      "The browser tests need Chromium or Chrome. Install one (Debian and Ubuntu: `apt-get install chromium`, " +
      "macOS: `brew install --cask chromium`).",
  });

if (process.argv[1] === import.meta.filename) printProgram(findBrowser);
