/**
 * Finds WebKitGTK for tests and what it needs, or installs Debian's packages where possible: its WebDriver server, its test browser,
 * an X server without a screen, and the program that changes GTK's settings (light or dark, animations) while the browser runs.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findProgram, printProgram } from "./find-program.mjs";

/** Where Debian and Fedora keep programs that only libraries start. */
const libraryFolders = ["/usr/lib", "/usr/libexec", "/usr/lib64"];

/** The places of MiniBrowser, which is not on the PATH: on Debian below a folder with the name of the architecture. */
function miniBrowsers() {
  /** @param {string} folder */
  const inside = (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    } catch {
      return []; // This machine has no such folder.
    }
  };
  const folders = [...libraryFolders, ...inside("/usr/lib").map(({ name }) => join("/usr/lib", name))];
  return folders.flatMap((folder) =>
    ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map((version) => join(folder, version, "MiniBrowser")),
  );
}

/**
 * One of the programs. Each names the packages of all of them, so the first that is missing installs every one.
 * @param {string} what
 * @param {string} variable
 * @param {string[]} names
 * @param {string[]} [usualPaths]
 */
const findPart = (what, variable, names, usualPaths) =>
  findProgram({
    what,
    variable,
    names,
    usualPaths: usualPaths ?? names.map((name) => `/usr/bin/${name}`),
    packages: ["webkit2gtk-driver", "xvfb", "xsettingsd", "fonts-liberation"],
    advice:
      `The browser tests need WebKitGTK, and ${what} is missing. Install it ` +
      "(Debian and Ubuntu: `apt-get install webkit2gtk-driver xvfb xsettingsd`; it does not exist for macOS and Windows, where " +
      "`ENGINES=chromium,firefox npm test` runs the rest).",
  });

/** Returns the paths of WebKit's programs. Throws an error that says how to install them. */
export const findWebKit = () => ({
  driver: findPart("WebKitWebDriver", "WEBKIT_DRIVER", ["WebKitWebDriver"]),
  xvfb: findPart("Xvfb", "XVFB", ["Xvfb"]),
  xsettingsd: findPart("xsettingsd", "XSETTINGSD", ["xsettingsd"]),
  // Read last: an installation adds the folder.
  miniBrowser: findPart("MiniBrowser", "WEBKIT_MINI_BROWSER", ["MiniBrowser"], miniBrowsers()),
});

if (process.argv[1] === import.meta.filename) printProgram(() => findWebKit().driver);
