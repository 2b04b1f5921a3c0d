import { allow, press, windowOf } from "./support/hosted.js";
import { expect, test } from "./support/host.js";
import { elementPage, type Site } from "../support/site.js";

const beginning = ["before-open embed", "idle > starting", "starting > opening", "open embed"];
const expired = ["opening > failed", "error session_expired", "close failed"];

/** A session as a host would make it that does not use our handler. */
async function sessionOf(site: Site): Promise<string> {
  const response = await fetch(`${site.emulator.origin}/v2/link/init`, {
    method: "POST",
    headers: { apikey: "sk_sandbox_emulator", "content-type": "application/json" },
    body: "{}",
  });
  return ((await response.json()) as { url: string }).url;
}

test("a session that the page does not know is replaced once, and the flow goes on", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "once" });
  await host.open();
  await host.button.click();
  await allow(host.frame);
  await host.ended();
  const [first, second] = site.emulator.emulator.sessions.list();
  expect(first?.id).not.toBe(second?.id);
  expect(host.inits()).toBe(2);
  const renewing = ["opening > starting", "starting > opening", "session-renewed", "opening > open", "load"];
  expect(host.story.slice(0, 9)).toEqual([...beginning, ...renewing]);
  expect(host.story.filter((words) => words.startsWith("open "))).toEqual(["open embed", "open > verifying"]);
  expect(host.story.at(-1)).toBe("close connected");
});

test("a second unknown session is not replaced: session_expired", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open();
  await host.button.click();
  const { detail } = await host.ended();
  expect(host.inits()).toBe(2);
  const renewing = ["opening > starting", "starting > opening", "session-renewed"];
  expect(host.story).toEqual([...beginning, ...renewing, ...expired]);
  expect(detail).toMatchObject({ retryable: true });
  await host.expectLetGo();
  await host.expectFocusOnButton();
  site.emulator.emulator.scenarios.reset();
  await host.action("Try again").click();
  await allow(host.frame);
  expect((await host.ended(2)).type).toBe("success");
});

test("a session that expires while the user works in it is replaced, and the flow starts over", async ({
  host,
  site,
}) => {
  await host.open();
  await host.button.click();
  await press(host.frame, "Continue");
  await expect(host.frame.getByLabel("E-mail")).toBeVisible();
  site.emulator.emulator.scenarios.set({ expireSessionsNow: true });
  await host.frame.getByLabel("E-mail").fill("ava@creator.sandbox.com");
  await press(host.frame, "Sign in");
  await allow(host.frame);
  expect((await host.ended()).detail).toMatchObject({ verified: true });
  expect(host.story).toContain("session-renewed");
});

test("with session-url nothing is asked for, and an unknown session fails at once", async ({ host, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open(`session-url="${await sessionOf(site)}"`);
  await host.button.click();
  await host.ended();
  expect(host.story).toEqual([...beginning, ...expired]);
  expect(site.requests).toEqual([]);
  await host.expectLetGo();
});

test("with session-url on a page without a backend the account is connected, unconfirmed", async ({ host, site }) => {
  site.intercept = (request, response) => {
    request.resume();
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    return true;
  };
  await host.open(`session-url="${await sessionOf(site)}"`);
  await host.button.click();
  await allow(host.frame);
  expect((await host.ended()).detail).toMatchObject({ verified: false, source: "embed" });
  expect(host.inits()).toBe(0);
});

test("createSession takes the place of the request, and gets what it needs", async ({ host, page, site }) => {
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
    await sessionOf(site),
  );
  await host.button.click();
  await expect(host.frame.getByRole("button", { name: "Continue" })).toBeVisible();
  const asked = await host.element.evaluate((element: HTMLElement & { asked?: unknown[] }) => element.asked);
  const [first] = host.heard;
  expect(asked).toEqual([
    { connectionId: "conn_old", mode: "embed", attemptId: first?.detail.attemptId, aborted: false },
  ]);
  expect(host.inits()).toBe(0);
});

test("a session URL on an origin that is not listed is not opened", async ({ host, context }) => {
  const strangers: string[] = [];
  await context.route("https://link.evil.test/**", (route) => {
    strangers.push(route.request().url());
    return route.abort();
  });
  await host.open(`session-url="https://link.evil.test/cs_1"`);
  await host.button.click();
  expect((await host.ended()).detail).toMatchObject({ code: "untrusted_url" });
  expect(strangers).toEqual([]);
});

test("a window whose session is unknown comes back with session_expired", async ({ host, page, site }) => {
  site.emulator.emulator.scenarios.set({ invalidSession: "always" });
  await host.open(`mode="popup"`);
  const popup = await windowOf(page, () => host.button.click());
  const closed = popup.isClosed() || popup.waitForEvent("close");
  expect((await host.ended()).detail).toMatchObject({ code: "session_expired", reason: "session_expired" });
  await closed;
});
