import { hanging } from "./support/answers.js";
import { allow, creator, press, seeStep, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

// The page itself is what OFAuth redirects to: no callback route of the host's takes the parameters first.
test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/return` }) } });

interface Returned extends HTMLElement {
  handleCallback(url?: string): Promise<Record<string, unknown> | null>;
}

const handleCallback = (host: Host, url?: string) =>
  host.element.evaluate((element: Returned, address) => element.handleCallback(address), url);

/** Leaves by redirect, and stops on OFAuth's page: this browser has a flow that is pending. */
async function leave(host: Host): Promise<void> {
  host.site.page(elementPage(`mode="redirect"`), "/return");
  await host.open(`mode="redirect"`);
  await host.button.click();
  await seeStep(host.page, "pre-login");
}

test("a page that OFAuth returns to reads the parameters, cleans its address and confirms", async ({
  host,
  page,
  site,
}) => {
  await leave(host);
  await allow(page, creator);
  const { detail } = await host.ended();
  expect(host.story.slice(4)).toEqual(["idle > verifying", "verifying > connected", "success", "close connected"]);
  expect(detail).toMatchObject({ source: "redirect", verified: true, attemptId: host.heard[0]?.detail.attemptId });
  expect(page.url()).toBe(`${site.origin}/return`);
  expect(site.requests).toContain("POST /link/complete");
  await host.expectLetGo();
});

for (const [name, finish, ending] of [
  ["a cancel", (host: Host) => press(host.page, "Cancel"), "cancel user at pre-login"],
  [
    "an error",
    async (host: Host) => {
      host.site.emulator.emulator.scenarios.set({ error: "some_new_error" });
      await press(host.page, "Continue");
      await host.page.getByLabel("E-mail").fill(creator);
      await host.page.getByLabel("Password").fill("good-password");
      await press(host.page, "Sign in");
    },
    "error link_error",
  ],
] as const) {
  test(`${name} that the address brings back is told, and leaves the address`, async ({ host, page, site }) => {
    await leave(host);
    await finish(host);
    await host.ended();
    expect(host.story.at(-2)).toBe(ending);
    expect(page.url()).toBe(`${site.origin}/return`);
    await host.expectLetGo();
  });
}

test("only OFAuth's parameters leave the address: others, their order, the hash and the history's state stay", async ({
  host,
  page,
  site,
}) => {
  const mine = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  await leave(host);
  const state = `<script>history.replaceState({ kept: 1 }, "")</script>`;
  const address = site.page(state + elementPage(), "/return");
  const length = await page.evaluate(() => history.length);
  await page.goto(
    `${address}?b=2&status=success&a=%20x&connection_id=${mine.id}&=odd&client_reference_id=ava&b=3&flag#/route?status=success`,
  );
  expect((await host.ended()).detail).toMatchObject({ connectionId: mine.id, verified: true });
  expect(page.url()).toBe(`${address}?b=2&a=%20x&=odd&b=3&flag#/route?status=success`);
  expect(await page.evaluate(() => history.state as unknown)).toEqual({ kept: 1 });
  expect(await page.evaluate(() => history.length)).toBe(length + 1);
});

test("a return that nobody asked for tells nothing by itself; handleCallback() fails with unsolicited_callback", async ({
  host,
  page,
  site,
}) => {
  const stranger = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  const address = site.page(elementPage(), "/return");
  await page.goto(`${address}?status=success&connection_id=${stranger.id}`);
  await host.ready();
  expect(await handleCallback(host)).toMatchObject({
    outcome: "failed",
    code: "unsolicited_callback",
    retryable: false,
  });
  expect(host.story).toEqual(["error unsolicited_callback"]);
  expect(JSON.stringify(host.heard)).not.toContain("conn_");
  expect(site.requests).toEqual([]);
  await host.expectState("idle");
});

test("a return counts once: the same address again tells nothing", async ({ host, page, site }) => {
  await leave(host);
  const returned = page.waitForRequest((request) => request.url().startsWith(`${site.origin}/return?`));
  await allow(page);
  await host.ended();
  const before = [...host.story];
  await page.goto((await returned).url());
  await host.ready();
  expect(await handleCallback(host)).toMatchObject({ code: "unsolicited_callback" });
  expect(host.story).toEqual([...before, "error unsolicited_callback"]);
});

test("a return is used up before it is confirmed: the same address again, meanwhile, tells nothing", async ({
  host,
  page,
  site,
}) => {
  await leave(host);
  site.intercept = hanging("/link/complete").intercept;
  const returned = page.waitForRequest((request) => request.url().startsWith(`${site.origin}/return?`));
  await allow(page);
  await host.hears("idle > verifying");
  const before = [...host.story];
  await page.goto((await returned).url());
  await host.ready();
  expect(await handleCallback(host)).toMatchObject({ code: "unsolicited_callback" });
  expect(host.story).toEqual([...before, "error unsolicited_callback"]);
});

test("a forged success while a flow is pending is refused, because the connection is not the user's", async ({
  host,
  page,
  site,
}) => {
  const theirs = site.emulator.emulator.connections.seed({ clientReferenceId: "bob" });
  await leave(host);
  await page.goto(`${site.origin}/return?status=success&connection_id=${theirs.id}`);
  const { detail } = await host.ended();
  expect(detail).toMatchObject({ code: "verify_failed" });
  expect(JSON.stringify(host.heard)).not.toContain("conn_");
  expect(page.url()).toBe(`${site.origin}/return`);
});

for (const query of [
  "status=success&status=error&connection_id=conn_1",
  "status=success",
  "status=success&connection_id=conn_1%00",
  "status=error&connection_id=conn_1",
  "connection_id=conn_1",
]) {
  test(`a malformed return (?${query}) fails with bad_response, and leaves the address`, async ({
    host,
    page,
    site,
  }) => {
    await leave(host);
    await page.goto(`${site.origin}/return?${query}&mine=1`);
    expect((await host.ended()).detail).toMatchObject({ code: "bad_response" });
    expect(page.url()).toBe(`${site.origin}/return?mine=1`);
    await host.expectLetGo();
  });
}

test("callback=manual leaves the address alone until handleCallback() is called", async ({ host, page, site }) => {
  await leave(host);
  site.page(elementPage(`callback="manual"`), "/return");
  await allow(page);
  await expect(page).toHaveURL(/\/return\?status=success/);
  await host.ready();
  expect(host.story).toHaveLength(4);
  expect(await handleCallback(host)).toMatchObject({ outcome: "connected", verified: true });
  await host.ended();
  expect(page.url()).toBe(`${site.origin}/return`);
});

test("handleCallback() of an address without OFAuth's parameters answers null", async ({ host, site }) => {
  await host.open();
  expect(await handleCallback(host)).toBeNull();
  expect(await handleCallback(host, `${site.origin}/return?status=open&step=2`)).toBeNull();
  expect(host.story).toEqual([]);
});

test("a forged visit to the host's callback route attaches nothing", async ({ host, page, site }) => {
  const mine = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  const response = await page.goto(
    `${site.origin}/api/ofauth/link/callback?status=success&connection_id=${mine.id}&client_reference_id=ava`,
  );
  expect(response?.status()).toBe(400);
  await expect(page.locator("body")).not.toContainText("conn_");
  await host.open();
  expect(host.story).toEqual([]);
});

test.describe("with a callback page of the host's own", () => {
  test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/callback-page` }) } });
  const callbackPage = `<h1>Back from OFAuth</h1><script type="module" src="/dist/cdn/callback.min.js"></script>`;

  test("the window hands the return over, and closes", async ({ host, page, site }) => {
    site.page(callbackPage, "/callback-page");
    await host.open(`mode="popup"`);
    const popup = await windowOf(page, () => host.button.click());
    await allow(popup);
    const { detail } = await host.ended();
    expect(host.story.slice(-4)).toEqual(["open > verifying", "verifying > connected", "success", "close connected"]);
    expect(detail).toMatchObject({ source: "popup", verified: true });
    await expect.poll(() => popup.isClosed()).toBe(true);
    await host.expectLetGo();
  });

  test("a cancel in the window is told with its step", async ({ host, page, site }) => {
    site.page(callbackPage, "/callback-page");
    await host.open(`mode="popup"`);
    const popup = await windowOf(page, () => host.button.click());
    await seeStep(popup, "pre-login");
    await press(popup, "Cancel");
    await host.ended();
    expect(host.story.slice(-2)).toEqual(["cancel user at pre-login", "close cancelled"]);
  });

  test("a visit that nobody asked for stays readable, cleans its address and tells nobody", async ({
    host,
    page,
    site,
  }) => {
    site.page(callbackPage, "/callback-page");
    await page.goto(`${site.origin}/callback-page?status=success&connection_id=conn_forged&x=1`);
    await expect(page).toHaveURL(`${site.origin}/callback-page?x=1`);
    await expect(page.getByRole("heading")).toHaveText("Back from OFAuth");
    expect(host.story).toEqual([]);
  });
});
