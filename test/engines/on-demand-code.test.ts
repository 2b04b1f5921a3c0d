/** Code that fails to load, and is asked for again: Firefox keeps a failed module under its address. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSite, type Site } from "../support/site.js";
import { Driver, engines } from "./support/driver.js";
import { HostTab } from "./support/host-tab.js";

interface Importing extends Window {
  importCode?: () => Promise<string>;
}

/** The import is the page's own, so that its address is one that the site can cut. */
const page = `<script type="module">
  import { importAgain } from "/dist/elements/import-again.js";
  window.importCode = () => importAgain(() => import("/api/ofauth/code.js")).then(
    ({ text }) => text,
    (error) => "failed: " + error.name,
  );
</script>`;

for (const engine of engines) {
  describe(`code that is loaded on demand in ${engine}`, () => {
    let driver: Driver;
    let site: Site;
    before(async () => {
      driver = await Driver.launch(engine);
    });
    after(() => driver.quit());
    beforeEach(async () => {
      site = await startSite();
    });
    afterEach(() => site.close());

    it("loads once the server answers again", async () => {
      let isCut = true;
      site.intercept = (request, response) => {
        if (isCut) request.socket.destroy();
        else response.writeHead(200, { "content-type": "text/javascript" }).end(`export const text = "loaded";`);
        return true;
      };
      await new HostTab(driver, site).openPage(page);
      await driver.waitFor(() => !!(window as Importing).importCode);
      const importCode = () => driver.evaluate(() => (window as Importing).importCode?.());
      assert.equal(await importCode(), "failed: TypeError");
      assert.equal(await importCode(), "failed: TypeError");
      isCut = false;
      assert.equal(await importCode(), "loaded");
      assert.equal(await importCode(), "loaded");
    });
  });
}
