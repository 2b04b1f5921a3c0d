/** What a status element shows when the host answers unexpectedly. Retry intervals are tested without a browser. */
import type { Intercept } from "../support/site.js";
import {
  accountPage,
  badge,
  statusChanges,
  expect,
  list,
  onlyEvent,
  press,
  readable,
  readCount,
  seed,
  status,
  test,
  user,
} from "./support/accounts.js";
import { respondWith, neverRespond } from "./support/answers.js";
import { connectAccount } from "./support/hosted.js";

const id = "conn_asked";
const route = `/connections/${id}`;
const card = status("card", `connection-id="${id}" variant="card" actions="reconnect refresh invalidate"`);
const stale = "Couldn’t update. Showing the last known status.";

const badAnswers: readonly (readonly [name: string, code: string, intercept: Intercept])[] = [
  ["500", "server_error", respondWith(route, 500)],
  ["a login page instead of JSON", "bad_response", respondWith(route, 200, "<!doctype html><title>Sign in</title>")],
  ["a redirect to a login page", "bad_response", respondWith(route, 302, "", { location: "/login" })],
  ["another connection", "bad_response", respondWith(route, 200, { id: "conn_other", status: "active" })],
];

for (const [name, code, intercept] of badAnswers) {
  test(`reports ${code} once when the host answers with ${name}, and "Try again" shows the status`, async ({
    host,
    page,
    site,
  }) => {
    seed(site, { id });
    site.intercept = intercept;
    await page.clock.install({ time: Date.now() });
    await page.goto(site.page(accountPage(card)));
    const element = page.locator("#card");
    await expect(badge(element)).toHaveText("Status unavailable");
    expect(host.events.filter(({ type }) => type === "error").map(({ detail }) => detail.code)).toEqual([code]);
    site.intercept = undefined;
    await press(element, "Try again");
    await expect(badge(element)).toHaveText("Active");
    expect(statusChanges(host, "card")).toEqual(["loading > error by load", "error > active by refresh"]);
  });
}

test("fails with timeout after 15 s without an answer, and aborts the request", async ({ host, page, site }) => {
  seed(site, { id });
  const { intercept, abortedCount } = neverRespond(route);
  site.intercept = intercept;
  await page.clock.install({ time: 0 });
  await page.goto(site.page(accountPage(card)));
  await expect.poll(() => readCount(site)).toBe(1);
  await page.clock.pauseAt(60_000);
  await expect.poll(abortedCount).toBe(1);
  await expect(badge(page.locator("#card"))).toHaveText("Status unavailable");
  expect(host.events.at(-1)?.detail).toMatchObject({ code: "timeout", retryable: true });
});

test("shows a placeholder while a slow answer is pending, and a second element waits for the same answer", async ({
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
  expect(readCount(site)).toBe(1);
});

test("keeps showing the last known status, marked as stale, after a 503 until a refetch succeeds", async ({
  host,
  page,
  site,
}) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await page.goto(site.page(accountPage(card)));
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Active");
  site.intercept = respondWith(route, 503);
  await press(element, "Refresh");
  await expect(element).toContainText(stale);
  await expect(badge(element)).toHaveText("Active");
  site.intercept = undefined;
  // Refetches automatically, within the pause after a first failure.
  await page.clock.runFor(2_000);
  await expect(element).not.toContainText(stale);
  expect(statusChanges(host, "card")).toEqual(["loading > active by load"]);
});

test("sends no request after a 429 until Retry-After has passed", async ({ page, site }) => {
  seed(site, { id });
  await page.clock.install({ time: Date.now() });
  await page.goto(site.page(accountPage(status("card", `connection-id="${id}" variant="card" refresh="10"`))));
  const element = page.locator("#card");
  await expect(badge(element)).toHaveText("Active");
  site.intercept = respondWith(route, 429, { code: "rate_limited", message: "" }, { "retry-after": "40" });
  await page.clock.pauseAt(Date.now() + 11_000);
  await expect(element).toContainText(stale);
  site.intercept = undefined;
  expect(readCount(site)).toBe(2);
  await page.clock.runFor(38_000);
  expect(readCount(site)).toBe(2);
  await page.clock.runFor(3_000);
  await expect(element).not.toContainText(stale);
  expect(readCount(site)).toBe(3);
});

test("ignores an answer to a request from before an action", async ({ host, page, site }) => {
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
  expect(statusChanges(host, "card").slice(1)).toEqual([expect.stringMatching(/^active > expired by (action|push)$/)]);
});

for (const httpStatus of [401, 403]) {
  test(`clears everything that was shown when a poll answers ${httpStatus}`, async ({ host, page, site }) => {
    seed(site, { id });
    await page.clock.install({ time: Date.now() });
    const polled = status("card", `connection-id="${id}" variant="card" refresh="10"`);
    await page.goto(site.page(accountPage(polled, status("newest"), list())));
    await expect(page.locator("#list [part=name]")).toHaveText(user.name);
    const element = page.locator("#card");
    await expect(element).toContainText(user.name);
    expect((await readable(page)).includes(user.username)).toBe(true);
    site.intercept = (_request, response) => {
      response.writeHead(httpStatus).end();
      return true;
    };
    await page.clock.runFor(10_000);
    await expect(badge(element)).toHaveText("Status unavailable");
    await expect(badge(page.locator("#newest"))).toHaveText("Status unavailable");
    await expect(page.locator("#list [part=error]")).toBeVisible();
    const left = await readable(page);
    for (const word of [user.username, user.name]) expect(left.includes(word), word).toBe(false);
    const { detail } = host.events.filter(({ type }) => type === "error")[0]!;
    expect(detail.code).toBe(httpStatus === 401 ? "unauthorized" : "forbidden");
  });
}

/** Answers `GET connections?ids=` as a host does that does not support `ids`. */
const withoutIds: readonly (readonly [name: string, intercept: Intercept])[] = [
  [
    "rejects",
    (request, response) => {
      if (!request.url?.includes("?ids=")) return false;
      response.writeHead(400).end();
      return true;
    },
  ],
  [
    "ignores",
    (request, response) => {
      if (!request.url?.includes("?ids=")) return false;
      const list = [{ id: "conn_newest", status: "expired" }];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ list, hasMore: true }));
      return true;
    },
  ],
];

for (const [name, intercept] of withoutIds) {
  test(`requests connections one by one from a host that ${name} several ids`, async ({ page, site }) => {
    const ids = Array.from({ length: 6 }, (_, index) => `conn_${index}`);
    for (const each of ids) seed(site, { id: each });
    site.intercept = intercept;
    await page.goto(site.page(accountPage(...ids.map((each) => status(each, `connection-id="${each}"`)))));
    await expect(badge(page.locator("ofauth-connection-status"))).toHaveText(ids.map(() => "Active"));
    const single = site.requests.filter((request) => request.startsWith("GET /connections/"));
    expect(single.toSorted()).toEqual(ids.map((each) => `GET /connections/${each}`));
    expect(readCount(site)).toBe(ids.length + 1);
  });
}

test("a status with a given connection needs no route but link/init", async ({ host, page, site }) => {
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
  // A status without a given connection fails, and its error tells the developer why.
  await expect(badge(page.locator("#asking"))).toHaveText("Status unavailable");
  expect(await onlyEvent(host, "asking", "error")).toMatchObject({ code: "misconfigured", retryable: false });
  await press(element, "Reconnect");
  await connectAccount(element.locator("iframe").contentFrame());
  expect(await onlyEvent(host, "card", "success")).toMatchObject({
    connectionId: id,
    reconnected: true,
    verified: false,
  });
});
