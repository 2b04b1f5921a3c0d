/** An X display without a screen, whose GTK settings can be changed while a browser runs. */
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./processes.mjs";

// GTK's buttons keep a window wider than a phone.
const narrowControls = "* { min-width: 0; min-height: 0; margin: 0; padding: 0; border-width: 0; }\n";

/**
 * Starts Xvfb and xsettingsd.
 * @param {{ xvfb: string, xsettingsd: string }} programs
 */
export async function startDisplay({ xvfb, xsettingsd }) {
  // `-displayfd` has Xvfb choose a free number and write it.
  const server = startProcess(xvfb, ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const numbers = /** @type {import("node:stream").Readable} */ (server.stdio[3]);
  const [number] = await Promise.race([once(numbers, "data"), once(server, "exit").then(() => [""])]);
  if (String(number) === "") throw new Error(`${xvfb} does not start.`);

  const folder = mkdtempSync(join(tmpdir(), "ofauth-display-"));
  const settingsFile = join(folder, "xsettings");
  mkdirSync(join(folder, "gtk-3.0"));
  writeFileSync(join(folder, "gtk-3.0", "gtk.css"), narrowControls);
  /** @param {{ dark: boolean, animated: boolean }} settings */
  const write = ({ dark, animated }) => {
    const theme = dark ? "Adwaita-dark" : "Adwaita";
    writeFileSync(settingsFile, `Net/ThemeName "${theme}"\nGtk/EnableAnimations ${animated ? 1 : 0}\n`);
  };
  write({ dark: false, animated: true });
  /** Where a program finds the display, and GTK its style sheet. */
  const env = { DISPLAY: `:${String(number).trim()}`, XDG_CONFIG_HOME: folder, GDK_BACKEND: "x11" };
  const settingsDaemon = startProcess(xsettingsd, ["-c", settingsFile], { env });

  return {
    env,
    /** @param {{ dark: boolean, animated: boolean }} settings */
    changeSettings(settings) {
      write(settings);
      settingsDaemon.kill("SIGHUP");
    },
    stop() {
      settingsDaemon.kill();
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
