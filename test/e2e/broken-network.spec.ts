import { addSlash, respondWith, neverRespond, resetConnection } from "./support/answers.js";
import { connectAccount } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import type { Intercept } from "../support/site.js";

const init = "/link/init";
const failureEvents = (code: string): string[] => [
  "before-open embed",
  "idle > starting",
  "starting > failed",
  `error ${code}`,
  "close failed",
];

/** Expects that the attempt failed before anything of OFAuth's was opened, and that the element shows `message`. */
async function expectFailed(host: Host, code: string, message: string): Promise<void> {
  const { detail } = await host.waitForEnd();
  expect(host.eventLog).toEqual(failureEvents(code));
  expect(detail).toMatchObject({ code, message: expect.not.stringMatching(/https?:\/\/|cs_|conn_/) });
  await expect(host.element.getByText(message)).toBeVisible();
  await host.expectState("failed");
  await host.expectCleanedUp();
  await host.expectFocusOnButton();
}

async function expectRetryWorks(host: Host): Promise<void> {
  host.site.intercept = undefined;
  await host.action("Try again").click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd(2)).detail).toMatchObject({ verified: true });
  await expect(host.action("Try again")).toHaveCount(0);
}

const again = "Something went wrong. Try again.";
const interrupted = "No connection. Check your internet and try again.";
const failures: readonly (readonly [name: string, intercept: Intercept, code: string, message: string])[] = [
  ["401", respondWith(init, 401), "unauthorized", "You’re signed out. Sign in and try again."],
  ["403", respondWith(init, 403), "forbidden", "That isn’t allowed here. Reload the page and try again."],
  ["404", respondWith(init, 404), "misconfigured", again],
  ["405", respondWith(init, 405), "misconfigured", again],
  ["429", respondWith(init, 429), "rate_limited", "Too many attempts. Wait a minute and try again."],
  ["418", respondWith(init, 418), "bad_response", again],
  ["500", respondWith(init, 500), "server_error", again],
  ["503", respondWith(init, 503), "server_error", again],
  ["200 with a login page", respondWith(init, 200, "<form>Sign in</form>"), "bad_response", again],
  ["200 with an empty body", respondWith(init, 200), "bad_response", again],
  ["200 with JSON that is not a session", respondWith(init, 200, { ok: true }), "bad_response", again],
  ["a redirect to a login page", respondWith(init, 302, "", { location: "/api/ofauth/login" }), "bad_response", again],
  [
    "a known error code",
    respondWith(init, 500, { code: "rate_limited", message: "cs_secret" }),
    "rate_limited",
    "Too many attempts. Wait a minute and try again.",
  ],
  [
    "an unknown error code",
    respondWith(init, 403, { code: "constructor" }),
    "forbidden",
    "That isn’t allowed here. Reload the page and try again.",
  ],
  [
    "a whitelabel session",
    respondWith(init, 200, { mode: "whitelabel", clientSecret: "cs_secret" }),
    "unsupported_mode",
    again,
  ],
  [
    "a session on another origin",
    respondWith(init, 200, { mode: "hosted", url: "https://evil.test/cs_secret" }),
    "untrusted_url",
    again,
  ],
  [
    "a javascript: session URL",
    respondWith(init, 200, { mode: "hosted", url: "javascript:alert(1)//cs_secret" }),
    "untrusted_url",
    again,
  ],
  ["a reset connection", resetConnection(init), "network", interrupted],
];

for (const [name, intercept, code, message] of failures) {
  test(`fails with ${code} when Link init answers ${name}, and a retry works`, async ({ host, site }) => {
    site.intercept = intercept;
    await host.open(`prefetch="none"`);
    await host.button.click();
    await expectFailed(host, code, message);
    // A POST is not retried automatically, and no redirect is followed but one to the same address with a slash.
    const isRedirected = name.startsWith("a redirect");
    expect(site.requests).toEqual([`POST ${init}`, ...(isRedirected ? [`POST ${init}/`] : [])]);
    expect(JSON.stringify(host.events)).not.toContain("cs_secret");
    await expectRetryWorks(host);
  });
}

test("connects where every address is redirected to itself with a slash", async ({ host, site }) => {
  site.intercept = addSlash;
  await host.open(`prefetch="none"`);
  await host.button.click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: true });
  expect(site.requests).toEqual(["/link/init", "/link/complete"].flatMap((path) => [`POST ${path}`, `POST ${path}/`]));
});

test("fails with network while offline, and a retry works once online", async ({ host, context }) => {
  await host.open();
  await context.setOffline(true);
  await host.button.click();
  await expectFailed(host, "network", interrupted);
  await context.setOffline(false);
  await expectRetryWorks(host);
});

for (const prefetch of ["none", "intent"]) {
  test(`fails with timeout when Link init does not answer within 15 s, with prefetch="${prefetch}"`, async ({
    host,
    page,
    site,
  }) => {
    const { intercept, abortedCount } = neverRespond(init);
    site.intercept = intercept;
    await host.openWithPausedClock(`prefetch="${prefetch}"`);
    await host.button.click();
    await expect(host.dialog).toBeVisible();
    await expect.poll(() => host.initCount()).toBe(1);
    await page.clock.runFor(14_900);
    expect(host.eventLog).toEqual(failureEvents("timeout").slice(0, 2));
    await page.clock.runFor(100);
    await expectFailed(host, "timeout", "That took too long. Try again.");
    expect(host.initCount()).toBe(1);
    await expect.poll(abortedCount).toBe(1);
    await expectRetryWorks(host);
  });
}

test("ignores an answer that arrives after the user cancelled", async ({ host, page }) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/link/init", async (route) => {
    const response = await route.fetch();
    await released;
    await route.fulfill({ response }).catch(() => undefined);
  });
  await host.open();
  await host.button.click();
  await host.closeButton.click();
  await host.waitForEnd();
  const before = [...host.eventLog];
  release();
  await page.unroute("**/link/init");
  await host.button.click();
  await connectAccount(host.frame);
  await host.waitForEnd(2);
  expect(host.eventLog.slice(0, before.length)).toEqual(before);
  expect(host.eventLog.filter((line) => line === "open embed")).toHaveLength(1);
});
