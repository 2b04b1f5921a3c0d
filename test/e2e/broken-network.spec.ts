import { answering, hanging, resetting } from "./support/answers.js";
import { allow } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import type { Intercept } from "../support/site.js";

const init = "/link/init";
const story = (code: string): string[] => [
  "before-open embed",
  "idle > starting",
  "starting > failed",
  `error ${code}`,
  "close failed",
];

/** The attempt has failed before anything of OFAuth's was opened; the message's own button leads on. */
async function expectFailed(host: Host, code: string, message: string): Promise<void> {
  const { detail } = await host.ended();
  expect(host.story).toEqual(story(code));
  expect(detail).toMatchObject({ code, message: expect.not.stringMatching(/https?:\/\/|cs_|conn_/) });
  await expect(host.element.getByText(message)).toBeVisible();
  await host.expectState("failed");
  await host.expectLetGo();
  await host.expectFocusOnButton();
}

async function expectRetryWorks(host: Host): Promise<void> {
  host.site.intercept = undefined;
  await host.action("Try again").click();
  await allow(host.frame);
  expect((await host.ended(2)).detail).toMatchObject({ verified: true });
  await expect(host.action("Try again")).toHaveCount(0);
}

const again = "Something went wrong. Try again.";
const interrupted = "Can’t reach the server. Check your connection and try again.";
const failures: readonly (readonly [name: string, intercept: Intercept, code: string, message: string])[] = [
  ["401", answering(init, 401), "unauthorized", "You’re signed out. Sign in and try again."],
  ["403", answering(init, 403), "forbidden", "You don’t have permission to do that. Reload the page and try again."],
  ["404", answering(init, 404), "misconfigured", again],
  ["405", answering(init, 405), "misconfigured", again],
  ["429", answering(init, 429), "rate_limited", "Too many attempts. Wait a minute, then try again."],
  ["418", answering(init, 418), "bad_response", again],
  ["500", answering(init, 500), "server_error", again],
  ["503", answering(init, 503), "server_error", again],
  ["200 with a login page", answering(init, 200, "<form>Sign in</form>"), "bad_response", again],
  ["200 with nothing", answering(init, 200), "bad_response", again],
  ["200 with JSON that is no session", answering(init, 200, { ok: true }), "bad_response", again],
  ["a redirect to a login page", answering(init, 302, "", { location: "/api/ofauth/login" }), "bad_response", again],
  [
    "a code of the closed list",
    answering(init, 500, { code: "rate_limited", message: "cs_secret" }),
    "rate_limited",
    "Too many attempts. Wait a minute, then try again.",
  ],
  [
    "a code of nobody's",
    answering(init, 403, { code: "constructor" }),
    "forbidden",
    "You don’t have permission to do that. Reload the page and try again.",
  ],
  [
    "a whitelabel session",
    answering(init, 200, { mode: "whitelabel", clientSecret: "cs_secret" }),
    "unsupported_mode",
    again,
  ],
  [
    "a session on another origin",
    answering(init, 200, { mode: "hosted", url: "https://evil.test/cs_secret" }),
    "untrusted_url",
    again,
  ],
  [
    "a session that is a script",
    answering(init, 200, { mode: "hosted", url: "javascript:alert(1)//cs_secret" }),
    "untrusted_url",
    again,
  ],
  ["a connection that is cut", resetting(init), "network", interrupted],
];

for (const [name, intercept, code, message] of failures) {
  test(`Link init answers ${name}: ${code}, and a retry that works`, async ({ host, site }) => {
    site.intercept = intercept;
    await host.open(`prefetch="none"`);
    await host.button.click();
    await expectFailed(host, code, message);
    // No second try of a POST by itself, and no redirect followed.
    expect(site.requests).toEqual([`POST ${init}`]);
    expect(JSON.stringify(host.heard)).not.toContain("cs_secret");
    await expectRetryWorks(host);
  });
}

test("without a network: network, and a retry that works when it is back", async ({ host, context }) => {
  await host.open();
  await context.setOffline(true);
  await host.button.click();
  await expectFailed(host, "network", interrupted);
  await context.setOffline(false);
  await expectRetryWorks(host);
});

for (const prefetch of ["none", "intent"]) {
  test(`Link init that never answers is given up after 15 s, with prefetch="${prefetch}"`, async ({
    host,
    page,
    site,
  }) => {
    const { intercept, givenUp } = hanging(init);
    site.intercept = intercept;
    await host.openInStillTime(`prefetch="${prefetch}"`);
    await host.button.click();
    await expect(host.dialog).toBeVisible();
    await expect.poll(() => host.inits()).toBe(1);
    await page.clock.runFor(14_900);
    expect(host.story).toEqual(story("timeout").slice(0, 2));
    await page.clock.runFor(100);
    await expectFailed(host, "timeout", "That took too long. Try again.");
    expect(host.inits()).toBe(1);
    await expect.poll(givenUp).toBe(1);
    await expectRetryWorks(host);
  });
}

test("an answer that comes after the user has left is not used", async ({ host, page }) => {
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
  await host.ended();
  const before = [...host.story];
  release();
  await page.unroute("**/link/init");
  await host.button.click();
  await allow(host.frame);
  await host.ended(2);
  expect(host.story.slice(0, before.length)).toEqual(before);
  expect(host.story.filter((words) => words === "open embed")).toHaveLength(1);
});
