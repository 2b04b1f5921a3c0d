/** Code that fails to load, and is asked for again: Firefox keeps a failed module under its address. */
import assert from "node:assert/strict";
import { it } from "node:test";

import { inEachEngine } from "./support/in-each-engine.js";

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

inEachEngine("code that is loaded on demand", (on) => {
  it("loads once the server answers again", async () => {
    let isCut = true;
    on.site.intercept = (request, response) => {
      if (isCut) request.socket.destroy();
      else response.writeHead(200, { "content-type": "text/javascript" }).end(`export const text = "loaded";`);
      return true;
    };
    await on.tab.openPage(page);
    await on.driver.waitFor(() => !!(window as Importing).importCode);
    const importCode = () => on.driver.evaluate(() => (window as Importing).importCode?.());
    assert.equal(await importCode(), "failed: TypeError");
    assert.equal(await importCode(), "failed: TypeError");
    isCut = false;
    assert.equal(await importCode(), "loaded");
    assert.equal(await importCode(), "loaded");
  });
});
