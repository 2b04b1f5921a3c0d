/** A page that is left while a request is pending, and restored from the browser's page cache. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { neverRespond } from "../e2e/support/answers.js";
import { until } from "./support/driver.js";
import { inEachEngine } from "./support/in-each-engine.js";

inEachEngine("leaving", (on) => {
  it("a page that is left during Link init does not report a lost network when it is restored", async () => {
    on.site.intercept = neverRespond("/link/init").intercept;
    await on.tab.open();
    const elsewhere = on.site.page("<p>Elsewhere</p>", "/elsewhere");
    await on.driver.evaluate(() => {
      addEventListener("pageshow", ({ persisted }) => (document.title = persisted ? "restored" : "loaded"));
    });
    await on.tab.pressButton();
    await until(() => on.site.requests.includes("POST /link/init"), { what: "Link init" });
    await on.driver.goto(elsewhere);
    await on.driver.back();
    await on.tab.ready();
    const isRestored = await on.driver.evaluate(() => document.title === "restored");
    // Firefox loads a page again that had a request pending.
    assert.equal(isRestored, on.engine !== "firefox");
    if (isRestored) assert.equal((await on.tab.waitForEvent("cancel"))["reason"], "navigation");
    assert.deepEqual(
      (await on.tab.events()).filter((event) => event.startsWith("error")),
      [],
    );
  });
});
