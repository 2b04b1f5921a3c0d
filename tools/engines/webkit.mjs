/** WebKitGTK for Web Test Runner, without another package. WebKitGTK is not Safari, but has the same engine. */
import { startWebKit } from "./webdriver.mjs";
import { webKitPage } from "./webkit-page.mjs";

/** @returns {import("@web/test-runner-core").BrowserLauncher} */
export function webKitLauncher() {
  /** @type {Promise<import("./webdriver.mjs").WebKitSession> | undefined} */
  let starting;
  const getSession = () => (starting ??= startWebKit());
  /** @type {ReturnType<typeof webKitPage> | undefined} */
  let page;
  const active = new Set();
  return {
    name: "WebKitGTK",
    // The runner's commands drive its page as they drive Playwright's.
    type: "playwright",
    concurrency: 1,
    async startSession(id, url) {
      const session = await getSession();
      page ??= webKitPage(session);
      active.add(id);
      await session.command("POST", "/url", { url });
    },
    isActive: (id) => active.has(id),
    // @ts-expect-error: declared for the launchers that the commands know, not for the interface.
    getPage: () => page,
    getBrowserUrl: async () => (await getSession()).command("GET", "/url"),
    async stopSession(id) {
      const session = await getSession();
      await session.command("POST", "/url", { url: "about:blank" });
      active.delete(id);
      return {};
    },
    startDebugSession() {
      throw new Error("WebKitGTK cannot be debugged from here.");
    },
    async stop() {
      await (await starting)?.stop();
    },
  };
}
