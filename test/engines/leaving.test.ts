/** A page that is left while a request is pending, and restored from the browser's page cache. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { neverRespond } from "../e2e/support/answers.js";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines, until } from "./support/driver.js";
import { HostTab } from "./support/host-tab.js";

for (const engine of engines) {
  describe(`leaving in ${engine}`, () => {
    let driver: Driver;
    let site: Site;
    let tab: HostTab;
    before(async () => {
      driver = await Driver.launch(engine);
    });
    after(() => driver.quit());
    beforeEach(async () => {
      site = await startSite();
      tab = new HostTab(driver, site);
    });
    afterEach(() => site.close());

    it("a page that is left during Link init does not report a lost network when it is restored", async () => {
      site.intercept = neverRespond("/link/init").intercept;
      await tab.open();
      const elsewhere = site.page("<p>Elsewhere</p>", "/elsewhere");
      await driver.evaluate(() => {
        addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "restored" : "loaded"));
      });
      await tab.pressButton();
      await until(() => site.requests.includes("POST /link/init"), { what: "Link init" });
      await driver.goto(elsewhere);
      await driver.back();
      await tab.ready();
      const isRestored = await driver.evaluate(() => document.title === "restored");
      // Firefox loads a page again that had a request pending.
      assert.equal(isRestored, engine !== "firefox");
      if (isRestored) assert.equal((await tab.waitForEvent("cancel"))["reason"], "navigation");
      assert.deepEqual(
        (await tab.events()).filter((event) => event.startsWith("error")),
        [],
      );
    });
  });
}
