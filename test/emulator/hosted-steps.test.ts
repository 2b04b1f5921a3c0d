import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parsePageMessage } from "../../src/protocol/page-messages.js";
import { parseCallbackUrl } from "../../src/protocol/callback-url.js";
import { sandboxAccounts } from "../../src/emulator/index.js";
import {
  allow,
  cancel,
  code,
  eventNames,
  logIn,
  metadataOf,
  next,
  queryOf,
  setupEmulator,
  type Step,
} from "./emulator-setup.js";

for (const { id, domain, otpCode } of sandboxAccounts) {
  const identifier = `ava@${domain}`;
  const toAuthorization: Step[] = [next, logIn(identifier), ...(otpCode ? [code()] : [])];

  describe(`the sandbox account ${id}`, () => {
    test("passes its screens and gets connected", async () => {
      const { start, steps, open, emulator } = setupEmulator();
      const path = await start({ clientReferenceId: "user 1" });
      const screens = [(await open(path)).view.screen];
      for (const step of [...toAuthorization, allow]) screens.push((await steps(path, step)).screen);
      const expected = ["pre-login", "login", ...(otpCode ? ["2fa"] : []), "authorization", "success"];
      assert.deepEqual(screens, expected);
      assert.equal(emulator.connections.list().length, 1);
    });

    test("reports success as documented, in the message and in the callback URL", async () => {
      const { start, steps, emulator } = setupEmulator();
      const view = await steps(await start({ clientReferenceId: "user 1" }), ...toAuthorization, allow);
      const [connection] = emulator.connections.list();
      assert.deepEqual(eventNames(view), ["sandbox_info", "success"]);
      assert.deepEqual(metadataOf(view, "success"), {
        connection: { id: connection?.id, userData: connection?.userData },
        successUrl: view.callbackUrl,
        redirect: false,
        user: connection?.userData,
      });
      assert.deepEqual(queryOf(view.callbackUrl), {
        page: "1",
        status: "success",
        connection_id: connection?.id,
        client_reference_id: "user 1",
      });
      assert.equal(parseCallbackUrl(view.callbackUrl ?? "")?.outcome, "success");
    });

    test("rejects a wrong password, and ends the flow after three", async () => {
      const { start, steps, emulator } = setupEmulator();
      const path = await start();
      const wrong = logIn(identifier, "password");
      const first = await steps(path, next, wrong);
      assert.deepEqual([first.screen, first.notice?.field], ["login", "password"]);
      assert.match(first.notice?.text ?? "", /2 tries left/);
      const last = await steps(path, wrong, wrong);
      assert.equal(last.screen, "error");
      assert.deepEqual(metadataOf(last, "exit"), {
        type: "error",
        step: "error",
        error: { error_type: "invalid_credentials", error_message: last.message },
      });
      assert.deepEqual(queryOf(last.callbackUrl), { page: "1", status: "error", error_code: "invalid_credentials" });
      assert.deepEqual(emulator.connections.list(), []);
    });

    test("can be cancelled at every step", async () => {
      for (let taken = 0; taken <= toAuthorization.length; taken += 1) {
        const { start, open, steps, emulator } = setupEmulator();
        const path = await start({ clientReferenceId: "user 1" });
        const opened = (await open(path)).view;
        const before = taken === 0 ? opened : await steps(path, ...toAuthorization.slice(0, taken));
        const view = await steps(path, cancel);
        assert.equal(view.screen, "cancelled");
        assert.deepEqual(view.events, [
          { event: "exit", metadata: { type: "user_exit", step: before.screen, error: null } },
        ]);
        assert.deepEqual(queryOf(view.callbackUrl), {
          page: "1",
          status: "cancelled",
          step: before.screen,
          client_reference_id: "user 1",
        });
        assert.deepEqual(emulator.connections.list(), []);
      }
    });

    if (!otpCode) return;
    test("rejects a wrong code, and ends the flow after three", async () => {
      const { start, steps } = setupEmulator();
      const path = await start();
      const first = await steps(path, next, logIn(identifier), code("000000"));
      assert.deepEqual([first.screen, first.notice?.field], ["2fa", "code"]);
      const empty = await steps(path, code(" "));
      assert.equal(empty.screen, "2fa");
      const last = await steps(path, code("1"), code("2"));
      assert.equal(last.screen, "error");
      assert.equal(queryOf(last.callbackUrl).error_code, "2fa_failed");
    });

    test("accepts its code with spaces, also after a wrong one", async () => {
      const { start, steps } = setupEmulator();
      const view = await steps(await start(), next, logIn(identifier), code("1"), code("123 456"));
      assert.equal(view.screen, "authorization");
    });
  });
}

describe("the login screen", () => {
  const refused: [string, Step, string, RegExp][] = [
    ["an empty form", logIn("", ""), "identifier", /e-mail/],
    ["no password", logIn("a@creator.sandbox.com", ""), "password", /password/],
    ["another domain", logIn("a@example.com"), "identifier", /creator\.sandbox\.com, creator-otp\.sandbox\.com/],
    ["a domain with the same ending", logIn("a@evil-creator.sandbox.com"), "identifier", /sandbox/],
    ["a name without a domain", logIn("ava"), "identifier", /sandbox/],
    ["a domain without a name", logIn("@creator.sandbox.com"), "identifier", /sandbox/],
    ["fields of the wrong kind", { action: "login", identifier: 1, password: [] }, "identifier", /e-mail/],
  ];
  for (const [name, step, field, text] of refused) {
    test(`rejects ${name}, and does not count it as a wrong password`, async () => {
      const { start, steps } = setupEmulator();
      const view = await steps(await start(), next, step, step, step, step);
      assert.equal(view.screen, "login");
      assert.equal(view.notice?.field, field);
      assert.match(view.notice?.text ?? "", text);
    });
  }

  test("accepts any name at a sandbox domain", async () => {
    for (const name of ["a", "A.B+c", "é", `"><b>`, "a@b"]) {
      const { start, steps } = setupEmulator();
      const view = await steps(await start(), next, logIn(`${name}@FAN.sandbox.com`));
      assert.equal(view.screen, "authorization", name);
    }
  });
});

describe("steps that do not belong to the current screen", () => {
  test("change nothing", async () => {
    const { start, steps, emulator } = setupEmulator();
    const path = await start();
    assert.equal((await steps(path, allow)).screen, "pre-login");
    assert.equal((await steps(path, next, next, code(), allow)).screen, "login");
    assert.deepEqual(emulator.connections.list(), []);
  });

  test("do not create a second connection with a second Allow", async () => {
    const { start, steps, emulator } = setupEmulator();
    const view = await steps(await start(), next, logIn("a@fan.sandbox.com"), allow, allow, cancel);
    assert.equal(view.screen, "success");
    assert.equal(emulator.connections.list().length, 1);
  });

  for (const [name, body] of [
    ["an unknown action", { action: "jump" }],
    ["no action", {}],
    ["a body that is not JSON", "{"],
    ["null", "null"],
  ] as const) {
    test(`are rejected with ${name}`, async () => {
      const { start, json } = setupEmulator();
      assert.equal((await json(`${await start()}/step`, body)).status, 400);
    });
  }

  test("cannot be sent by a form", async () => {
    const { start, request } = setupEmulator();
    const body = JSON.stringify(next);
    const headers = { "content-type": "text/plain" };
    assert.equal((await request(`${await start()}/step`, { method: "POST", headers, body })).status, 400);
  });
});

describe("sandbox_info", () => {
  test("contains the current screen, the accounts and the one in use", async () => {
    const { start, open, steps } = setupEmulator();
    const path = await start();
    const seen = [(await open(path)).view];
    for (const step of [next, logIn("a@creator-otp.sandbox.com"), code(), allow]) seen.push(await steps(path, step));
    const infos = seen.map((view) => {
      const message = parsePageMessage({
        type: "OFAUTH_LINK",
        event: "sandbox_info",
        metadata: metadataOf(view, "sandbox_info"),
      });
      assert.ok(message?.event === "sandbox_info");
      return message.info;
    });
    assert.deepEqual(
      infos.map(({ currentScreen }) => currentScreen),
      ["pre-login", "login", "otp", "authorization", "success"],
    );
    assert.deepEqual(
      infos.map(({ activeScenarioId }) => activeScenarioId),
      [undefined, undefined, "creator-otp", "creator-otp", "creator-otp"],
    );
    assert.deepEqual(infos[0]?.scenarios[1], {
      id: "creator-otp",
      accountType: "creator",
      loginType: "app_otp",
      password: "good-password",
      otpCode: "123456",
    });
  });

  test("is not posted for live sessions", async () => {
    const { start, open } = setupEmulator({ apiKeys: ["sk_live_1"] });
    assert.deepEqual(eventNames((await open(await start({}, "sk_live_1"))).view), ["loaded"]);
  });
});
