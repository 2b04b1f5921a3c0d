/**
 * A tab of a host's site: its parts, and the events and errors that it reported. After each test, checks what must hold for
 * every attempt.
 */
import { expect as defaultExpect, test as base, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { elementPage, startSite, type Site, type SiteOptions } from "../../support/site.js";

/** Timeout that is long enough for a busy machine. */
export const expect = defaultExpect.configure({ timeout: 15_000 });

export interface HostEvent {
  readonly type: string;
  readonly id: string;
  /** The element's state when the event was emitted. */
  readonly state?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const endings = ["success", "cancel", "error"];

export class Host {
  readonly page: Page;
  readonly site: Site;
  readonly events: HostEvent[] = [];
  /** What `open()` resolved to, for each attempt. */
  readonly results: Readonly<Record<string, unknown>>[] = [];
  /** Violations of the page's Content-Security-Policy. A test that causes one empties the list. */
  readonly violations: string[] = [];
  readonly problems: string[] = [];
  readonly console: string[] = [];

  private constructor(page: Page, site: Site) {
    this.page = page;
    this.site = site;
  }

  static async in(page: Page, site: Site): Promise<Host> {
    const host = new Host(page, site);
    await page.exposeFunction("report", (kind: string, json: string) => host.#record(kind, json));
    page.on("pageerror", (error) => host.problems.push(`page error: ${error.message}`));
    page.on("console", (message) => host.console.push(message.text()));
    return host;
  }

  #record(kind: string, json: string): void {
    if (kind === "event") this.events.push(JSON.parse(json) as HostEvent);
    if (kind === "result") this.results.push(JSON.parse(json) as Record<string, unknown>);
    if (kind === "violation") this.violations.push(json);
    if (kind === "trouble") this.problems.push(json);
  }

  /** Opens a page with one element. */
  async open(attributes = "", path = "/"): Promise<void> {
    await this.page.goto(this.site.page(elementPage(attributes), path));
    await this.ready();
  }

  /** Opens a page with one element and pauses its clock, which the test then advances. */
  async openWithPausedClock(attributes = ""): Promise<void> {
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

  /** Located by part: the button's name depends on the state. */
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

  /** The events as text, in order. */
  get eventLog(): string[] {
    return this.events.map(describeEvent);
  }

  /** Waits for the end of the `count`th attempt and for the result of its `open()`, and returns the ending event. */
  async waitForEnd(count = 1): Promise<HostEvent> {
    await expect
      .poll(() => this.events.filter(({ type }) => type === "close").length, { message: "ends", intervals: [25] })
      .toBe(count);
    await expect
      .poll(() => this.results.length, { message: "open() resolves", intervals: [25] })
      .toBeGreaterThanOrEqual(count);
    return this.events.filter(({ type }) => endings.includes(type)).at(-1) as HostEvent;
  }

  async waitForEvent(line: string): Promise<void> {
    await expect.poll(() => this.eventLog, { intervals: [25] }).toContain(line);
  }

  initCount(): number {
    return this.site.requests.filter((request) => request === "POST /link/init").length;
  }

  /**
   * Expects that nothing of an attempt is left on the page, and that a new one can be started. `isReturn`: except the record
   * of an attempt that left the page and was not confirmed, because it may be later. `isBack`: except its pending record too.
   */
  async expectCleanedUp({ isReturn = false, isBack = false } = {}): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
    await expect(this.element.locator("iframe")).toHaveCount(0);
    const page = await this.page.evaluate(() => {
      const element = document.querySelector("ofauth-connect");
      return {
        sheets: document.adoptedStyleSheets.length,
        isOpen: element?.isOpen,
        pending: Object.keys(localStorage),
        mark: sessionStorage.getItem("ofauth-link:attempt"),
      };
    });
    const kinds = page.pending.map((key) => key.split(":")[1]).sort();
    expect(kinds).toEqual(isBack ? ["ended", "redirect"] : isReturn ? ["ended"] : []);
    expect({ ...page, pending: [] }).toEqual({ sheets: 0, isOpen: false, pending: [], mark: null });
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

  /** Expects that the browser logged only lines with `text`, which the test caused, and clears them. */
  async takeConsole(text: string): Promise<void> {
    await expect.poll(() => this.console.join("\n")).toContain(text);
    expect(this.console.filter((line) => !line.includes(text))).toEqual([]);
    this.console.length = 0;
  }

  /** Checks what must hold for every attempt: its order of events, and that there are no unexpected errors. */
  expectOrder(): void {
    for (const attemptId of new Set(this.events.map(({ detail }) => detail.attemptId).filter(Boolean))) {
      // News about an attempt that has ended does not belong to its events.
      const own = this.events.filter(({ detail, type }) => detail.attemptId === attemptId && type !== "verified");
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
      // A closed shadow root hides the element, so that its state is unknown.
      if (ending.state)
        expect(ending.state, "the state is final when the ending event is emitted").toBe(last?.detail.outcome);
      if (result) expect(result).toEqual({ outcome: last?.detail.outcome, ...ending.detail });
    }
    expect(this.problems).toEqual([]);
    expect(this.violations).toEqual([]);
    // The browser always logs an HTTP error status.
    expect(this.console.filter((line) => !line.startsWith("Failed to load resource"))).toEqual([]);
  }
}

function describeEvent({ type, detail }: HostEvent): string {
  const value = (name: string) => String(detail[name]);
  switch (type) {
    case "state-change":
      return `${value("previous")} > ${value("state")}`;
    case "before-open":
    case "open":
      return `${type} ${value("mode")}`;
    case "stall":
    case "error":
      return `${type} ${value("code")}`;
    case "cancel":
      return `cancel ${value("reason")}${detail.step === undefined ? "" : ` at ${value("step")}`}`;
    case "close":
      return `close ${value("outcome")}`;
    case "sandbox-info":
      return `sandbox-info ${value("currentScreen")}`;
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
