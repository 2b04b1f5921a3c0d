/** WebDriver sessions over HTTP, and that of WebKitGTK's test browser. */
import { once } from "node:events";
import { findWebKit } from "../find-webkit.mjs";
import { startDisplay } from "./display.mjs";
import { freePort, startProcess, until } from "./processes.mjs";

/**
 * Sends a command and resolves with its value.
 * @param {string} url
 * @param {string} method
 * @param {object} [body]
 */
async function send(url, method, body) {
  const init = { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) };
  const response = await fetch(url, /** @type {RequestInit} */ (init));
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value?.error} ${value?.message}`);
  return value;
}

/**
 * Starts a driver and, with it, its browser.
 * @param {string} driver path of the program
 * @param {object} wanted the capabilities that it must match
 * @param {Record<string, string>} [env]
 */
export async function startWebDriver(driver, wanted, env) {
  const port = await freePort();
  const server = startProcess(driver, [`--port=${port}`], env && { env });
  const base = `http://127.0.0.1:${port}`;
  const isReady = () => send(`${base}/status`, "GET").then(Boolean, () => false);
  if (!(await until(isReady, 20_000))) throw new Error(`${driver} does not answer.`);
  const { sessionId, capabilities } = await send(`${base}/session`, "POST", { capabilities: { alwaysMatch: wanted } });
  return {
    version: /** @type {string} */ (capabilities.browserVersion),
    /** Sends a command; `path` follows the session's. @param {string} method @param {string} path @param {object} [body] */
    command: (method, path, body) => send(`${base}/session/${sessionId}${path}`, method, body),
    async stop() {
      await send(`${base}/session/${sessionId}`, "DELETE");
      const exit = once(server, "exit");
      server.kill();
      await exit;
    },
  };
}

/** Starts a display, WebKitGTK's driver and its browser. @param {object} [wanted] further capabilities */
export async function startWebKit(wanted) {
  const { driver, miniBrowser, ...programs } = findWebKit();
  const display = await startDisplay(programs);
  const browserOptions = { binary: miniBrowser, args: ["--automation", "--full-screen"] };
  const capabilities = { browserName: "MiniBrowser", "webkitgtk:browserOptions": browserOptions, ...wanted };
  const session = await startWebDriver(driver, capabilities, display.env);
  return {
    ...session,
    display,
    /** @param {string} script @param {unknown[]} args @returns {Promise<any>} */
    evaluate: (script, ...args) => session.command("POST", "/execute/sync", { script, args }),
    async stop() {
      await session.stop();
      display.stop();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startWebKit>>} WebKitSession */
