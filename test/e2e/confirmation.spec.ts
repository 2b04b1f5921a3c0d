import type { Page } from "@playwright/test";
import { answering, hanging, noticing, resetting } from "./support/answers.js";
import { allow } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";
import type { Intercept, Site } from "../support/site.js";

const route = "/link/complete";
const asked = (site: Site): number => site.requests.filter((request) => request === `POST ${route}`).length;

async function connect(host: Host, intercept: Intercept): Promise<void> {
  host.site.intercept = intercept;
  await host.open();
  await host.button.click();
  await allow(host.frame);
}

const ending = (host: Host): string[] => host.story.slice(host.story.indexOf("sandbox-info success") + 1);
const confirmed = ["open > verifying", "verifying > connected", "success", "close connected"];
const refused = ["open > verifying", "verifying > failed", "error verify_failed", "close failed"];

async function expectUnconfirmed(host: Host): Promise<void> {
  const { detail } = await host.ended();
  const [made] = host.site.emulator.emulator.connections.list();
  expect(ending(host)).toEqual(confirmed);
  expect(detail).toMatchObject({ connectionId: made?.id, verified: false, source: "embed" });
  expect(detail.connection).toMatchObject({ id: made?.id, status: "unknown", userData: made?.userData });
  await host.expectState("connected", made?.id);
}

for (const status of [404, 405]) {
  test(`a host that answers link/complete with a ${status} of its framework's has no such route: unconfirmed`, async ({
    host,
    site,
  }) => {
    await connect(host, answering(route, status, "<h1>Cannot POST</h1>"));
    await expectUnconfirmed(host);
    expect(asked(site)).toBe(1);
  });
}

const unreachable: readonly (readonly [string, Intercept])[] = [
  ["answers 500", answering(route, 500)],
  ["answers HTML", answering(route, 200, "<h1>Sign in</h1>")],
  ["cuts the connection", resetting(route)],
];
for (const [name, intercept] of unreachable) {
  test(`link/complete ${name} three times: the account is connected, unconfirmed`, async ({ host, site }) => {
    await connect(host, intercept);
    await expectUnconfirmed(host);
    expect(asked(site)).toBe(3);
  });
}

async function letRun(page: Page, count: () => number): Promise<void> {
  for (const tries of [1, 2, 3]) {
    await expect.poll(count, { intervals: [25] }).toBe(tries);
    await page.clock.runFor(15_000);
    await page.clock.runFor(2_000);
  }
}

test("link/complete that never answers is given up three times, 15 s each: unconfirmed", async ({
  host,
  site,
  page,
}) => {
  await page.clock.install();
  const { intercept, givenUp } = hanging(route);
  await connect(host, intercept);
  await letRun(page, () => asked(site));
  await expectUnconfirmed(host);
  await expect.poll(givenUp).toBe(3);
});

test("link/complete that answers at the third try confirms", async ({ host, site }) => {
  const failing = answering(route, 503);
  await connect(host, (request, response) => asked(site) < 3 && failing(request, response));
  const { detail } = await host.ended();
  expect(ending(host)).toEqual(confirmed);
  expect(detail).toMatchObject({ verified: true });
  expect(asked(site)).toBe(3);
});

test("a connection that belongs to somebody else is refused, and nothing of it is told", async ({ host, site }) => {
  const { connections } = site.emulator.emulator;
  await connect(
    host,
    noticing(route, () => {
      const [made] = connections.list();
      if (made) connections.seed({ ...made, clientReferenceId: "bob" });
    }),
  );
  const { detail } = await host.ended();
  expect(ending(host)).toEqual(refused);
  expect(detail).toMatchObject({ code: "verify_failed", retryable: false });
  expect(JSON.stringify(detail)).not.toMatch(/conn_|bob/);
  expect(asked(site)).toBe(1);
  await host.expectState("failed");
});

test("a connection that OFAuth does not have is refused", async ({ host, site }) => {
  const { connections } = site.emulator.emulator;
  await connect(
    host,
    noticing(route, () => connections.clear()),
  );
  await host.ended();
  expect(ending(host)).toEqual(refused);
});

test("a coded 404 is a refusal, not a missing route", async ({ host }) => {
  await connect(host, answering(route, 404, { code: "not_found", message: "no" }));
  await host.ended();
  expect(ending(host)).toEqual(refused);
});

test("a confirmation of another connection than the one reported fails with mismatch", async ({ host, site }) => {
  const other = site.emulator.emulator.connections.seed({ clientReferenceId: "ava" });
  await connect(host, answering(route, 200, other));
  const { detail } = await host.ended();
  expect(ending(host).slice(-2)).toEqual(["error mismatch", "close failed"]);
  expect(JSON.stringify(detail)).not.toContain("conn_");
});

test("close() while the connection is being confirmed waits; with force it is connected, unconfirmed", async ({
  host,
}) => {
  await connect(host, hanging(route).intercept);
  await host.hears("open > verifying");
  await expect(host.dialog).toHaveCount(0);
  await host.element.evaluate((element: HTMLElement & { close(options?: object): void }) => element.close());
  expect(await host.element.evaluate((element: HTMLElement & { state: string }) => element.state)).toBe("verifying");
  await host.element.evaluate((element: HTMLElement & { close(options?: object): void }) =>
    element.close({ force: true }),
  );
  await expectUnconfirmed(host);
});
