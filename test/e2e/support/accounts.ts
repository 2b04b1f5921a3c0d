/** A host's page about connected accounts: its parts, what they show, and what the page has asked the host for. */
import type { Locator, Page } from "@playwright/test";
import { userFor } from "../../../src/emulator/accounts.js";
import type { Connection } from "../../../src/protocol/connection.js";
import type { Site } from "../../support/site.js";
import { expect, Host, test as base } from "./host.js";
import { creator } from "./hosted.js";

export const script = `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>`;

const element = (tag: string, id: string, attributes: string): string =>
  `<${tag} id="${id}" link-origins="{link}" ${attributes}></${tag}>`;

export const connect = (attributes = ""): string => element("ofauth-connect", "connect", attributes);
export const status = (id: string, attributes = ""): string => element("ofauth-connection-status", id, attributes);
export const list = (id = "list", attributes = ""): string => element("ofauth-connections", id, attributes);

export const accountPage = (...parts: readonly string[]): string => `${script}<h1>Accounts</h1>${parts.join("")}`;

/** Whoever signs in as `creator` on the hosted page. */
export const user = userFor(creator);
export const handle = `@${user.username}`;

/** A connection of the site's usual user that was there before anybody looked. */
export const seed = (site: Site, fields: Partial<Connection> = {}): Connection =>
  site.emulator.emulator.connections.seed({ clientReferenceId: "ava", userData: user, ...fields });

/** How often the page has read connections. */
export const reads = ({ requests }: Site): number =>
  requests.filter((request) => request.startsWith("GET /connections")).length;

export const badge = (place: Locator): Locator => place.locator("[part=badge] [part=text]");

export const press = (place: Locator, name: string): Promise<void> =>
  place.getByRole("button", { name, exact: true }).click();

/** Both steps of an action that takes something away. */
export async function confirm(place: Locator, name: string): Promise<void> {
  await press(place, name);
  await place.locator("[part~=confirm-yes]").click();
}

/** Opens a page, and waits until the host would tell it of what happens. */
export async function openLive(page: Page, address: string): Promise<void> {
  const live = page.waitForResponse(/\/events$/);
  await page.goto(address);
  expect((await live).status()).toBe(200);
}

/** What arrives on the page's streams of events from now on: `conn_1 expired`. */
export async function hearEvents(page: Page): Promise<readonly string[]> {
  const messages: string[] = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.eventSourceMessageReceived", ({ data }) => {
    const { connectionId, status } = JSON.parse(data) as { connectionId: string; status: string };
    messages.push(`${connectionId} ${status}`);
  });
  return messages;
}

/** Everything that a script of the page, or whoever looks at its source, could read; fields with what is typed in them. */
export const readable = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const found: unknown[] = [location.href, history.state, window.name, document.cookie, document.title];
    found.push(
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      performance.getEntries().map(({ name }) => name),
    );
    const visit = (root: Document | ShadowRoot) => {
      found.push(root instanceof Document ? root.documentElement.outerHTML : root.innerHTML);
      for (const each of root.querySelectorAll("*")) {
        if ("value" in each) found.push(each.value);
        if (each.shadowRoot) visit(each.shadowRoot);
      }
    };
    visit(document);
    return JSON.stringify(found);
  });

/** What an element has told of its status: `active > expired by push`. */
export const changes = ({ heard }: Host, id: string): string[] =>
  heard
    .filter((event) => event.type === "status-change" && event.id === id)
    .map(({ detail }) => `${String(detail.previousStatus)} > ${String(detail.status)} by ${String(detail.cause)}`);

/** The one event of a kind that an element has told. */
export async function only(host: Host, id: string, type: string): Promise<Readonly<Record<string, unknown>>> {
  const own = () => host.heard.filter((event) => event.id === id && event.type === type);
  await expect.poll(() => own().length, { message: `${type} of ${id}`, intervals: [25] }).toBe(1);
  return own()[0]!.detail;
}

export { expect, Host, base as test };
