/** Two users of one site, and an attacker who tries to obtain another user's account. */
import type { BrowserContext, Page } from "@playwright/test";
import type { OFAuthHandlerOptions } from "../../src/server/index.js";
import type { Site } from "../support/site.js";
import {
  accountPage,
  badge,
  connect,
  expect,
  recordEventStream,
  list,
  openLive,
  readable,
  readCount,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { connectAccount } from "./support/hosted.js";

const bobsConnection = "conn_of_bob";
const bob = { id: "2", name: "Bob Builder", username: "bob_builds", avatar: null };

const signIn = (context: BrowserContext, site: Site, name: string) =>
  context.addCookies([{ name: "user", value: name, url: site.origin }]);

/** Sends requests to the host as any script on the page could, and returns the status and body of each answer. */
const request = (page: Page, requests: readonly (readonly [method: string, path: string])[]) =>
  page.evaluate(
    (all) =>
      Promise.all(
        all.map(async ([method, path]) => {
          const session = JSON.stringify({ cookie: "auth_id=2; sess=s; fp=f", userAgent: "u" });
          const update = { headers: { "content-type": "application/json" }, body: session };
          const response = await fetch(`/api/ofauth${path}`, { method, ...(method === "PATCH" && update) });
          return `${response.status} ${await response.text()}`;
        }),
      ),
    requests,
  );

test("another user's connection looks exactly like a missing one, and cannot be changed", async ({ page, site }) => {
  seed(site, { id: "conn_of_ava" });
  const before = seed(site, { id: bobsConnection, clientReferenceId: "bob", userData: bob, imported: true });
  const { webhooks, connections } = site.emulator.emulator;
  await openLive(
    page,
    site.page(accountPage(status("own"), status("bobs", `connection-id="${bobsConnection}"`), list())),
  );
  await expect(badge(page.locator("#own"))).toHaveText("Active");
  await expect(badge(page.locator("#bobs"))).toHaveText("Not connected");
  await expect(page.locator("#list [part=row]")).toHaveCount(1);

  const about = (id: string) =>
    [
      ["GET", `/connections/${id}`],
      ["GET", `/connections?ids=${id}`],
      ["POST", `/connections/${id}/invalidate`],
      ["DELETE", `/connections/${id}`],
      ["PATCH", `/connections/import/${id}`],
    ] as const;
  const foreign = await request(page, about(bobsConnection));
  expect(foreign).toEqual(await request(page, about("conn_unknown")));
  expect(foreign.map((answer) => answer.slice(0, 3))).toEqual(["404", "200", "404", "404", "404"]);
  const everything = await request(page, [["GET", "/connections?limit=100"]]);
  expect(everything[0]).toContain("conn_of_ava");
  expect(everything[0]).not.toContain("bob");
  expect(connections.get(bobsConnection)).toEqual(before);

  const messages = await recordEventStream(page);
  // Bob's event is published while the page is subscribed; Ava's later event is the only one that the page receives.
  connections.expire(bobsConnection);
  await webhooks.settled();
  connections.expire("conn_of_ava");
  await expect(badge(page.locator("#own"))).toHaveText("Reconnect needed");
  expect(messages).toEqual(["conn_of_ava expired"]);
  await expect(badge(page.locator("#bobs"))).toHaveText("Not connected");
  expect((await readable(page)).match(/bob builder|bob_builds/i)).toBeNull();
});

test("nothing of the previous user is left on the page after another user signs in in the same tab", async ({
  page,
  site,
  context,
}) => {
  seed(site, { id: "conn_of_ava" });
  seed(site, { id: bobsConnection, clientReferenceId: "bob", userData: bob });
  await page.clock.install({ time: Date.now() });
  const parts = [
    status("named", `connection-id="conn_of_ava" variant="card"`),
    status("newest", `variant="card"`),
    list(),
  ];
  await page.goto(site.page(accountPage(...parts)));
  await expect(page.locator("#list [part=name]")).toHaveText(user.name);
  await expect(page.locator("#named")).toContainText(user.name);
  await signIn(context, site, "bob");
  // Longer than the interval in which a focus does not refetch.
  await page.clock.runFor(3_000);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(page.locator("#list [part=name]")).toHaveText(bob.name);
  await expect(page.locator("#newest")).toContainText(bob.name);
  await expect(badge(page.locator("#named"))).toHaveText("Not connected");
  expect((await readable(page)).match(user.username)).toBeNull();

  await signIn(context, site, "anonymous");
  await page.clock.runFor(3_000);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(badge(page.locator("#newest"))).toHaveText("Status unavailable");
  expect((await readable(page)).match(/bob/i)).toBeNull();
  // A user who signs in again is recognized without a reload.
  await signIn(context, site, "ava");
  await page.locator("#list").getByRole("button", { name: "Try again" }).click();
  await expect(badge(page.locator("#named"))).toHaveText("Active");
  await expect(page.locator("#list [part=name]")).toHaveText(user.name);
});

test.describe("a session that an attacker starts and sends to another user", () => {
  const connected: string[] = [];
  const handler: Partial<OFAuthHandlerOptions> = {
    onConnected: ({ clientReferenceId }) => connected.push(clientReferenceId),
  };
  test.use({ siteOptions: { handler } });

  for (const victim of ["bob", "anonymous"]) {
    test(`the account of ${victim === "bob" ? "another user" : "a stranger"} is not attached to the attacker`, async ({
      page,
      site,
      browser,
    }) => {
      connected.length = 0;
      await openLive(page, site.page(accountPage(connect(), status("newest"), list())));
      const url = await page.evaluate(async () => {
        const body = JSON.stringify({ mode: "redirect", attemptId: "3f1c2a52-6d0f-4c53-9a55-0d8a1f6f1c11" });
        const headers = { "content-type": "application/json" };
        const response = await fetch("/api/ofauth/link/init", { method: "POST", headers, body });
        return ((await response.json()) as { url: string }).url;
      });
      const context = await browser.newContext();
      await signIn(context, site, victim);
      const victimPage = await context.newPage();
      await victimPage.goto(url);
      await connectAccount(victimPage, "eve@creator.sandbox.com");
      await victimPage.waitForURL(/link\/callback/);
      const { connections, webhooks } = site.emulator.emulator;
      await webhooks.settled();
      const [made] = connections.list();
      // OFAuth has the connection with the attacker as its user: this is the attack.
      expect(made?.clientReferenceId).toBe("ava");
      const id = String(made?.id);

      // A later change of the connection is not published to the attacker either.
      const messages = await recordEventStream(page);
      connections.expire(id);
      await webhooks.settled();
      const answers = await request(page, [
        ["GET", "/connections?limit=100"],
        ["GET", `/connections?ids=${id}`],
        ["GET", `/connections/${id}`],
        ["DELETE", `/connections/${id}`],
      ]);
      expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["200", "200", "404", "404"]);
      expect(answers.join()).not.toMatch(/eve/i);
      const before = readCount(site);
      await page.locator("#connect [part=button]").click();
      await connectAccount(page.locator("#connect iframe").contentFrame());
      await expect(badge(page.locator("#newest"))).toHaveText("Active");
      await expect(page.locator("#list [part=row]")).toHaveCount(1);
      expect(readCount(site)).toBeGreaterThan(before);
      expect(messages.filter((message) => message.includes(id))).toEqual([]);
      expect((await readable(page)).match(/eve_creator/i)).toBeNull();
      expect(connected).toEqual(["ava"]);
      expect(connections.list()).toHaveLength(2);
      await context.close();
    });
  }
});
