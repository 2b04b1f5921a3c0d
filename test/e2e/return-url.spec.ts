import { neverRespond } from "./support/answers.js";
import { connectAccount, creator, press, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import { elementPage } from "../support/site.js";

// OFAuth redirects to the page itself: no callback route of the host reads the parameters first.
test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/return` }) } });

interface CallbackElement extends HTMLElement {
  handleCallback(url?: string): Promise<Record<string, unknown> | null>;
}

const handleCallback = (host: Host, url?: string) =>
  host.element.evaluate((element: CallbackElement, address) => element.handleCallback(address), url);

/** Starts a redirect and stops on OFAuth's page: this browser has a pending attempt. */
async function startRedirect(host: Host): Promise<void> {
  host.site.page(elementPage(`mode="redirect"`), "/return");
  await host.open(`mode="redirect"`);
  await host.button.click();
  await expectStep(host.page, "pre-login");
}

test("a page that OFAuth redirects to reads the parameters, removes them from its address and confirms", async ({
  host,
  page,
  site,
}) => {
  await startRedirect(host);
  await connectAccount(page, creator);
  const { detail } = await host.waitForEnd();
  expect(host.eventLog.slice(4)).toEqual(["idle > verifying", "verifying > connected", "success", "close connected"]);
  expect(detail).toMatchObject({ source: "redirect", verified: true, attemptId: host.events[0]?.detail.attemptId });
  expect(page.url()).toBe(`${site.origin}/return`);
  expect(site.requests).toContain("POST /link/complete");
  await host.expectCleanedUp();
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
  test(`${name} in the address is emitted and removed from the address`, async ({ host, page, site }) => {
    await startRedirect(host);
    await finish(host);
    await host.waitForEnd();
    expect(host.eventLog.at(-2)).toBe(ending);
    expect(page.url()).toBe(`${site.origin}/return`);
    await host.expectCleanedUp({ isReturn: true });
  });
}

test("removes only OFAuth's parameters, and keeps the others, their order, the hash and the history state", async ({
  host,
  page,
  site,
}) => {
  const mine = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  await startRedirect(host);
  const state = `<script>history.replaceState({ kept: 1 }, "")</script>`;
  const address = site.page(state + elementPage(), "/return");
  const length = await page.evaluate(() => history.length);
  await page.goto(
    `${address}?b=2&status=success&a=%20x&connection_id=${mine.id}&=odd&client_reference_id=ava&b=3&flag#/route?status=success`,
  );
  expect((await host.waitForEnd()).detail).toMatchObject({ connectionId: mine.id, verified: true });
  expect(page.url()).toBe(`${address}?b=2&a=%20x&=odd&b=3&flag#/route?status=success`);
  expect(await page.evaluate(() => history.state as unknown)).toEqual({ kept: 1 });
  expect(await page.evaluate(() => history.length)).toBe(length + 1);
});

test("a callback without a pending attempt emits nothing until handleCallback(), which fails with unsolicited_callback", async ({
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
  expect(host.eventLog).toEqual(["error unsolicited_callback"]);
  expect(JSON.stringify(host.events)).not.toContain("conn_");
  expect(site.requests).toEqual([]);
  await host.expectState("idle");
});

test("a callback counts once: the same address again emits nothing", async ({ host, page, site }) => {
  await startRedirect(host);
  const returned = page.waitForRequest((request) => request.url().startsWith(`${site.origin}/return?`));
  await connectAccount(page);
  await host.waitForEnd();
  const before = [...host.eventLog];
  await page.goto((await returned).url());
  await host.ready();
  expect(await handleCallback(host)).toMatchObject({ code: "unsolicited_callback" });
  expect(host.eventLog).toEqual([...before, "error unsolicited_callback"]);
});

test("a callback whose page was left before it was confirmed is read again", async ({ host, page, site }) => {
  await startRedirect(host);
  site.intercept = neverRespond("/link/complete").intercept;
  const returned = page.waitForRequest((request) => request.url().startsWith(`${site.origin}/return?`));
  await connectAccount(page);
  await host.waitForEvent("idle > verifying");
  site.intercept = undefined;
  await page.goto((await returned).url());
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: true });
  expect(page.url()).toBe(`${site.origin}/return`);
});

test("a forged success during a pending attempt fails, because the connection is not the user's", async ({
  host,
  page,
  site,
}) => {
  const bobsConnection = site.emulator.emulator.connections.seed({ clientReferenceId: "bob" });
  await startRedirect(host);
  await page.goto(`${site.origin}/return?status=success&connection_id=${bobsConnection.id}`);
  const { detail } = await host.waitForEnd();
  expect(detail).toMatchObject({ code: "verify_failed" });
  expect(JSON.stringify(host.events)).not.toContain("conn_");
  expect(page.url()).toBe(`${site.origin}/return`);
});

for (const query of [
  "status=success&status=error&connection_id=conn_1",
  "status=success&connection_id=conn_1%00",
  "status=error&connection_id=conn_1",
]) {
  test(`a malformed callback (?${query}) fails with bad_response and is removed from the address`, async ({
    host,
    page,
    site,
  }) => {
    await startRedirect(host);
    await page.goto(`${site.origin}/return?${query}&mine=1`);
    expect((await host.waitForEnd()).detail).toMatchObject({ code: "bad_response" });
    expect(page.url()).toBe(`${site.origin}/return?mine=1`);
    await host.expectCleanedUp({ isReturn: true });
  });
}

for (const query of ["status=success&session_id=cs_1", "error_code=card_declined", "connection_id=conn_1"]) {
  test(`another library's ?${query} is left alone in the window that a redirect left`, async ({ host, page, site }) => {
    await startRedirect(host);
    await page.goto(`${site.origin}/return?${query}`);
    await host.ready();
    expect(await handleCallback(host)).toBeNull();
    expect(host.eventLog).toHaveLength(4);
    expect(page.url()).toBe(`${site.origin}/return?${query}`);
  });
}

test("another library's ?status=cancelled is left alone after a redirect was given up", async ({
  host,
  page,
  site,
}) => {
  await startRedirect(host);
  const read = page.waitForResponse("**/link/result*");
  await page.goto(`${site.origin}/return`);
  await (await read).finished();
  await page.goto(`${site.origin}/return?status=cancelled`);
  await host.ready();
  expect(await handleCallback(host)).toBeNull();
  expect(host.eventLog).toHaveLength(4);
  expect(page.url()).toBe(`${site.origin}/return?status=cancelled`);
});

test("callback=manual keeps the address until handleCallback() is called", async ({ host, page, site }) => {
  await startRedirect(host);
  site.page(elementPage(`callback="manual"`), "/return");
  await connectAccount(page);
  await expect(page).toHaveURL(/\/return\?status=success/);
  await host.ready();
  expect(host.eventLog).toHaveLength(4);
  expect(await handleCallback(host)).toMatchObject({ outcome: "connected", verified: true });
  await host.waitForEnd();
  expect(page.url()).toBe(`${site.origin}/return`);
});

test("handleCallback() returns null for an address without OFAuth's parameters", async ({ host, site }) => {
  await host.open();
  expect(await handleCallback(host)).toBeNull();
  expect(await handleCallback(host, `${site.origin}/return?status=open&step=2`)).toBeNull();
  expect(host.eventLog).toEqual([]);
});

test("a forged request to the host's callback route connects nothing", async ({ host, page, site }) => {
  const mine = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  const response = await page.goto(
    `${site.origin}/api/ofauth/link/callback?status=success&connection_id=${mine.id}&client_reference_id=ava`,
  );
  expect(response?.status()).toBe(400);
  await expect(page.locator("body")).not.toContainText("conn_");
  await host.open();
  expect(host.eventLog).toEqual([]);
});

test.describe("with the host's own callback page", () => {
  test.use({ siteOptions: { handler: (origin) => ({ redirectUrl: `${origin}/callback-page` }) } });
  const callbackPage = `<h1>Back from OFAuth</h1><script type="module" src="/dist/cdn/callback.min.js"></script>`;

  test("the popup hands the callback over and closes", async ({ host, page, site }) => {
    site.page(callbackPage, "/callback-page");
    await host.open(`mode="popup"`);
    const popup = await waitForPopup(page, () => host.button.click());
    await connectAccount(popup);
    const { detail } = await host.waitForEnd();
    expect(host.eventLog.slice(-4)).toEqual([
      "open > verifying",
      "verifying > connected",
      "success",
      "close connected",
    ]);
    expect(detail).toMatchObject({ source: "popup", verified: true });
    await expect.poll(() => popup.isClosed()).toBe(true);
    await host.expectCleanedUp();
  });

  test("a cancel in the popup is emitted with its step", async ({ host, page, site }) => {
    site.page(callbackPage, "/callback-page");
    await host.open(`mode="popup"`);
    const popup = await waitForPopup(page, () => host.button.click());
    await expectStep(popup, "pre-login");
    await press(popup, "Cancel");
    await host.waitForEnd();
    expect(host.eventLog.slice(-2)).toEqual(["cancel user at pre-login", "close cancelled"]);
  });

  test("an unsolicited visit shows the page, removes the parameters from its address and emits nothing", async ({
    host,
    page,
    site,
  }) => {
    site.page(callbackPage, "/callback-page");
    await page.goto(`${site.origin}/callback-page?status=success&connection_id=conn_forged&x=1`);
    await expect(page).toHaveURL(`${site.origin}/callback-page?x=1`);
    await expect(page.getByRole("heading")).toHaveText("Back from OFAuth");
    expect(host.eventLog).toEqual([]);
  });
});
