/** What must hold in every host: its app is built and served once for each test file. */
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { connectAccount } from "../../e2e/support/hosted.js";
import { expect } from "../../e2e/support/host.js";
import { HostApp, type HostDefinition } from "./host-app.js";

export { expect };

/** A tab of a user's. */
export interface Visit {
  readonly page: Page;
  readonly user: string;
  /** What the console printed, and the page's errors; except what is not there, and what Lit says in development. */
  readonly console: string[];
}

interface Built {
  readonly app: HostApp;
  readonly output: string;
}

let users = 0;

export const hostTest = (definition: HostDefinition) =>
  base.extend<{ visit: Visit; app: HostApp }, { built: Built }>({
    built: [
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads the dependencies of a fixture from this parameter
      async ({}, use) => {
        const app = await HostApp.install(definition);
        try {
          const output = await app.build();
          await app.serve("production");
          await use({ app, output });
        } finally {
          await app.remove();
        }
      },
      { scope: "worker", timeout: 600_000 },
    ],
    app: ({ built }, use) => use(built.app),
    visit: async ({ page, context, app }, use) => {
      const user = await signIn(context, app);
      const lines: string[] = [];
      page.on("console", (message) => {
        const { url } = message.location();
        if (!/\/favicon\.ico$|\/conn_unknown$/.test(url) && !message.text().startsWith("Lit is in dev mode"))
          lines.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => lines.push(`page error: ${error.message}`));
      await use({ page, user, console: lines });
      expect(lines.filter((line) => /^(?:warning|error|page error):/.test(line))).toEqual([]);
    },
  });

async function signIn(context: BrowserContext, app: HostApp): Promise<string> {
  const user = `user${++users}`;
  await context.addCookies([{ name: "user", value: user, url: app.origin }]);
  return user;
}

/** Neither the names of files, such as `error-404.css`, nor how long a bundler's plugins took. */
const complaint =
  /^(?!.*PLUGIN_TIMINGS).*\b(?:warn(?:ing)?|deprecated|error|mismatch(?:es)?|hydration)\b(?![-.\w]*\.(?:css|js|mjs|svelte))/i;

/**
 * The tests of every host. Its app has the page `/accounts` of the docs, with a connect button and the list, and its own
 * `/redirect`, with the other elements.
 */
export function testHost(test: ReturnType<typeof hostTest>): void {
  test("the production build prints no warning, and neither does the server", async ({ built, request }) => {
    await request.get(`${built.app.origin}/accounts`);
    const printed = [...built.output.split("\n"), ...built.app.printed];
    expect(printed.filter((line) => complaint.test(line))).toEqual([]);
  });

  test("the server renders all elements", async ({ app, request }) => {
    const accounts = await (await request.get(`${app.origin}/accounts`)).text();
    expect(accounts).toMatch(/<ofauth-connect[\s>]/);
    expect(accounts).toMatch(/<ofauth-connections[\s>]/);
    const redirect = await (await request.get(`${app.origin}/redirect`)).text();
    expect(redirect).toMatch(/<ofauth-connect\s[^>]*mode="redirect"/);
    expect(redirect).toMatch(/<ofauth-connection-status\s[^>]*connection-id="conn_unknown"/);
    expect(redirect).toMatch(/<ofauth-import[\s>]/);
  });

  test("in the dialog an account is connected; the list shows it and each change", async ({ app, visit }) => {
    const { page, user } = visit;
    await page.goto(`${app.origin}/accounts`);
    await page.locator("ofauth-connect").first().getByRole("button").click();
    await connectAccount(page.frameLocator("iframe"));
    await expect.poll(() => visit.console.join("\n")).toMatch(/(?:saved|logged) conn_/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const card = page.locator("ofauth-connections ofauth-connection-status");
    await expect(card.getByText("Active")).toBeVisible();
    const [connection] = app.emulator.emulator.connections
      .list()
      .filter(({ clientReferenceId }) => clientReferenceId === user);
    app.emulator.emulator.connections.expire(connection?.id ?? "");
    await expect(card.getByText("Reconnect needed")).toBeVisible();
    // The backend's own callback.
    await expect.poll(() => app.printed.join("\n")).toContain(`saved ${user} ${connection?.id}`);
  });

  test("a redirect comes back to its page, which hears of the success", async ({ app, visit }) => {
    const { page } = visit;
    await page.goto(`${app.origin}/redirect`);
    await page.getByRole("button", { name: "Continue on OFAuth" }).click();
    await connectAccount(page);
    await expect.poll(() => visit.console.join("\n")).toMatch(/success conn_\w+ true/);
    expect(page.url()).toBe(`${app.origin}/redirect`);
  });

  test("a page that leaves ends its stream", async ({ app }) => {
    const headers = { cookie: "user=streams", "sec-fetch-site": "same-origin" };
    const open = async () => {
      const left = new AbortController();
      const response = await fetch(`${app.origin}/api/ofauth/events`, { headers, signal: left.signal });
      expect(response.status).toBe(200);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toContain("retry:");
      return { left, reader };
    };
    const kept = await open();
    // More than a user may have open at a time: of those that are still open, the oldest is ended.
    for (let index = 0; index < 12; index++) {
      const { left, reader } = await open();
      left.abort();
      await reader.closed.catch(() => undefined);
      // The host learns of it before it answers this.
      await fetch(`${app.origin}/api/ofauth/link/result`, { headers });
    }
    // A stream that is ended gets `replaced` at once.
    expect((await kept.reader.read()).value).toMatch(/^event: beat\n/);
    kept.left.abort();
  });
}

/** Served in development, where frameworks print what they find when they hydrate a page. After the other tests. */
export function testDevelopment(test: ReturnType<typeof hostTest>): void {
  test("in development, pages hydrate without a warning", async ({ app, visit: { page, console: lines } }) => {
    await app.stop();
    const before = app.printed.length;
    await app.serve("development");
    for (const path of ["/accounts", "/redirect"]) {
      await page.goto(app.origin + path);
      await expect(page.locator("ofauth-connect").first().getByRole("button")).toBeEnabled();
    }
    await page.getByRole("button", { name: "Continue on OFAuth" }).click();
    await connectAccount(page);
    // A development server compiles a route when it is first asked for.
    await expect.poll(() => lines.join("\n"), { timeout: 60_000 }).toMatch(/success conn_\w+ true/);
    // Nuxt's development server is a proxy, about which the handler warns.
    const printed = app.printed.slice(before).filter((line) => !line.includes("A proxy forwards requests"));
    expect(printed.filter((line) => complaint.test(line))).toEqual([]);
  });
}
