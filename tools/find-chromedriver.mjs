/** Finds ChromeDriver, by which the tests of whole flows steer Chromium, or installs Debian's package where possible. */
import { findProgram, printProgram } from "./find-program.mjs";

/** Returns the path of `chromedriver`. Throws an error that says how to install it. */
export const findChromeDriver = () =>
  findProgram({
    what: "ChromeDriver",
    variable: "CHROMEDRIVER_PATH",
    names: ["chromedriver"],
    packages: ["chromium-driver"],
    advice:
      "The tests of whole flows in three engines need ChromeDriver, of the same version as Chromium (Debian and Ubuntu: " +
      "`apt-get install chromium-driver`, macOS: `brew install --cask chromedriver`).",
  });

if (process.argv[1] === import.meta.filename) printProgram(findChromeDriver);
