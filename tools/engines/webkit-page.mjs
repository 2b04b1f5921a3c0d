/** The part of Playwright's `Page` that Web Test Runner's commands use, for WebKitGTK over WebDriver. */
import { until } from "./processes.mjs";

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const keys = new Map(
  Object.entries({
    Backspace: "\uE003",
    Tab: "\uE004",
    Enter: "\uE007",
    Shift: "\uE008",
    Control: "\uE009",
    Alt: "\uE00A",
    Escape: "\uE00C",
    Space: " ",
    End: "\uE010",
    Home: "\uE011",
    ArrowLeft: "\uE012",
    ArrowUp: "\uE013",
    ArrowRight: "\uE014",
    ArrowDown: "\uE015",
    Delete: "\uE017",
  }),
);
const buttons = { left: 0, middle: 1, right: 2 };
/** @typedef {{ button?: keyof typeof buttons }} MouseOptions */

/** @param {string} key */
const keyDown = (key) => ({ type: "keyDown", value: keys.get(key) ?? key });
/** @param {string} key */
const keyUp = (key) => ({ type: "keyUp", value: keys.get(key) ?? key });
/** @param {number} x @param {number} y */
const move = (x, y) => ({ type: "pointerMove", x, y, duration: 0 });
/** @param {MouseOptions} [options] */
const buttonDown = ({ button = "left" } = {}) => ({ type: "pointerDown", button: buttons[button] });
/** @param {MouseOptions} [options] */
const buttonUp = ({ button = "left" } = {}) => ({ type: "pointerUp", button: buttons[button] });

// Sizes and media are known to the page before the layout and the events that follow from them.
const afterLayout = `
  const done = arguments[0];
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)));
`;

/** @param {import("./webdriver.mjs").WebKitSession} session */
export function webKitPage({ command, evaluate, display }) {
  /** @param {object[]} actions */
  const keyboardActions = (...actions) =>
    command("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  /** @param {object[]} actions */
  const mouseActions = (...actions) =>
    command("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", actions }] });
  const waitForLayout = () => command("POST", "/execute/async", { script: afterLayout, args: [] });
  /** @returns {Promise<[width: number, height: number]>} */
  const viewport = () => evaluate("return [innerWidth, innerHeight]");
  /** @param {number} width @param {number} height */
  const resize = async (width, height) => {
    const isReached = async () => String(await viewport()) === `${width},${height}`;
    // WebDriver sets the size of the window, around the viewport. No window manager answers for it, so ask more than once.
    for (let tries = 0; tries < 8; tries++) {
      if (await until(isReached, tries === 0 ? 0 : 250)) return waitForLayout();
      const [now, window] = [await viewport(), await command("GET", "/window/rect")];
      const size = { width: window.width + width - now[0], height: window.height + height - now[1] };
      await command("POST", "/window/rect", { x: 0, y: 0, ...size });
    }
    throw new Error(`WebKitGTK: the viewport stays at ${String(await viewport())} instead of ${width},${height}`);
  };
  const media = { colorScheme: "light", reducedMotion: "no-preference" };

  return {
    keyboard: {
      /** @param {string} text */
      type: (text) => keyboardActions(...Array.from(text).flatMap((key) => [keyDown(key), keyUp(key)])),
      /** @param {string} key */
      down: (key) => keyboardActions(keyDown(key)),
      /** @param {string} key */
      up: (key) => keyboardActions(keyUp(key)),
      /** @param {string} combination such as `Shift+Tab` */
      press(combination) {
        const pressed = combination === "+" ? ["+"] : combination.split("+");
        return keyboardActions(...pressed.map(keyDown), ...pressed.toReversed().map(keyUp));
      },
    },
    mouse: {
      /** @param {number} x @param {number} y */
      move: (x, y) => mouseActions(move(x, y)),
      /** @param {MouseOptions} [options] */
      down: (options) => mouseActions(buttonDown(options)),
      /** @param {MouseOptions} [options] */
      up: (options) => mouseActions(buttonUp(options)),
      /** @param {number} x @param {number} y @param {MouseOptions} [options] */
      click: (x, y, options) => mouseActions(move(x, y), buttonDown(options), buttonUp(options)),
    },
    /** @param {{ width: number, height: number }} size */
    setViewportSize: ({ width, height }) => resize(width, height),
    /** @param {{ colorScheme?: string, reducedMotion?: string }} wanted */
    async emulateMedia({ colorScheme = media.colorScheme, reducedMotion = media.reducedMotion }) {
      Object.assign(media, { colorScheme, reducedMotion });
      display.changeSettings({ dark: colorScheme === "dark", animated: reducedMotion !== "reduce" });
      const query = `(prefers-color-scheme: ${colorScheme}) and (prefers-reduced-motion: ${reducedMotion})`;
      if (!(await until(() => evaluate("return matchMedia(arguments[0]).matches", query), 5000))) {
        throw new Error(`WebKitGTK: the page does not see ${query}`);
      }
      // Shadow roots see it with the next new size.
      const [width, height] = await viewport();
      await resize(width + 1, height);
      await resize(width, height);
    },
  };
}
