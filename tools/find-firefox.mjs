/** Finds the Firefox for tests, or installs Debian's package where possible. */
import { findProgram, printProgram } from "./find-program.mjs";

/** Returns the path of Firefox. Throws an error that says how to install it. */
export const findFirefox = () =>
  findProgram({
    what: "Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    usualPaths: [
      "/usr/bin/firefox-esr",
      "/snap/bin/firefox",
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
    packages: ["firefox-esr", "fonts-liberation"],
    advice:
      "The browser tests need Firefox. Install it (Debian: `apt-get install firefox-esr`, macOS: `brew install --cask firefox`).",
  });

if (process.argv[1] === import.meta.filename) printProgram(findFirefox);
