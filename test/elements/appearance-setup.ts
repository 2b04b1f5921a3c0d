/** Screens that an element is looked at on. */
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards } from "../browser/page-setup.js";

/** A screen of 320 pixels on which nothing fades in, so that an audit finds the colours that stay; until the test is over. */
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

/** For `afterEach`: the screen as it was. */
export async function usualScreen(): Promise<void> {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}
