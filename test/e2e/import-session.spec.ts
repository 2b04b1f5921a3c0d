/** An operator imports a session: what it becomes, and that no script can find it afterwards. */
import type { Page, Request } from "@playwright/test";
import { badge, expect, list, onlyEvent, press, readable, seed, status } from "./support/accounts.js";
import { respondWith } from "./support/answers.js";
import { splitScripts, test } from "./support/split-modules.js";

const marker = "mark3r0fthes3ss1on";
const form = `<ofauth-import id="import"></ofauth-import>`;
const body = `${splitScripts}<h1>Accounts</h1>${form}${list()}`;

async function send(page: Page, { sess = "fine" } = {}): Promise<void> {
  const element = page.locator("#import");
  await element.getByLabel("Cookie", { exact: true }).fill(`auth_id=77; sess=${sess}; fp=${marker}`);
  await element.getByRole("button", { name: "Use this browser" }).click();
  await element.locator("[part=submit]").click();
}

/** Returns the list of requests, filled as they finish, that contain the marker anywhere. */
function requestsWithMarker(page: Page): string[] {
  const found: string[] = [];
  const look = async (request: Request) => {
    const all = [request.url(), request.postData(), JSON.stringify(await request.allHeaders())].join();
    if (all.includes(marker)) found.push(`${request.method()} ${new URL(request.url()).pathname}`);
  };
  page.on("requestfinished", (request) => void look(request));
  return found;
}

test("an imported session is listed, and importing it again updates it in place", async ({ host, page, site }) => {
  await page.goto(site.page(body));
  const rows = page.locator("#list [part=row]");
  await send(page);
  const { connectionId: id } = await onlyEvent(host, "import", "imported");
  await expect(page.locator("#import [part=message]")).toHaveText("Session imported. @u77");
  await expect(rows).toContainText(["Imported"]);
  await expect(badge(rows)).toHaveText(["Active"]);

  await send(page);
  expect(await onlyEvent(host, "import", "error")).toMatchObject({ code: "import_conflict" });
  const offer = page.locator("#import [part=offer]");
  await expect(offer).toBeFocused();
  // Meanwhile its session has ended: the update makes it active again, under its own id.
  site.emulator.emulator.connections.expire(String(id));
  await expect(badge(rows)).toHaveText(["Reconnect needed"]);
  await press(offer, "Update connection");
  await expect(page.locator("#import [part=message]")).toHaveText("Session updated. @u77");
  await expect(badge(rows)).toHaveText(["Active"]);
  const imported = host.events.filter(({ type }) => type === "imported").map(({ detail }) => detail.connectionId);
  expect(imported).toEqual([id, id]);
  expect(site.emulator.emulator.connections.list()).toHaveLength(1);
});

test("an account of another user is rejected, without revealing whose it is", async ({ host, page, site }) => {
  const userData = { id: "77", name: "Bob", username: "bob", avatar: null };
  const bobsConnection = seed(site, { id: "conn_of_bob", clientReferenceId: "bob", imported: true, userData });
  await page.goto(site.page(body));
  const answer = page.waitForResponse(/import$/);
  await send(page);
  expect(await (await answer).text()).not.toContain("bob");
  expect(await onlyEvent(host, "import", "error")).toMatchObject({ code: "import_conflict" });
  await expect(page.locator("#import [part=message]")).toContainText("is already connected and can’t be imported here");
  await expect(page.locator("#import [part=offer]")).toHaveCount(0);
  expect(site.emulator.emulator.connections.list()).toEqual([bobsConnection]);
});

for (const [name, sess, route] of [
  ["a success", "fine", undefined],
  ["a conflict that was declined", "fine", "conflict"],
  ["a rejection by OnlyFans", "expired", undefined],
  ["a host without the route", "fine", respondWith("/connections/import", 404)],
] as const) {
  test(`after ${name} no other request contains the session, and no trace is left once the field is empty`, async ({
    host,
    page,
    site,
  }) => {
    const requests = requestsWithMarker(page);
    if (route === "conflict")
      seed(site, { imported: true, userData: { id: "77", name: "", username: "u77", avatar: null } });
    else site.intercept = route;
    await page.goto(site.page(body));
    await send(page, { sess });
    const isTaken = sess === "fine" && !route;
    await onlyEvent(host, "import", isTaken ? "imported" : "error");
    if (route === "conflict") await press(page.locator("#import [part=offer]"), "Cancel");
    // A rejected session stays in the field, where the browser masks it, so that the operator can correct it.
    const field = page.locator("#import textarea");
    if (isTaken || route === "conflict") await expect(field).toHaveValue("");
    else await field.fill("");
    const trace = await readable(page);
    expect(trace.includes(marker)).toBe(false);
    expect(JSON.stringify([host.events, host.console]).includes(marker)).toBe(false);
    expect(requests).toEqual(["POST /api/ofauth/connections/import"]);
    await page.reload();
    await expect(field).toHaveValue("");
    expect((await readable(page)).includes(marker)).toBe(false);
  });
}

test("an import form with a connection-id updates that connection's session, and its status shows it", async ({
  host,
  page,
  site,
}) => {
  const id = "conn_imported";
  const userData = { id: "77", name: "Imported", username: "u77", avatar: null };
  seed(site, { id, imported: true, status: "expired", userData });
  const update = form.replace(">", ` connection-id="${id}">`);
  await page.goto(site.page(splitScripts + update + status("one", `connection-id="${id}"`)));
  await expect(badge(page.locator("#one"))).toHaveText("Reconnect needed");
  await send(page);
  expect(await onlyEvent(host, "import", "imported")).toMatchObject({
    connectionId: id,
    connection: { status: "active" },
  });
  await expect(badge(page.locator("#one"))).toHaveText("Active");
  expect(site.requests).toContain(`PATCH /connections/import/${id}`);
});
