import type { Page } from "@playwright/test";
import { respondWith, neverRespond, onRequest, resetConnection } from "./support/answers.js";
import { connectAccount } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import type { Intercept, Site } from "../support/site.js";

const route = "/link/complete";
const completeCount = (site: Site): number => site.requests.filter((request) => request === `POST ${route}`).length;

async function connect(host: Host, intercept: Intercept): Promise<void> {
  host.site.intercept = intercept;
  await host.open();
  await host.button.click();
  await connectAccount(host.frame);
}

const ending = (host: Host): string[] => host.eventLog.slice(host.eventLog.indexOf("sandbox-info success") + 1);
const confirmed = ["open > verifying", "verifying > connected", "success", "close connected"];
const rejected = ["open > verifying", "verifying > failed", "error verify_failed", "close failed"];

async function expectUnconfirmed(host: Host): Promise<void> {
  const { detail } = await host.waitForEnd();
  const [made] = host.site.emulator.emulator.connections.list();
  expect(ending(host)).toEqual(confirmed);
  expect(detail).toMatchObject({ connectionId: made?.id, verified: false, source: "embed" });
  expect(detail.connection).toMatchObject({ id: made?.id, status: "unknown", userData: made?.userData });
  await host.expectState("connected", made?.id);
}

for (const status of [404, 405]) {
  test(`a success stays unconfirmed when the framework answers link/complete with ${status}, as if the route is missing`, async ({
    host,
    site,
  }) => {
    await connect(host, respondWith(route, status, "<h1>Cannot POST</h1>"));
    await expectUnconfirmed(host);
    expect(completeCount(site)).toBe(1);
  });
}

const unreachable: readonly (readonly [string, Intercept])[] = [
  ["answers 500", respondWith(route, 500)],
  ["answers HTML", respondWith(route, 200, "<h1>Sign in</h1>")],
  ["cuts the connection", resetConnection(route)],
];
for (const [name, intercept] of unreachable) {
  test(`a success stays unconfirmed when link/complete ${name} three times`, async ({ host, site }) => {
    await connect(host, intercept);
    await expectUnconfirmed(host);
    expect(completeCount(site)).toBe(3);
  });
}

async function runAllRetries(page: Page, count: () => number): Promise<void> {
  for (const tries of [1, 2, 3]) {
    await expect.poll(count, { intervals: [25] }).toBe(tries);
    await page.clock.runFor(15_000);
    await page.clock.runFor(2_000);
  }
}

test("a success stays unconfirmed when link/complete does not answer within 15 s three times", async ({
  host,
  site,
  page,
}) => {
  await page.clock.install();
  const { intercept, abortedCount } = neverRespond(route);
  await connect(host, intercept);
  await runAllRetries(page, () => completeCount(site));
  await expectUnconfirmed(host);
  await expect.poll(abortedCount).toBe(3);
});

test("a success is confirmed when link/complete answers at the third try", async ({ host, site }) => {
  const failing = respondWith(route, 503);
  await connect(host, (request, response) => completeCount(site) < 3 && failing(request, response));
  const { detail } = await host.waitForEnd();
  expect(ending(host)).toEqual(confirmed);
  expect(detail).toMatchObject({ verified: true });
  expect(completeCount(site)).toBe(3);
});

test("fails with verify_failed for another user's connection, without revealing anything about it", async ({
  host,
  site,
}) => {
  const { connections } = site.emulator.emulator;
  // The server learns of the connection from OFAuth's list only, when it is already Bob's.
  const withoutWebhook = respondWith("/webhooks", 503);
  const giveToBob = onRequest(route, () => {
    const [made] = connections.list();
    if (made) connections.seed({ ...made, clientReferenceId: "bob" });
  });
  await connect(host, (request, response) => withoutWebhook(request, response) || giveToBob(request, response));
  const { detail } = await host.waitForEnd();
  expect(ending(host)).toEqual(rejected);
  expect(detail).toMatchObject({ code: "verify_failed", retryable: false });
  expect(JSON.stringify(detail)).not.toMatch(/conn_|bob/);
  expect(completeCount(site)).toBe(1);
  await host.expectState("failed");
});

test("fails with verify_failed on a 404 with a code, which is not a missing route", async ({ host }) => {
  await connect(host, respondWith(route, 404, { code: "not_found", message: "no" }));
  await host.waitForEnd();
  expect(ending(host)).toEqual(rejected);
});

test("fails with mismatch when another connection than the reported one is confirmed", async ({ host, site }) => {
  const other = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  await connect(host, respondWith(route, 200, other));
  const { detail } = await host.waitForEnd();
  expect(ending(host).slice(-2)).toEqual(["error mismatch", "close failed"]);
  expect(JSON.stringify(detail)).not.toContain("conn_");
});

test("close() waits while the connection is being confirmed, and with force ends the attempt as connected and unconfirmed", async ({
  host,
}) => {
  await connect(host, neverRespond(route).intercept);
  await host.waitForEvent("open > verifying");
  await expect(host.dialog).toHaveCount(0);
  await host.element.evaluate((element: HTMLElement & { close(options?: object): void }) => element.close());
  expect(await host.element.evaluate((element: HTMLElement & { state: string }) => element.state)).toBe("verifying");
  await host.element.evaluate((element: HTMLElement & { close(options?: object): void }) =>
    element.close({ force: true }),
  );
  await expectUnconfirmed(host);
});
