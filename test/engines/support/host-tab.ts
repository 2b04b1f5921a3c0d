/** A tab of a host's site in any engine: the element's parts, the events that it reported, and OFAuth's page. */
import { elementPage, type Site } from "../../support/site.js";
import { until, type Driver } from "./driver.js";

export interface HostEvent {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The recorder of every page of the site (`test/support/site.ts`) reports here. */
const keepReports = `<script>window.reports = []; window.report = (kind, json) => { reports.push([kind, JSON.parse(json)]); };</script>`;

interface Reported extends Window {
  reports?: [kind: string, value: unknown][];
}

export class HostTab {
  readonly driver: Driver;
  readonly site: Site;

  constructor(driver: Driver, site: Site) {
    this.driver = driver;
    this.site = site;
  }

  /** Opens a page with one element. */
  async open(attributes = "", path = "/", headers?: Readonly<Record<string, string>>): Promise<void> {
    await this.openPage(elementPage(attributes), path, headers);
    await this.ready();
  }

  /** Opens a page with this body. */
  async openPage(body: string, path = "/", headers?: Readonly<Record<string, string>>): Promise<void> {
    await this.driver.goto(this.site.page(keepReports + body, path, headers));
  }

  /** Waits until the button is drawn. */
  async ready(): Promise<void> {
    await this.driver.waitFor(() => !!document.querySelector("#connect")?.shadowRoot?.querySelector("[part~=button]"));
  }

  /** Presses the button with the mouse. */
  pressButton(): Promise<void> {
    return this.driver.click(() => document.querySelector("#connect")?.shadowRoot?.querySelector("[part~=button]"));
  }

  /** Waits until the hosted page is shown in the dialog. */
  async waitForFrame(): Promise<void> {
    await this.driver.waitFor(
      () => !!document.querySelector("#connect")?.shadowRoot?.querySelector(".stage.revealed iframe"),
      { what: "the frame is shown" },
    );
  }

  /**
   * Sends the next commands to the hosted page in the dialog, when it is shown. WebKit's driver sends no keys to the page
   * any more once it has been in a frame.
   */
  async enterHostedFrame(): Promise<void> {
    await this.waitForFrame();
    await this.driver.enterFrame(() => document.querySelector("#connect")?.shadowRoot?.querySelector("iframe"));
  }

  /** Waits until the badge of the element with the id `one` shows `text`. */
  async expectBadge(text: string): Promise<void> {
    await this.driver.waitFor(
      (wanted) =>
        document.querySelector("#one")?.shadowRoot?.querySelector("[part~=badge] [part~=text]")?.textContent.trim() ===
        wanted,
      { what: `the badge "${text}"` },
      text,
    );
  }

  /** The page's events, as `type`, and `type code`, `type reason` or `type outcome` where there is one. */
  async events(): Promise<readonly string[]> {
    const events = (await this.reports("event")) as HostEvent[];
    return events.map(({ type, detail }) => {
      if (type === "state-change") return `${detail["previous"] as string} > ${detail["state"] as string}`;
      const more = detail["code"] ?? detail["reason"] ?? detail["outcome"] ?? detail["mode"];
      return more === undefined ? type : `${type} ${more as string}`;
    });
  }

  /** What the page reported of this kind: `event`, `result`, `violation` or `trouble`. */
  async reports(kind: string): Promise<readonly unknown[]> {
    const all = await this.driver.evaluate(() => (window as Reported).reports as never);
    return ((all as [string, unknown][] | null) ?? []).filter(([name]) => name === kind).map(([, value]) => value);
  }

  /** Waits for an event, and returns its detail. */
  waitForEvent(type: string): Promise<Readonly<Record<string, unknown>>> {
    return until(
      async () => ((await this.reports("event")) as HostEvent[]).find((event) => event.type === type)?.detail,
      { what: `ofauth-${type}` },
    );
  }
}

/** Presses a button of OFAuth's page, by its text. The page is in the driver's current window or frame. */
export async function pressHosted(driver: Driver, name: string): Promise<void> {
  await driver.waitFor(
    (text) => {
      const buttons = [...document.querySelectorAll("button")];
      const button = buttons.find((each) => each.textContent.trim() === text && each.checkVisibility());
      button?.click();
      return button !== undefined;
    },
    { what: `the button "${name}" of OFAuth's page` },
    name,
  );
}

/** Goes through OFAuth's page until the account is connected. */
export async function connectAccount(driver: Driver, email = "ava@creator.sandbox.com"): Promise<void> {
  await pressHosted(driver, "Continue");
  await driver.waitFor(
    (address) => {
      const [mail, password] = [...document.querySelectorAll<HTMLInputElement>("input")];
      if (!mail || !password) return false;
      mail.value = address;
      password.value = "good-password";
      return true;
    },
    { what: "the form of OFAuth's page" },
    email,
  );
  await pressHosted(driver, "Sign in");
  await pressHosted(driver, "Allow");
}
