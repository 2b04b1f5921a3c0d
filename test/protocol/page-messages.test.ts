// oxlint-disable no-script-url -- hostile messages are what is tested
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exitRequest, parsePageMessage } from "../../src/protocol/page-messages.js";
import { assertUnpolluted, withOwnProto } from "../support/http-errors.js";

function setup() {
  const userData = { id: "7", name: "Ada", username: "ada", avatar: "https://cdn.example/a.png" };
  const success = {
    connection: { id: "conn_1", userData },
    successUrl: "https://h.test/",
    redirect: false,
    user: userData,
  };
  const scenario = {
    id: "creator-otp",
    accountType: "creator",
    loginType: "app_otp",
    password: "good-password",
    otpCode: "123456",
  };
  return {
    userData,
    success,
    scenario,
    /** As it arrives: a structured clone, never the sender's own object. */
    say: (event: unknown, metadata?: unknown) =>
      parsePageMessage(structuredClone({ type: "OFAUTH_LINK", event, ...(metadata !== undefined && { metadata }) })),
    hear: (data: unknown) => parsePageMessage(structuredClone(data)),
  };
}

const valid = { type: "OFAUTH_LINK", event: "loaded" };

describe("parsePageMessage", () => {
  test("accepts loaded and invalid_session with and without metadata", () => {
    const { say } = setup();
    for (const event of ["loaded", "invalid_session"]) {
      for (const metadata of [undefined, null, {}, [], "x"]) assert.deepEqual(say(event, metadata), { event });
    }
  });

  test("keeps the connection id and the profile of a success, and no URL", () => {
    const { say, success, userData } = setup();
    assert.deepEqual(say("success", { ...success, redirect: true, successUrl: "javascript:alert(1)" }), {
      event: "success",
      connectionId: "conn_1",
      userData,
    });
  });

  test("reads the profile of an older page from user", () => {
    const { say, userData } = setup();
    const message = say("success", { connection: { id: "conn_1" }, user: userData });
    assert.deepEqual(message, { event: "success", connectionId: "conn_1", userData });
  });

  test("accepts a success without a profile, or with a malformed one", () => {
    const { say } = setup();
    for (const userData of [undefined, null, "Ada", [], 7, {}, { name: 7 }]) {
      const message = say("success", { connection: { id: "conn_1", userData } });
      assert.deepEqual(message, { event: "success", connectionId: "conn_1", userData: null });
    }
  });

  test("cleans the profile of a success", () => {
    const { say } = setup();
    const userData = { id: "7", name: "\u202eAda\u0000", username: "<img onerror=x>", avatar: "javascript:alert(1)" };
    assert.deepEqual(say("success", { connection: { id: "conn_1", userData } }), {
      event: "success",
      connectionId: "conn_1",
      userData: { id: "7", name: "Ada", username: "<img onerror=x>", avatar: null },
    });
  });

  for (const [what, metadata] of [
    ["no metadata", undefined],
    ["metadata null", null],
    ["metadata as a list", [{ connection: { id: "conn_1" } }]],
    ["metadata as a string", '{"connection":{"id":"conn_1"}}'],
    ["metadata as a Map", new Map([["connection", { id: "conn_1" }]])],
    ["no connection", { user: { id: "7" } }],
    ["connection null", { connection: null }],
    ["connection as the id itself", { connection: "conn_1" }],
    ["no id", { connection: {} }],
    ["an empty id", { connection: { id: "" } }],
    ["only the prefix", { connection: { id: "conn_" } }],
    ["another prefix", { connection: { id: "cs_1" } }],
    ["the prefix in capitals", { connection: { id: "CONN_1" } }],
    ["a path in the id", { connection: { id: "conn_../../x" } }],
    ["a percent-encoded path in the id", { connection: { id: "conn_%2e%2e" } }],
    ["a query in the id", { connection: { id: "conn_1?x=1" } }],
    ["an id of 1 MB", { connection: { id: `conn_${"x".repeat(1_000_000)}` } }],
    ["an id one too long", { connection: { id: `conn_${"x".repeat(129)}` } }],
    ["a line break after the id", { connection: { id: "conn_1\n" } }],
    ["a line break in the id", { connection: { id: "conn_1\nconn_2" } }],
    ["a NUL in the id", { connection: { id: "conn_1\u0000" } }],
    ["a right-to-left override in the id", { connection: { id: "conn_\u202e1" } }],
    ["a space before the id", { connection: { id: " conn_1" } }],
    ["a letter beyond ASCII in the id", { connection: { id: "conn_\u00e4" } }],
    ["an id as a list", { connection: { id: ["conn_1"] } }],
    ["an id as a number", { connection: { id: 1 } }],
    ["an id as a String object", { connection: { id: new String("conn_1") } }],
    ["an id under __proto__", { connection: JSON.parse('{"__proto__":{"id":"conn_1"}}') as unknown }],
  ] as const) {
    test(`returns bad_success for ${what}`, () => {
      assert.deepEqual(setup().say("success", metadata), { event: "bad_success" });
      assertUnpolluted();
    });
  }

  test("accepts an id of the maximum length", () => {
    const id = `conn_${"x".repeat(128)}`;
    assert.deepEqual(setup().say("success", { connection: { id } }), {
      event: "success",
      connectionId: id,
      userData: null,
    });
  });

  test("keeps OFAuth's own strings of an exit, known or not, but not its error text", () => {
    const { say } = setup();
    const none = { step: undefined, errorType: undefined };
    assert.deepEqual(say("exit", { type: "user_exit", step: "2fa", error: null }), {
      event: "exit",
      ...none,
      type: "user_exit",
      step: "2fa",
    });
    assert.deepEqual(say("exit", { type: "forced_exit" }), { event: "exit", ...none, type: "forced_exit" });
    assert.deepEqual(say("exit", { type: "tomorrow", step: null }), { event: "exit", ...none, type: "tomorrow" });
    assert.deepEqual(say("exit", { type: "", step: "\u200b" }), { event: "exit", ...none, type: "" });
    assert.deepEqual(
      say("exit", {
        type: "error",
        step: "login",
        error: { error_type: "x_y", error_message: "<img src=x onerror=alert(1)>" },
      }),
      { event: "exit", type: "error", step: "login", errorType: "x_y" },
    );
  });

  test("cuts and cleans the strings of an exit", () => {
    const message = setup().say("exit", {
      type: "t".repeat(1000),
      step: `\u202e${"s".repeat(1000)}`,
      error: { error_type: `\u0000${"e".repeat(1000)}` },
    });
    assert.deepEqual(message, {
      event: "exit",
      type: "t".repeat(64),
      step: "s".repeat(200),
      errorType: "e".repeat(200),
    });
  });

  for (const [what, metadata] of [
    ["no metadata", undefined],
    ["metadata null", null],
    ["no type", { step: "login" }],
    ["type null", { type: null }],
    ["type as a list", { type: ["user_exit"] }],
    ["step as a number", { type: "user_exit", step: 2 }],
    ["step as an object", { type: "user_exit", step: {} }],
    ["error as a string", { type: "error", error: "x" }],
    ["an error without type", { type: "error", error: { error_message: "x" } }],
    ["an error type that is a number", { type: "error", error: { error_type: 5 } }],
    ["metadata as a Date", new Date(0)],
  ] as const) {
    test(`ignores an exit with ${what}`, () => {
      assert.equal(setup().say("exit", metadata), undefined);
    });
  }

  test("keeps the scenarios of sandbox_info", () => {
    const { say, scenario } = setup();
    const info = { scenarios: [scenario], activeScenarioId: "creator-otp", currentScreen: "otp" };
    assert.deepEqual(say("sandbox_info", info), { event: "sandbox_info", info });
    assert.deepEqual(say("sandbox_info", { scenarios: [{ ...scenario, otpCode: null }], activeScenarioId: null }), {
      event: "sandbox_info",
      info: { scenarios: [{ ...scenario, otpCode: undefined }], activeScenarioId: undefined, currentScreen: undefined },
    });
    assert.deepEqual(say("sandbox_info", { scenarios: [] }), {
      event: "sandbox_info",
      info: { scenarios: [], activeScenarioId: undefined, currentScreen: undefined },
    });
  });

  test("drops unknown fields of sandbox_info", () => {
    const { hear, scenario } = setup();
    const scenarios = [withOwnProto({ ...scenario, evil: 1 })];
    const message = hear({ ...valid, event: "sandbox_info", metadata: { scenarios, evil: 1 } });
    assert.ok(message?.event === "sandbox_info");
    assert.deepEqual(message.info.scenarios, [scenario]);
    assert.deepEqual(Object.keys(message.info), ["scenarios", "activeScenarioId", "currentScreen"]);
    assertUnpolluted();
  });

  for (const [what, metadata] of [
    ["no metadata", undefined],
    ["no scenarios", {}],
    ["scenarios as an object with length", { scenarios: { length: 1, 0: {} } }],
    ["51 scenarios", { scenarios: Array.from({ length: 51 }, () => setup().scenario) }],
    ["four thousand million empty places", { scenarios: Object.assign([], { length: 4_000_000_000 }) }],
    ["a scenario that is null", { scenarios: [null] }],
    ["a scenario without password", { scenarios: [{ ...setup().scenario, password: undefined }] }],
    ["a one-time code that is a number", { scenarios: [{ ...setup().scenario, otpCode: 123456 }] }],
    ["a screen that is an object", { scenarios: [], currentScreen: { toString: "otp" } }],
  ] as const) {
    test(`ignores sandbox_info with ${what}`, () => {
      assert.equal(setup().say("sandbox_info", metadata), undefined);
    });
  }
});

describe("parsePageMessage with other data", () => {
  const cyclic: Record<string, unknown> = { type: "OFAUTH_LINK" };
  cyclic["event"] = cyclic;
  for (const [what, data] of [
    ["null", null],
    ["undefined", undefined],
    ["0", 0],
    ["NaN", Number.NaN],
    ["true", true],
    ["a bigint", 10n],
    ["the type as a string", "OFAUTH_LINK"],
    ["a valid message as a JSON string", JSON.stringify(valid)],
    ["a valid message as a String object", new String(JSON.stringify(valid))],
    ["a list", []],
    ["a valid message in a list", [valid]],
    ["an empty object", {}],
    ["the type as a list", { ...valid, type: ["OFAUTH_LINK"] }],
    ["the type as a String object", { ...valid, type: new String("OFAUTH_LINK") }],
    ["the type in lower case", { ...valid, type: "ofauth_link" }],
    ["the type with a space", { ...valid, type: "OFAUTH_LINK " }],
    ["no type", { event: "loaded" }],
    ["the type under __proto__", JSON.parse('{"__proto__":{"type":"OFAUTH_LINK"},"event":"loaded"}') as unknown],
    ["no event", { type: "OFAUTH_LINK" }],
    ["event null", { ...valid, event: null }],
    ["event as an object", { ...valid, event: {} }],
    ["event as a list", { ...valid, event: ["loaded"] }],
    ["event as itself", cyclic],
    ["event constructor", { ...valid, event: "constructor" }],
    ["event toString", { ...valid, event: "toString" }],
    ["event __proto__", { ...valid, event: "__proto__" }],
    ["event hasOwnProperty", { ...valid, event: "hasOwnProperty" }],
    ["success with a space", { ...valid, event: "success " }],
    ["Success with a capital", { ...valid, event: "Success" }],
    ["bad_success, which is not an event of OFAuth", { ...valid, event: "bad_success" }],
    ["exit_requested, which only the parent sends", { ...valid, event: "exit_requested", force: true }],
    ["an unknown event", { ...valid, event: "face_check" }],
    ["a Map", new Map(Object.entries(valid))],
    ["a Set", new Set([valid])],
    ["a Date", new Date(0)],
    ["a RegExp", /OFAUTH_LINK/],
    ["an Error", new Error("OFAUTH_LINK")],
    ["a Blob", new Blob(["OFAUTH_LINK"])],
    ["an ArrayBuffer", new ArrayBuffer(8)],
    ["a typed array", new Uint8Array([1, 2])],
    ["a message of React's tools", { source: "react-devtools-bridge", payload: {} }],
    ["a message of webpack", { type: "webpackOk", data: "x" }],
  ] as const) {
    test(`ignores ${what}`, () => {
      assert.equal(setup().hear(data), undefined);
      assertUnpolluted();
    });
  }

  test("ignores a transferred port", () => {
    const { port1, port2 } = new MessageChannel();
    assert.equal(parsePageMessage(structuredClone(port1, { transfer: [port1] })), undefined);
    port2.close();
  });

  test("ignores megabytes of data without reading them", () => {
    const before = performance.now();
    for (const data of [new Uint8Array(20_000_000), new String("x".repeat(5_000_000))]) {
      assert.equal(parsePageMessage(data), undefined);
      assert.equal(parsePageMessage({ ...valid, event: "sandbox_info", metadata: data }), undefined);
    }
    assert.ok(performance.now() - before < 2000, "it was copied");
  });

  test("accepts a message with a cyclic field", () => {
    const metadata: Record<string, unknown> = { connection: { id: "conn_1" } };
    metadata["user"] = metadata;
    assert.deepEqual(setup().say("success", metadata), { event: "success", connectionId: "conn_1", userData: null });
  });

  test("parses 10,000 messages in a row alike", () => {
    const { hear, success } = setup();
    for (let turn = 0; turn < 10_000; turn++) {
      assert.equal(hear({ ...valid, event: "success", metadata: success })?.event, "success");
    }
  });
});

test("exitRequest contains only the force flag", () => {
  assert.deepEqual(exitRequest(false), { type: "OFAUTH_LINK", event: "exit_requested", force: false });
  assert.deepEqual(exitRequest(true), { type: "OFAUTH_LINK", event: "exit_requested", force: true });
});
