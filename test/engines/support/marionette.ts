/** Firefox's own remote protocol, Marionette, with the paths of WebDriver: Debian has no geckodriver. */
import { connect, type Socket } from "node:net";
import type { Method } from "./session.js";

/** Marionette's name for each WebDriver command, by method and path. */
const commands: Readonly<Record<string, string>> = {
  "POST /url": "WebDriver:Navigate",
  "GET /url": "WebDriver:GetCurrentURL",
  "POST /back": "WebDriver:Back",
  "POST /forward": "WebDriver:Forward",
  "POST /refresh": "WebDriver:Refresh",
  "POST /execute/sync": "WebDriver:ExecuteScript",
  "POST /actions": "WebDriver:PerformActions",
  "GET /window": "WebDriver:GetWindowHandle",
  "GET /window/handles": "WebDriver:GetWindowHandles",
  "POST /window": "WebDriver:SwitchToWindow",
  "POST /window/new": "WebDriver:NewWindow",
  "DELETE /window": "WebDriver:CloseWindow",
  "GET /window/rect": "WebDriver:GetWindowRect",
  "POST /window/rect": "WebDriver:SetWindowRect",
  "POST /frame": "WebDriver:SwitchToFrame",
  "GET /screenshot": "WebDriver:TakeScreenshot",
  "POST /timeouts": "WebDriver:SetTimeouts",
  "DELETE /cookie": "WebDriver:DeleteAllCookies",
};

/** Key of an element's reference in JSON (WebDriver, section 12.1). */
const elementKey = "element-6066-11e4-a52e-4f735466cecf";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to Marionette. Each packet is `length:JSON`; a command is `[0, id, name, parameters]`. */
export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #unread = Buffer.alloc(0);
  #lastId = 0;
  #greet = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => this.#read(data));
    socket.on("close", () => this.#fail(new Error("Firefox has closed the connection.")));
    socket.on("error", (error) => this.#fail(error));
  }

  /** Connects to `port`. Rejects while nothing listens there. */
  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const connection = new Marionette(socket);
    await new Promise<void>((resolve) => (connection.#greet = resolve));
    return connection;
  }

  /** Sends one of Marionette's own commands. */
  command(name: string, parameters: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const text = JSON.stringify([0, id, name, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  /** Sends a WebDriver command. Where Marionette names a parameter otherwise, it is renamed. */
  async send(method: Method, path: string, body: object = {}): Promise<unknown> {
    const name = commands[`${method} ${path}`];
    if (!name) throw new Error(`Marionette: ${method} ${path} is not in the table of commands.`);
    const answer = await this.command(name, renamed(path, body as Record<string, unknown>));
    const isValue = answer !== null && typeof answer === "object" && Object.keys(answer).join() === "value";
    return isValue ? (answer as { value: unknown }).value : answer;
  }

  #read(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    for (;;) {
      const colon = this.#unread.indexOf(":");
      const end = colon + 1 + Number(this.#unread.subarray(0, colon));
      if (colon < 0 || this.#unread.length < end) return;
      this.#receive(JSON.parse(this.#unread.subarray(colon + 1, end).toString()));
      this.#unread = this.#unread.subarray(end);
    }
  }

  #receive(message: unknown): void {
    if (!Array.isArray(message)) return this.#greet();
    const [, id, error, value] = message as [number, number, { error: string; message: string } | null, unknown];
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
    else waiting?.resolve(value);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function renamed(path: string, body: Record<string, unknown>): object {
  if (path === "/screenshot") return { full: false };
  if (path === "/window" && "handle" in body) return { ...body, focus: true };
  if (path === "/frame" && body["id"]) return { element: (body["id"] as Record<string, unknown>)[elementKey] };
  return body;
}
