/** Viewports and media features of the appearance tests. */
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards } from "../browser/page-setup.js";

/** Sets a viewport of 320 pixels, and reduced motion so that an audit sees the final colors, until the test ends. */
export async function smallScreen(dir: string, fontSize: string): Promise<void> {
  await setViewport({ width: 320, height: 568 });
  await emulateMedia({ reducedMotion: "reduce" });
  const page = document.documentElement;
  page.dir = dir;
  page.style.fontSize = fontSize;
  afterwards(() => {
    page.removeAttribute("dir");
    page.removeAttribute("style");
  });
}

/** Restores the default viewport and media features; for `afterEach`. */
export async function usualScreen(): Promise<void> {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}
