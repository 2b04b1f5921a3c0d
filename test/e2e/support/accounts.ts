/** A host page with connected accounts: its elements, what they show, and the page's requests to the host. */
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

/** The OnlyFans user that signs in as `creator` on the hosted page. */
export const user = userFor(creator);
export const handle = `@${user.username}`;

/** Adds a connection of the site's default user to the emulator, before the page is loaded. */
export const seed = (site: Site, fields: Partial<Connection> = {}): Connection =>
  site.emulator.emulator.connections.seed({ clientReferenceId: "ava", userData: user, ...fields });

/** Returns how many requests for connections the page has sent. */
export const readCount = ({ requests }: Site): number =>
  requests.filter((request) => request.startsWith("GET /connections")).length;

/** Returns a function that counts the open event streams. */
export function countStreams(site: Site): () => number {
  let open = 0;
  site.intercept = (request, response) => {
    if (!request.url?.endsWith("/events")) return false;
    open++;
    response.on("close", () => open--);
    return false;
  };
  return () => open;
}

/** Makes the page hidden or visible, as far as scripts can see. */
export const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, value });
    Object.defineProperty(document, "visibilityState", { configurable: true, value: value ? "hidden" : "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

export const badge = (place: Locator): Locator => place.locator("[part=badge] [part=text]");

export const press = (place: Locator, name: string): Promise<void> =>
  place.getByRole("button", { name, exact: true }).click();

/** Presses a destructive action and confirms it. */
export async function confirm(place: Locator, name: string): Promise<void> {
  await press(place, name);
  await place.locator("[part~=confirm-yes]").click();
}

/** Opens a page, and waits until its event stream is open. */
export async function openLive(page: Page, address: string): Promise<void> {
  const live = page.waitForResponse(/\/events$/);
  await page.goto(address);
  expect((await live).status()).toBe(200);
}

/** Records the messages that arrive on the page's event streams from now on: `conn_1 expired`. */
export async function recordEventStream(page: Page): Promise<readonly string[]> {
  const messages: string[] = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.eventSourceMessageReceived", ({ data }) => {
    const { connectionId, status } = JSON.parse(data) as { connectionId: string; status: string };
    messages.push(`${connectionId} ${status}`);
  });
  return messages;
}

/** Returns everything that a script of the page, or a reader of its source, can read, including the values of fields. */
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

/** Returns the status changes that an element has emitted: `active > expired by push`. */
export const statusChanges = ({ events }: Host, id: string): string[] =>
  events
    .filter((event) => event.type === "status-change" && event.id === id)
    .map(({ detail }) => `${String(detail.previousStatus)} > ${String(detail.status)} by ${String(detail.cause)}`);

/** Waits for an element's event of the type, expects that it is the only one, and returns its detail. */
export async function onlyEvent(host: Host, id: string, type: string): Promise<Readonly<Record<string, unknown>>> {
  const own = () => host.events.filter((event) => event.id === id && event.type === type);
  await expect.poll(() => own().length, { message: `${type} of ${id}`, intervals: [25] }).toBe(1);
  return own()[0]!.detail;
}

export { expect, Host, base as test };
