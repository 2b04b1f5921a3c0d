/** Describes tests once for each engine: one browser for all of them, and a site of its own for each test. */
import { after, afterEach, before, beforeEach, describe } from "node:test";
import { startSite, type Site, type SiteOptions } from "../../support/site.js";
import { Driver, engines } from "./driver.js";
import { HostTab } from "./host-tab.js";
import type { Engine, SessionOptions } from "./session.js";

/** What a test works with. */
export interface EngineContext {
  readonly engine: Engine;
  readonly driver: Driver;
  readonly site: Site;
  /** The driver's tab with the site's pages. */
  readonly tab: HostTab;
  /** Replaces the site by one with these options. */
  readonly restartSite: (options: SiteOptions) => Promise<void>;
}

interface EngineOptions extends SessionOptions {
  /** The engines that have the subject. Default: all. */
  readonly only?: readonly Engine[];
}

/** Describes `subject` in each engine that `ENGINES` names. */
export function inEachEngine(
  subject: string,
  describeTests: (on: EngineContext) => void,
  { only = engines, ...session }: EngineOptions = {},
): void {
  for (const engine of engines.filter((each) => only.includes(each))) {
    describe(`${subject} in ${engine}`, () => {
      let driver: Driver;
      let site: Site;
      let tab: HostTab;
      const openSite = async (options?: SiteOptions) => {
        site = await startSite(options);
        tab = new HostTab(driver, site);
      };
      before(async () => {
        driver = await Driver.launch(engine, session);
      });
      after(() => driver.quit());
      beforeEach(() => openSite());
      afterEach(() => site.close());
      describeTests({
        engine,
        get driver() {
          return driver;
        },
        get site() {
          return site;
        },
        get tab() {
          return tab;
        },
        async restartSite(options) {
          await site.close();
          await openSite(options);
        },
      });
    });
  }
}
