/** The host's page in a frame of another site, over TLS, in three engines. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { startFramedSite, type FramedSite } from "../support/framed-site.js";
import { Driver, engines } from "./support/driver.js";
import { connectAccount } from "./support/host-tab.js";

type Connect = HTMLElement & { state: string; error: { code: string } | null; open: () => unknown };

/** Firefox's strict protection blocks more than its default. */
const strict = { "browser.contentblocking.category": "strict" };
/** Chromium's switch for a browser without third-party cookies. */
const withoutThirdParties = ["--test-third-party-cookie-phaseout"];

for (const engine of engines) {
  describe(`a page in another site's frame in ${engine}`, () => {
    let driver: Driver | undefined;
    let site: FramedSite | undefined;
    afterEach(async () => {
      await driver?.quit();
      await site?.close();
    });

    /** Opens the outer page and the flow of the page in its frame, which the driver is then in. */
    async function openFlow(cookies: "lax" | "partitioned", isStrict: boolean): Promise<Driver> {
      site = await startFramedSite({ handler: { cookies } });
      driver = await Driver.launch(
        engine,
        isStrict ? { preferences: strict, chromiumArgs: withoutThirdParties } : undefined,
      );
      await driver.goto(site.framedBy("127.0.0.1"));
      await driver.enterFrame(() => document.querySelector("iframe"));
      await driver.waitFor(() => !!document.querySelector("#connect")?.shadowRoot?.querySelector("[part~=button]"));
      await driver.evaluate(() => void document.querySelector<Connect>("#connect")?.open());
      return driver;
    }

    const state = (current: Driver, wanted: string) =>
      current.waitFor(
        (text) => {
          const connect = document.querySelector<Connect>("#connect");
          return `${connect?.state} ${connect?.error?.code ?? ""}`.trim() === text;
        },
        { what: wanted },
        wanted,
      );

    it("refuses the flow before anybody signs in, with the default cookies", async () => {
      const current = await openFlow("lax", false);
      await state(current, "failed misconfigured");
      assert.deepEqual(site?.site.requests, ["POST /link/init", "GET /link/result"]);
    });

    for (const isStrict of [false, true]) {
      const how = isStrict ? "strict about third parties" : "as it comes";
      // WebKitGTK keeps no cookie there.
      const outcome = engine === "webkit" ? "refuses" : "confirms";
      it(`${outcome} the flow with partitioned cookies, in a browser ${how}`, async () => {
        const current = await openFlow("partitioned", isStrict);
        if (engine === "webkit") return void (await state(current, "failed misconfigured"));
        await current.waitFor(
          () => !!document.querySelector("#connect")?.shadowRoot?.querySelector(".stage.revealed iframe"),
          { what: "the frame is shown" },
        );
        await current.enterFrame(() => document.querySelector("#connect")?.shadowRoot?.querySelector("iframe"));
        await connectAccount(current);
        await current.leaveFrame();
        await current.enterFrame(() => document.querySelector("iframe"));
        await state(current, "connected");
        assert.deepEqual(site?.site.requests, ["POST /link/init", "GET /link/result", "POST /link/complete"]);
      });
    }
  });
}
