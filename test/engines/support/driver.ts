/** What a test does with a browser, the same in Chromium, Firefox and WebKit. */
import { writeFile } from "node:fs/promises";
import { until as untilTrue } from "../../../tools/engines/processes.mjs";
import { startSession, type Engine, type Session, type SessionOptions } from "./session.js";

/** The engines in which the tests run: all, or those that `ENGINES` names. */
export const engines = (process.env["ENGINES"] ?? "chromium,firefox,webkit").split(",") as readonly Engine[];

/** Code points of the keys without a character (WebDriver, section 17.4.2). */
const keys: Readonly<Record<string, string>> = {
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  Space: " ",
};

interface WaitOptions {
  /** Milliseconds. */
  readonly timeout?: number;
  /** What is waited for, in the error's message. */
  readonly what?: string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A browser under WebDriver. Commands go to the current window and frame. */
export class Driver {
  readonly engine: Engine;
  readonly version: string;
  readonly #session: Session;

  private constructor(engine: Engine, session: Session) {
    this.engine = engine;
    this.version = session.version;
    this.#session = session;
  }

  /** Starts a browser. */
  static async launch(engine: Engine, options?: SessionOptions): Promise<Driver> {
    const session = await startSession(engine, options);
    await session.send("POST", "/timeouts", { script: 30_000, pageLoad: 30_000 });
    return new Driver(engine, session);
  }

  quit = (): Promise<void> => this.#session.quit();

  async goto(url: string): Promise<void> {
    await this.#session.send("POST", "/url", { url });
  }

  url = (): Promise<string> => this.#session.send("GET", "/url") as Promise<string>;

  async back(): Promise<void> {
    await this.#session.send("POST", "/back");
  }

  async forward(): Promise<void> {
    await this.#session.send("POST", "/forward");
  }

  async reload(): Promise<void> {
    await this.#session.send("POST", "/refresh");
  }

  /** Runs a function in the page and returns what it returns, or what its promise resolves to. Arguments are JSON. */
  async evaluate<Args extends readonly Json[], Result>(
    action: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    return (await this.#session.send("POST", "/execute/sync", { script: scriptOf(action), args })) as Awaited<Result>;
  }

  /** Waits until a function in the page returns something truthy, and returns that. */
  waitFor<Args extends readonly Json[], Result>(
    condition: (...args: Args) => Result,
    options: WaitOptions = {},
    ...args: Args
  ): Promise<NonNullable<Awaited<Result>>> {
    return until(() => this.evaluate(condition, ...args), { what: String(condition), ...options });
  }

  /** Presses the mouse on the middle of the element that `find` returns, as a user does. */
  async click(find: () => Element | null | undefined): Promise<void> {
    const script = `const element = (() => { ${scriptOf(find)} })();
      if (!element) return null;
      element.scrollIntoView({ block: "center", inline: "center" });
      const { left, top, width, height } = element.getBoundingClientRect();
      return width > 0 ? [left + width / 2, top + height / 2] : null;`;
    const read = () => this.#session.send("POST", "/execute/sync", { script, args: [] }) as Promise<number[] | null>;
    const [x = 0, y = 0] = await until(read, { what: `an element to click: ${String(find)}` });
    await this.clickAt(x, y);
  }

  /** Presses the mouse at a point of the viewport, in CSS pixels. */
  async clickAt(x: number, y: number): Promise<void> {
    const move = { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0, origin: "viewport" };
    const press = [
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    await this.#session.send("POST", "/actions", {
      actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: [move, ...press] }],
    });
  }

  /** Presses a key, or several at once: `Shift+Tab`. */
  async press(combination: string): Promise<void> {
    const values = combination.split("+").map((key) => keys[key] ?? key);
    const down = values.map((value) => ({ type: "keyDown", value }));
    const up = values.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.#session.send("POST", "/actions", {
      actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }],
    });
  }

  /** Sends the next commands to the frame that `find` returns. */
  async enterFrame(find: () => Element | null | undefined): Promise<void> {
    const id = await until(() => this.evaluate(find as () => never), { what: `a frame: ${String(find)}` });
    await this.#session.send("POST", "/frame", { id });
  }

  /** Sends the next commands to the window's own page again. */
  async leaveFrame(): Promise<void> {
    await this.#session.send("POST", "/frame", { id: null });
  }

  window = (): Promise<string> => this.#session.send("GET", "/window") as Promise<string>;

  windows = (): Promise<readonly string[]> => this.#session.send("GET", "/window/handles") as Promise<string[]>;

  /** Sends the next commands to another window. */
  async switchTo(handle: string): Promise<void> {
    await this.#session.send("POST", "/window", { handle });
  }

  async closeWindow(): Promise<void> {
    await this.#session.send("DELETE", "/window");
  }

  /** Waits until there are `count` windows, and returns their handles. */
  async waitForWindows(count: number): Promise<readonly string[]> {
    return until(
      async () => {
        const handles = await this.windows();
        return handles.length === count && handles;
      },
      { what: `${count} windows` },
    );
  }

  /** Runs an action that opens a window, and returns its handle. */
  async waitForPopup(action: () => Promise<void>): Promise<string> {
    const before = await this.windows();
    await action();
    return until(async () => (await this.windows()).find((handle) => !before.includes(handle)), { what: "a popup" });
  }

  /** Writes a picture of the viewport to `file`, a PNG. */
  async screenshot(file: string): Promise<void> {
    await writeFile(file, Buffer.from((await this.#session.send("GET", "/screenshot")) as string, "base64"));
  }
}

/** Waits until `read` returns something truthy. While it throws, such as during a navigation, it is tried again. */
export async function until<T>(
  read: () => Promise<T> | T,
  { timeout = 20_000, what = String(read) }: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  let last: unknown;
  const isThere = async () => {
    try {
      last = await read();
      return Boolean(last);
    } catch (error) {
      last = error;
      return false;
    }
  };
  if (await untilTrue(isThere, timeout)) return last as NonNullable<Exclude<T, false>>;
  throw new Error(`Waited ${timeout} ms in vain for ${what}`, { cause: last });
}

/** The compiler names functions by a helper, `__name`, which a page does not have. */
const scriptOf = (action: (...args: never[]) => unknown): string =>
  `const __name = (named) => named; return (${String(action)}).apply(null, arguments);`;
