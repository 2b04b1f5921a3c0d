/** Finds the Chromium that tests and benchmarks drive; installs Debian's where that is allowed. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const usualPaths = [
  "/usr/bin/chromium",
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** For every launch. The sandbox needs rights that containers do not give, and only our own local pages are loaded. */
export const launchArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed() {
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...usualPaths].find(isExecutable);
}

function installOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const options = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  console.error("No Chromium found: installing Debian's.");
  try {
    execFileSync("apt-get", ["update"], /** @type {object} */ (options));
    const packages = ["chromium", "fonts-liberation"];
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], /** @type {object} */ (options));
  } catch {
    console.error("apt-get could not install it.");
  }
}

/** The path of a Chromium or Chrome. Ends the process with advice if there is none. */
export function findBrowser() {
  const wish = process.env.CHROME_PATH;
  if (wish) {
    if (isExecutable(wish)) return wish;
    console.error(`CHROME_PATH is ${wish}, which cannot be run.`);
    process.exit(1);
  }
  const found = installed() ?? (installOnDebian(), installed());
  if (found) return found;
  console.error(
    "The browser tests need Chromium or Chrome. Install one (Debian and Ubuntu: `apt-get install chromium`, " +
      "macOS: `brew install --cask chromium`), or set CHROME_PATH to it.",
  );
  return process.exit(1);
}

if (process.argv[1] === import.meta.filename) console.log(findBrowser());
