import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { allow, cancel, eventNames, hostOrigin, logIn, next, queryOf, setupEmulator } from "./emulator-setup.js";

const minutes = 60_000;

describe("opening a session's page", () => {
  test("works with both paths of a session", async () => {
    const { start, open, steps } = setupEmulator();
    const path = await start();
    assert.deepEqual(eventNames((await open(path)).view), ["loaded", "sandbox_info"]);
    await steps(`/s${path}`, next);
    assert.equal((await open(`/s${path}`)).view.screen, "login");
  });

  test("continues at the user's current step", async () => {
    const { start, open, steps } = setupEmulator();
    const path = await start();
    await steps(path, next, logIn("a@fan-otp.sandbox.com"));
    assert.equal((await open(path)).view.screen, "2fa");
  });

  test("restarts a cancelled flow, because only time ends a session", async () => {
    const { start, open, steps } = setupEmulator();
    const path = await start();
    await steps(path, next, cancel);
    assert.equal((await open(path)).view.screen, "pre-login");
  });

  test("shows an unknown session as invalid, without a callback URL", async () => {
    const { view } = await setupEmulator().open("/cs_unknown");
    assert.equal(view.screen, "invalid-session");
    assert.deepEqual(view.events, [{ event: "invalid_session" }]);
    assert.equal(view.callbackUrl, null);
  });

  test("shows an expired session as invalid, with the documented error in the callback URL", async () => {
    const { start, open, clock } = setupEmulator();
    const path = await start({ clientReferenceId: "user-1" });
    clock.now += 30 * minutes - 1;
    assert.equal((await open(path)).view.screen, "pre-login");
    clock.now += 1;
    const { view } = await open(path);
    assert.deepEqual(view.events, [{ event: "invalid_session" }]);
    assert.deepEqual(queryOf(view.callbackUrl), {
      page: "1",
      status: "error",
      error_code: "session_expired",
      client_reference_id: "user-1",
    });
  });

  test("shows a session that expires between two steps as invalid", async () => {
    const { start, steps, clock, emulator } = setupEmulator();
    const path = await start();
    await steps(path, next, logIn("a@fan.sandbox.com"));
    clock.now += 30 * minutes;
    assert.equal((await steps(path, allow)).screen, "invalid-session");
    assert.deepEqual(emulator.connections.list(), []);
  });

  test("shows a finished session as invalid, without its outcome", async () => {
    const { start, open, steps } = setupEmulator();
    const path = await start();
    await steps(path, next, logIn("a@fan.sandbox.com"), allow);
    const { view } = await open(path);
    assert.deepEqual([view.screen, view.callbackUrl], ["invalid-session", null]);
  });

  test("shows a session that was expired from outside as invalid", async () => {
    const { start, open, emulator } = setupEmulator();
    const path = await start();
    assert.equal(emulator.sessions.expire(path.slice(1)), true);
    assert.equal(emulator.sessions.expire("cs_unknown"), false);
    assert.equal((await open(path)).view.screen, "invalid-session");
  });

  test("leaves out client_reference_id if none was given at init", async () => {
    const { start, steps } = setupEmulator();
    const view = await steps(await start(), cancel);
    assert.equal("client_reference_id" in queryOf(view.callbackUrl), false);
  });
});

describe("the page's headers", () => {
  const policy = async (setup: ReturnType<typeof setupEmulator>, path: string) =>
    (await setup.open(path)).response.headers.get("content-security-policy");

  test("allow only the page's own assets, and embedding by the allowed origins", async () => {
    const setup = setupEmulator();
    assert.equal(
      await policy(setup, await setup.start()),
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        `frame-ancestors 'self' ${hostOrigin}; base-uri 'none'; form-action 'self'`,
    );
  });

  test("use the current settings of the session's client app", async () => {
    const setup = setupEmulator();
    const redirectUrls = ["https://second.example/cb"];
    setup.emulator.clientApps.register({ id: "app_second", redirectUrls });
    const path = await setup.start({ clientAppId: "app_second" });
    assert.match((await policy(setup, path)) ?? "", /frame-ancestors 'self';/);
    setup.emulator.clientApps.register({ id: "app_second", redirectUrls, allowedOrigins: ["http://localhost:5173"] });
    assert.match((await policy(setup, path)) ?? "", /frame-ancestors 'self' http:\/\/localhost:5173;/);
  });

  test("allow every known origin to embed an unknown session", async () => {
    const setup = setupEmulator();
    assert.match((await policy(setup, "/cs_unknown")) ?? "", /frame-ancestors 'self' https:\/\/host\.example;/);
  });

  test("prevent the session URL from leaking as a referrer", async () => {
    const { start, open } = setupEmulator();
    const { headers } = (await open(await start())).response;
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("set-cookie"), null);
  });
});

describe("the page's HTML", () => {
  const marker = `"'><img src=x onerror=alert(1)>&amp;</main><script>alert(2)</script>`;

  test("escapes all text from outside", async () => {
    const { emulator, start, request, steps, open } = setupEmulator();
    emulator.clientApps.register({
      id: "app_demo",
      name: marker,
      redirectUrls: ["https://host.example/cb"],
      permissions: [marker],
    });
    const path = await start({ clientReferenceId: marker });
    await steps(path, next, logIn(`${marker}@creator-otp.sandbox.com`));
    const html = await (await request(`${path}?theme=${encodeURIComponent(marker)}`)).text();
    assert.equal(html.includes("<img"), false);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.equal(html.match(/<\/main>/g)?.length, 1);
    assert.match(html, /data-theme="auto"/);
    const { view } = await open(path);
    assert.equal(JSON.stringify(view).includes("<img src=x"), true);
  });

  for (const [given, theme] of [
    ["light", "light"],
    ["dark", "dark"],
    ["auto", "auto"],
    ["pink", "auto"],
    ["", "auto"],
  ] as const) {
    test(`has the theme ${theme} for theme=${given}`, async () => {
      const { start, request } = setupEmulator();
      const html = await (await request(`${await start()}${given && `?theme=${given}`}`)).text();
      assert.match(html, new RegExp(`data-theme="${theme}"`));
    });
  }

  test("has no inline script and no inline style", async () => {
    const { start, request } = setupEmulator();
    const html = await (await request(await start())).text();
    assert.equal(/<style|\sstyle=|\son[a-z]+=/.test(html), false);
  });

  test("serves its scripts and stylesheet with the right types; no script writes HTML or posts to any origin", async () => {
    const { request } = setupEmulator();
    for (const [path, file] of [
      ["/assets/link-page.js", "page.js"],
      ["/assets/screens.js", "screens.js"],
    ] as const) {
      const script = await request(path);
      assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
      const source = await readFile(new URL(`../../src/emulator/hosted-page/${file}`, import.meta.url), "utf8");
      assert.equal(await script.text(), source);
      assert.equal(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|"\*"/.test(source), false);
    }
    const styles = await request("/assets/link-page.css");
    assert.match(styles.headers.get("content-type") ?? "", /^text\/css/);
  });
});
