/**
 * One tab of a host's site, as tests see it: its parts, and everything that it has told of itself. What is true of every
 * attempt, whatever a test is about, is checked here after each test.
 */
import { expect as defaultExpect, test as base, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { elementPage, startSite, type Site, type SiteOptions } from "../../support/site.js";

/** Long enough for a machine that has other things to do as well. */
export const expect = defaultExpect.configure({ timeout: 15_000 });

export interface Heard {
  readonly type: string;
  readonly id: string;
  /** The element's state when the event was heard. */
  readonly state?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const endings = ["success", "cancel", "error"];

export class Host {
  readonly page: Page;
  readonly site: Site;
  readonly heard: Heard[] = [];
  /** What `open()` resolved to, for each attempt. */
  readonly results: Readonly<Record<string, unknown>>[] = [];
  /** Breaches of the page's policy. A test that provokes one empties the list. */
  readonly violations: string[] = [];
  readonly troubles: string[] = [];
  readonly console: string[] = [];

  private constructor(page: Page, site: Site) {
    this.page = page;
    this.site = site;
  }

  static async in(page: Page, site: Site): Promise<Host> {
    const host = new Host(page, site);
    await page.exposeFunction("report", (kind: string, json: string) => host.#take(kind, json));
    page.on("pageerror", (error) => host.troubles.push(`page error: ${error.message}`));
    page.on("console", (message) => host.console.push(message.text()));
    return host;
  }

  #take(kind: string, json: string): void {
    if (kind === "event") this.heard.push(JSON.parse(json) as Heard);
    if (kind === "result") this.results.push(JSON.parse(json) as Record<string, unknown>);
    if (kind === "violation") this.violations.push(json);
    if (kind === "trouble") this.troubles.push(json);
  }

  /** Goes to a page with one element. */
  async open(attributes = "", path = "/"): Promise<void> {
    await this.page.goto(this.site.page(elementPage(attributes), path));
    await this.ready();
  }

  /** As `open`, and from then on the time stands still until the test lets it go on. */
  async openInStillTime(attributes = ""): Promise<void> {
    await this.page.clock.install({ time: 0 });
    await this.open(attributes);
    await this.page.clock.pauseAt(60_000);
  }

  async ready(): Promise<void> {
    await expect(this.element.locator("button").first()).toBeVisible();
  }

  get element(): Locator {
    return this.page.locator("#connect");
  }

  /** The button's name follows the state; its part does not. */
  get button(): Locator {
    return this.element.locator("[part=button]");
  }

  get dialog(): Locator {
    return this.element.getByRole("dialog");
  }

  get frame(): FrameLocator {
    return this.element.locator("iframe").contentFrame();
  }

  get closeButton(): Locator {
    return this.dialog.getByRole("button", { name: "Close" });
  }

  action(name: string): Locator {
    return this.element.getByRole("button", { name, exact: true });
  }

  /** The events in words, in order. */
  get story(): string[] {
    return this.heard.map(inWords);
  }

  /** Waits for the end of the `count`th attempt, and for what its `open()` resolved to. */
  async ended(count = 1): Promise<Heard> {
    await expect
      .poll(() => this.heard.filter(({ type }) => type === "close").length, { message: "ends", intervals: [25] })
      .toBe(count);
    await expect
      .poll(() => this.results.length, { message: "open() resolves", intervals: [25] })
      .toBeGreaterThanOrEqual(count);
    return this.heard.filter(({ type }) => endings.includes(type)).at(-1) as Heard;
  }

  async hears(words: string): Promise<void> {
    await expect.poll(() => this.story, { intervals: [25] }).toContain(words);
  }

  inits(): number {
    return this.site.requests.filter((request) => request === "POST /link/init").length;
  }

  /** Nothing of an attempt is left on the page, and it can be begun again. */
  async expectLetGo(): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
    await expect(this.element.locator("iframe")).toHaveCount(0);
    const page = await this.page.evaluate(() => {
      const element = document.querySelector("ofauth-connect");
      return {
        style: document.documentElement.getAttribute("style"),
        isOpen: element?.isOpen,
        pending: Object.keys(localStorage),
        mark: sessionStorage.getItem("ofauth-link:attempt"),
      };
    });
    expect(page).toEqual({ style: null, isOpen: false, pending: [], mark: null });
  }

  async expectFocusOnButton(): Promise<void> {
    await expect(this.button).toBeFocused();
  }

  async expectState(state: string, connectionId: string | null = null): Promise<void> {
    const shown = await this.element.evaluate(
      (element: HTMLElement & { state: string; form: HTMLFormElement }, name) => ({
        state: element.state,
        matches: element.matches(`:state(${name})`),
        value: new FormData(element.form).get("account"),
      }),
      state,
    );
    expect(shown).toEqual({ state, matches: true, value: connectionId });
  }

  /** Takes what the browser itself has written of something that the test has provoked. */
  async takeConsole(words: string): Promise<void> {
    await expect.poll(() => this.console.join("\n")).toContain(words);
    expect(this.console.filter((line) => !line.includes(words))).toEqual([]);
    this.console.length = 0;
  }

  /** What holds for every attempt there is. */
  expectOrder(): void {
    for (const attemptId of new Set(this.heard.map(({ detail }) => detail.attemptId).filter(Boolean))) {
      const own = this.heard.filter(({ detail }) => detail.attemptId === attemptId);
      const ended = own.filter(({ type }) => endings.includes(type));
      const [ending] = ended;
      if (!ending) continue;
      const last = own.at(-1);
      const result = this.results.find((each) => each.attemptId === attemptId);
      expect(ended, "ends once").toHaveLength(1);
      expect(
        own.filter(({ type }) => type === "close"),
        "closes once",
      ).toHaveLength(1);
      expect(own.at(-2), "the ending comes before ofauth-close").toEqual(ending);
      expect(last?.type, "ofauth-close is last").toBe("close");
      // Through a closed shadow root the element itself cannot be seen.
      if (ending.state) expect(ending.state, "the state is final when the ending is told").toBe(last?.detail.outcome);
      if (result) expect(result).toEqual({ outcome: last?.detail.outcome, ...ending.detail });
    }
    expect(this.troubles).toEqual([]);
    expect(this.violations).toEqual([]);
    // What the browser itself says of an answer that is no success cannot be kept from the console.
    expect(this.console.filter((line) => !line.startsWith("Failed to load resource"))).toEqual([]);
  }
}

function inWords({ type, detail }: Heard): string {
  const word = (name: string) => String(detail[name]);
  switch (type) {
    case "state-change":
      return `${word("previous")} > ${word("state")}`;
    case "before-open":
    case "open":
      return `${type} ${word("mode")}`;
    case "stall":
    case "error":
      return `${type} ${word("code")}`;
    case "cancel":
      return `cancel ${word("reason")}${detail.step === undefined ? "" : ` at ${word("step")}`}`;
    case "close":
      return `close ${word("outcome")}`;
    case "sandbox-info":
      return `sandbox-info ${word("currentScreen")}`;
    default:
      return type;
  }
}

export const test = base.extend<{ siteOptions: SiteOptions; site: Site; host: Host }>({
  siteOptions: [{}, { option: true }],
  site: async ({ siteOptions }, use) => {
    const site = await startSite(siteOptions);
    await use(site);
    await site.close();
  },
  host: async ({ page, site }, use) => {
    const host = await Host.in(page, site);
    await use(host);
    host.expectOrder();
  },
});
