import { connectAccount, press, waitForPopup } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage, type Site } from "../support/site.js";

const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed"];
const expired = ["opening > failed", "error session_expired", "close failed"];

/** Creates a session as a host does without the package's server handler. */
async function createSession(site: Site): Promise<string> {
  const response = await fetch(`${site.emulator.origin}/v2/link/init`, {
    method: "POST",
    headers: { apikey: "sk_sandbox_emulator", "content-type": "application/json" },
    body: "{}",
  });
  return ((await response.json()) as { url: string }).url;
}

test("a session that OFAuth's page rejects is replaced once, and the flow continues", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "once" });
  await host.open();
  await host.button.click();
  await connectAccount(host.frame);
  await host.waitForEnd();
  const [first, second] = site.emulator.emulator.sessions.list();
  expect(first?.id).not.toBe(second?.id);
  expect(host.initCount()).toBe(2);
  const renewing = ["opening > starting", "starting > opening", "session-renewed", "opening > open", "load"];
  expect(host.eventLog.slice(0, 9)).toEqual([...beginning, ...renewing]);
  expect(host.eventLog.filter((line) => line.startsWith("open "))).toEqual(["open embed", "open > verifying"]);
  expect(host.eventLog.at(-1)).toBe("close connected");
});

test("fails with session_expired when the second session is rejected as well", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open();
  await host.button.click();
  const { detail } = await host.waitForEnd();
  expect(host.initCount()).toBe(2);
  const renewing = ["opening > starting", "starting > opening", "session-renewed"];
  expect(host.eventLog).toEqual([...beginning, ...renewing, ...expired]);
  expect(detail).toMatchObject({ retryable: true });
  await host.expectCleanedUp();
  await host.expectFocusOnButton();
  site.emulator.emulator.scenarios.reset();
  await host.action("Try again").click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd(2)).type).toBe("success");
});

test("a session that expires while the user types is replaced, and the flow starts over", async ({ host, site }) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await expect(host.frame.getByLabel("E-mail")).toBeVisible();
  site.emulator.emulator.scenarios.set({ expireSessionsNow: true });
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await press(host.frame, "Sign in");
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: true });
  expect(host.eventLog).toContain("session-renewed");
});

test("with session-url no session is requested, and a rejected session fails at once", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open(`session-url="${await createSession(site)}"`);
  await host.button.click();
  await host.waitForEnd();
  expect(host.eventLog).toEqual([...beginning, ...expired]);
  expect(site.requests).toEqual([]);
  await host.expectCleanedUp();
});

test("with session-url and without a backend the account is connected but unconfirmed", async ({ host, site }) => {
  site.intercept = (request, response) => {
    request.resume();
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    return true;
  };
  await host.open(`session-url="${await createSession(site)}"`);
  await host.button.click();
  await connectAccount(host.frame);
  expect((await host.waitForEnd()).detail).toMatchObject({ verified: false, source: "embed" });
  expect(host.initCount()).toBe(0);
});

test("createSession replaces the request, and receives the attempt's parameters", async ({ host, page, site }) => {
  await page.goto(site.page(elementPage(`connection-id="conn_old"`)));
  await page.evaluate(
    (url) => {
      const element = document.querySelector("#connect") as HTMLElement & { createSession: unknown; asked: unknown[] };
      element.asked = [];
      element.createSession = ({ signal, ...rest }: { signal: AbortSignal }) => {
        element.asked.push({ ...rest, aborted: signal.aborted });
        return Promise.resolve({ mode: "hosted", url });
      };
    },
    await createSession(site),
  );
  await host.button.click();
  await expect(host.frame.getByRole("button", { name: "Continue" })).toBeVisible();
  const asked = await host.element.evaluate((element: HTMLElement & { asked?: unknown[] }) => element.asked);
  const [first] = host.events;
  expect(asked).toEqual([
    { connectionId: "conn_old", mode: "embed", attemptId: first?.detail.attemptId, aborted: false },
  ]);
  expect(host.initCount()).toBe(0);
});

test("does not open a session URL on an origin that is not listed", async ({ host, context }) => {
  const strangers: string[] = [];
  await context.route("https://link.evil.test/**", (route) => {
    strangers.push(route.request().url());
    return route.abort();
  });
  await host.open(`session-url="https://link.evil.test/cs_1"`);
  await host.button.click();
  expect((await host.waitForEnd()).detail).toMatchObject({ code: "untrusted_url" });
  expect(strangers).toEqual([]);
});

test("a popup whose session is rejected fails with session_expired", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open(`mode="popup"`);
  const popup = await waitForPopup(page, () => host.button.click());
  const closed = popup.isClosed() || popup.waitForEvent("close");
  expect((await host.waitForEnd()).detail).toMatchObject({ code: "session_expired", reason: "session_expired" });
  await closed;
});
