/** What a status shows of a host that answers in other ways than it should (the pace of retries is tested without a browser). */
import type { Intercept } from "../support/site.js";
import {
  accountPage,
  badge,
  changes,
  expect,
  list,
  only,
  press,
  readable,
  reads,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { answering, hanging } from "./support/answers.js";
import { allow } from "./support/hosted.js";

const id = "conn_asked";
const route = `/connections/${id}`;
const card = status("card", `connection-id="${id}" variant="card" actions="reconnect refresh invalidate"`);
const stale = "Couldn’t update. Showing the last known status.";

const refusals: readonly (readonly [name: string, code: string, intercept: Intercept])[] = [
  ["500", "server_error", answering(route, 500)],
  ["a login page instead of JSON", "bad_response", answering(route, 200, "<!doctype html><title>Sign in</title>")],
  ["a redirect to a login page", "bad_response", answering(route, 302, "", { location: "/login" })],
  ["another connection", "bad_response", answering(route, 200, { id: "conn_other", status: "active" })],
];

for (const [name, code, intercept] of refusals) {
  test(`${name}: says so once, and "Try again" shows the status`, async ({ host, page, site }) => {
    seed(site, { id });
    site.intercept = intercept;
    await page.clock.install({ time: Date.now() });
    await page.goto(site.page(accountPage(card)));
    const element = page.locator("#card");
    await expect(badge(element)).toHaveText("Status unavailable");
    expect(host.heard.filter(({ type }) => type === "error").map(({ detail }) => detail.code)).toEqual([code]);
    site.intercept = undefined;
    await press(element, "Try again");
    await expect(badge(element)).toHaveText("Active");
    expect(changes(host, "card")).toEqual(["loading > error by load", "error > active by refresh"]);
  });
}

test("nothing at all: gives up after 15 seconds, and takes the request back", async ({ host, page, site }) => {
  seed(site, { id });
  const { intercept, givenUp } = hanging(route);
  site.intercept = intercept;
  await page.clock.install({ time: 0 });
  await page.goto(site.page(accountPage(card)));
  await expect.poll(() => reads(site)).toBe(1);
  await page.clock.pauseAt(60_000);
  await expect.poll(givenUp).toBe(1);
  await expect(badge(page.locator("#card"))).toHaveText("Status unavailable");
  expect(host.heard.at(-1)?.detail).toMatchObject({ code: "timeout", retryable: true });
});

test("slow: the place is held while the answer is on its way, and whoever comes meanwhile waits for the same one", async ({
  page,
  site,
}) => {
  const late: (() => void)[] = [];
  const body = JSON.stringify(seed(site, { id }));
  site.intercept = (request, response) => {
    if (!request.url?.endsWith(route)) return false;
    late.push(() => response.writeHead(200, { "content-type": "application/json" }).end(body));
    return true;
  };
  await page.goto(site.page(accountPage(card)));
  await expect.poll(() => late.length).toBe(1);
  const element = page.locator("#card");
  await expect(element.locator("[part=base]")).toHaveAttribute("aria-busy", "true");
  await expect(badge(element)).toHaveText("Loading status");
  await page.evaluate(() => document.body.append(document.querySelector("#card")?.cloneNode() ?? ""));
  await expect(badge(element)).toHaveCount(2);
  late[0]?.();
  await expect(badge(element)).toHaveText(["Active", "Active"]);
  expect(reads(site)).toBe(1);
});

test("500 after a good answer: the last known status stays, marked as old, until there is a fresh one", async ({
  host,
  page,
  site,
}) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await page.goto(site.page(accountPage(card)));
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Active");
  site.intercept = answering(route, 503);
  await press(element, "Refresh");
  await expect(element).toContainText(stale);
  await expect(badge(element)).toHaveText("Active");
  site.intercept = undefined;
  // By itself, within the pause after a first failure.
  await page.clock.runFor(2_000);
  await expect(element).not.toContainText(stale);
  expect(changes(host, "card")).toEqual(["loading > active by load"]);
});

test("429: the host is left alone for as long as it wants", async ({ page, site }) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" variant="card" refresh="10"`))));
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Active");
  site.intercept = answering(route, 429, { code: "rate_limited", message: "" }, { "retry-after": "40" });
  await page.clock.pauseAt(Date.now() + 11_000);
  await expect(element).toContainText(stale);
  site.intercept = undefined;
  expect(reads(site)).toBe(2);
  await page.clock.runFor(38_000);
  expect(reads(site)).toBe(2);
  await page.clock.runFor(3_000);
  await expect(element).not.toContainText(stale);
  expect(reads(site)).toBe(3);
});

test("an answer from before an action does not undo what the action has shown", async ({ host, page, site }) => {
  const before = seed(site, { id });
  await page.goto(site.page(accountPage(card)));
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Active");
  let answer: (() => void) | undefined;
  site.intercept = (request, response) => {
    if (request.method !== "GET" || !request.url?.endsWith(route)) return false;
    answer = () => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(before));
    return true;
  };
  await press(element, "Refresh");
  await expect.poll(() => answer).toBeTruthy();
  await press(element, "End session");
  await element.locator("[part~=confirm-yes]").click();
  await expect(badge(element)).toHaveText("Reconnect needed");
  const read = page.waitForResponse(/conn_asked$/);
  answer?.();
  await (await read).finished();
  await expect(element.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(badge(element)).toHaveText("Reconnect needed");
  expect(changes(host, "card").slice(1)).toEqual([expect.stringMatching(/^active > expired by (action|push)$/)]);
});

for (const refusal of [401, 403]) {
  test(`${refusal} between two polls: nothing of what was shown is left anywhere`, async ({ host, page, site }) => {
    seed(site, { id });
    await page.clock.install({ time: Date.now() });
    const polled = status("card", `connection-id="${id}" variant="card" refresh="10"`);
    await page.goto(site.page(accountPage(polled, status("newest"), list())));
    await expect(page.locator("#list [part=name]")).toHaveText(user.name);
    const element = page.locator("#card");
    await expect(element).toContainText(user.name);
    expect((await readable(page)).includes(user.username)).toBe(true);
    site.intercept = (_request, response) => {
      response.writeHead(refusal).end();
      return true;
    };
    await page.clock.runFor(10_000);
    await expect(badge(element)).toHaveText("Status unavailable");
    await expect(badge(page.locator("#newest"))).toHaveText("Status unavailable");
    await expect(page.locator("#list [part=error]")).toBeVisible();
    const left = await readable(page);
    for (const word of [user.username, user.name]) expect(left.includes(word), word).toBe(false);
    const { detail } = host.heard.filter(({ type }) => type === "error")[0]!;
    expect(detail.code).toBe(refusal === 401 ? "unauthorized" : "forbidden");
  });
}

/** Answers `GET connections?ids=` as a host that knows nothing of it. */
const withoutIds: readonly (readonly [name: string, intercept: Intercept])[] = [
  [
    "refuses",
    (request, response) => {
      if (!request.url?.includes("?ids=")) return false;
      response.writeHead(400).end();
      return true;
    },
  ],
  [
    "overlooks",
    (request, response) => {
      if (!request.url?.includes("?ids=")) return false;
      const list = [{ id: "conn_newest", status: "expired" }];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ list, hasMore: true }));
      return true;
    },
  ],
];

for (const [name, intercept] of withoutIds) {
  test(`a host that ${name} several ids is asked one by one`, async ({ page, site }) => {
    const ids = Array.from({ length: 6 }, (_, index) => `conn_${index}`);
    for (const each of ids) seed(site, { id: each });
    site.intercept = intercept;
    await page.goto(site.page(accountPage(...ids.map((each) => status(each, `connection-id="${each}"`)))));
    await expect(badge(page.locator("ofauth-connection-status"))).toHaveText(ids.map(() => "Active"));
    const single = site.requests.filter((request) => request.startsWith("GET /connections/"));
    expect(single.toSorted()).toEqual(ids.map((each) => `GET /connections/${each}`));
    expect(reads(site)).toBe(ids.length + 1);
  });
}

test("a host with nothing but link/init: a status that is given its connection needs no more", async ({
  host,
  page,
  site,
}) => {
  const given = seed(site, { id, status: "expired" });
  site.intercept = (request, response) => {
    if (request.url?.endsWith("/link/init")) return false;
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    return true;
  };
  await page.goto(site.page(accountPage(status("card", `variant="card"`), status("asking"))));
  await page.evaluate((connection) => {
    const element = document.querySelector("ofauth-connection-status");
    if (element) element.connection = connection;
  }, given);
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Reconnect needed");
  // Without one there is no such luck: the developer is told why.
  await expect(badge(page.locator("#asking"))).toHaveText("Status unavailable");
  expect(await only(host, "asking", "error")).toMatchObject({ code: "misconfigured", retryable: false });
  await press(element, "Reconnect");
  await allow(element.locator("iframe").contentFrame());
  expect(await only(host, "card", "success")).toMatchObject({ connectionId: id, reconnected: true, verified: false });
});
