/** The connection elements under a strict Content-Security-Policy, and what an avatar's server learns. */
import { badge, confirm, connect, expect, list, onlyEvent, seed, status } from "./support/accounts.js";
import { connectAccount } from "./support/hosted.js";
import { splitScripts, test } from "./support/split-modules.js";

const policy = {
  "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src {link}; img-src https://pictures.example; require-trusted-types-for 'script'; trusted-types lit-html`,
};
const picture = "https://pictures.example/ava.svg";

test("causes no violation, and sends no referrer to an avatar's server", async ({ host, page, site }) => {
  const referrers: (string | undefined)[] = [];
  await page.route("https://pictures.example/**", async (route) => {
    referrers.push((await route.request().allHeaders()).referer);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>`;
    await (route.request().url() === picture
      ? route.fulfill({ contentType: "image/svg+xml", body: svg })
      : route.abort());
  });
  const userData = { id: "5", name: "Ava Quinn", username: "ava", avatar: picture };
  seed(site, { id: "conn_seen", userData });
  seed(site, {
    id: "conn_broken",
    userData: { ...userData, name: "Bea", avatar: `${picture}.gone` },
    status: "expired",
  });
  const parts = [connect(), status("card", `connection-id="conn_seen" variant="card" actions="invalidate"`), list()];
  const form = `<ofauth-import id="import"></ofauth-import>`;
  const address = site.page(`${splitScripts}<h1>Accounts</h1>${parts.join("")}${form}`, "/private/accounts", policy);
  await page.goto(`${address}?token=1`);
  const rows = page.locator("#list [part=row]");
  await expect(badge(rows)).toHaveCount(2);
  await expect(rows.filter({ hasText: "Ava Quinn" }).locator("img")).toHaveCount(1);
  // Initials replace a picture that does not load.
  await expect(rows.filter({ hasText: "Bea" }).locator("img")).toHaveCount(0);

  await confirm(page.locator("#card"), "End session");
  await expect(badge(rows)).toHaveText(["Reconnect needed", "Reconnect needed"]);
  await page.locator("#list [part=connect]").getByRole("button").first().click();
  await connectAccount(page.locator("#list [part=connect] iframe").contentFrame());
  await onlyEvent(host, "list", "success");
  await expect(rows).toHaveCount(3);
  await page.locator("#import").getByLabel("Cookie", { exact: true }).fill("auth_id=77; sess=s; fp=f");
  await page.locator("#import").getByLabel("User agent", { exact: true }).fill("Browser/1.0");
  await page.locator("#import [part=submit]").click();
  await onlyEvent(host, "import", "imported");
  await expect(rows).toHaveCount(4);
  expect(host.violations).toEqual([]);
  expect(referrers.length).toBeGreaterThanOrEqual(2);
  expect(new Set(referrers)).toEqual(new Set([undefined]));
});
