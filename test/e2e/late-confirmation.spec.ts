/** OFAuth or the host fails at the end of a flow: the account is confirmed later, and the page is notified. */
import { respondWith } from "./support/answers.js";
import { expect, test, type Host } from "./support/host.js";
import { connectAccount } from "./support/hosted.js";

/** While it is true, OFAuth answers the host's server with 502. */
let isDown = false;
const connected: string[] = [];

test.use({
  siteOptions: {
    handler: {
      fetch: async (input, init) => (isDown ? new Response("Bad gateway", { status: 502 }) : fetch(input, init)),
      onConnected: ({ connection }) => void connected.push(connection.id),
    },
  },
});

test.beforeEach(() => {
  isDown = false;
  connected.length = 0;
});

/** Connects an account at OFAuth, which is not reachable from the host from then on. */
async function connectInOutage(host: Host): Promise<void> {
  await host.open();
  await host.button.click();
  await expect(host.dialog).toBeVisible();
  await host.waitForEvent("load");
  isDown = true;
  // A webhook would prove the connection without a request to OFAuth.
  const refuseWebhooks = respondWith("/webhooks", 503);
  host.site.intercept = (request, response) => isDown && refuseWebhooks(request, response);
  await connectAccount(host.frame);
  await host.waitForEnd();
  expect(host.events.find(({ type }) => type === "success")?.detail).toMatchObject({ verified: false });
}

/** Expects that the account is the user's, on a page that is loaded now. */
async function expectActive(host: Host, connectionId: string): Promise<void> {
  const body = `<ofauth-connection-status></ofauth-connection-status><script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>`;
  await host.page.goto(host.site.page(body, "/status"));
  const status = host.page.locator("ofauth-connection-status");
  await expect
    .poll(() => status.evaluate((element) => (element as unknown as { status: string }).status))
    .toBe("active");
  expect(connected).toEqual([connectionId]);
}

test("OFAuth answers 502 for 3 s at the end: the account is verified a little later, and active after a reload", async ({
  host,
}) => {
  await connectInOutage(host);
  await expect(host.element.locator("[part=message]")).toHaveText("Connected; confirming…");
  isDown = false;
  await host.waitForEvent("verified");
  const [made] = host.site.emulator.emulator.connections.list();
  const { detail } = host.events.at(-1)!;
  expect(detail).toMatchObject({ connectionId: made?.id, after: "success", connection: { status: "active" } });
  await expect(host.element.locator("[part=message]")).toHaveCount(0);
  await host.expectState("connected", made?.id);
  await expectActive(host, made!.id);
});

test("the page is loaded again while OFAuth is down: the next page is notified", async ({ host }) => {
  await connectInOutage(host);
  await host.page.reload();
  await host.ready();
  await expect(host.element.locator("[part=message]")).toHaveText("Connected; confirming…");
  isDown = false;
  await host.waitForEvent("verified");
  const [made] = host.site.emulator.emulator.connections.list();
  expect(host.events.filter(({ type }) => type === "verified")).toHaveLength(1);
  await host.expectState("connected", made?.id);
  await expectActive(host, made!.id);
});
