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

describe("messages of the hosted page", () => {
  test("loaded and invalid_session are taken with and without metadata", () => {
    const { say } = setup();
    for (const event of ["loaded", "invalid_session"]) {
      for (const metadata of [undefined, null, {}, [], "x"]) assert.deepEqual(say(event, metadata), { event });
    }
  });

  test("a success has the connection's id and profile, and nothing to navigate to", () => {
    const { say, success, userData } = setup();
    assert.deepEqual(say("success", { ...success, redirect: true, successUrl: "javascript:alert(1)" }), {
      event: "success",
      connectionId: "conn_1",
      userData,
    });
  });

  test("a success of an older page has its profile in user", () => {
    const { say, userData } = setup();
    const message = say("success", { connection: { id: "conn_1" }, user: userData });
    assert.deepEqual(message, { event: "success", connectionId: "conn_1", userData });
  });

  test("a success without a profile, or with a malformed one, is still a success", () => {
    const { say } = setup();
    for (const userData of [undefined, null, "Ada", [], 7, {}, { name: 7 }]) {
      const message = say("success", { connection: { id: "conn_1", userData } });
      assert.deepEqual(message, { event: "success", connectionId: "conn_1", userData: null });
    }
  });

  test("the profile in a success is cleaned like any other", () => {
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
    test(`a success with ${what} is a bad one`, () => {
      assert.deepEqual(setup().say("success", metadata), { event: "bad_success" });
      assertUnpolluted();
    });
  }

  test("an id of the greatest length is good", () => {
    const id = `conn_${"x".repeat(128)}`;
    assert.deepEqual(setup().say("success", { connection: { id } }), {
      event: "success",
      connectionId: id,
      userData: null,
    });
  });

  test("an exit carries OFAuth's own words, known or not, and never its error text", () => {
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

  test("an exit's words are cut and cleaned", () => {
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
    test(`an exit with ${what} is ignored`, () => {
      assert.equal(setup().say("exit", metadata), undefined);
    });
  }

  test("sandbox_info lists the scenarios", () => {
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

  test("sandbox_info copies nothing that it does not know", () => {
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
    test(`sandbox_info with ${what} is ignored`, () => {
      assert.equal(setup().say("sandbox_info", metadata), undefined);
    });
  }
});

describe("anything else that is posted", () => {
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
    ["bad_success, which is a word of ours", { ...valid, event: "bad_success" }],
    ["exit_requested, which is ours to say", { ...valid, event: "exit_requested", force: true }],
    ["an event of tomorrow", { ...valid, event: "face_check" }],
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
    test(`is ignored: ${what}`, () => {
      assert.equal(setup().hear(data), undefined);
      assertUnpolluted();
    });
  }

  test("is ignored when it is a transferred port", () => {
    const { port1, port2 } = new MessageChannel();
    assert.equal(parsePageMessage(structuredClone(port1, { transfer: [port1] })), undefined);
    port2.close();
  });

  test("is ignored at once, however many megabytes it has", () => {
    const before = performance.now();
    for (const data of [new Uint8Array(20_000_000), new String("x".repeat(5_000_000))]) {
      assert.equal(parsePageMessage(data), undefined);
      assert.equal(parsePageMessage({ ...valid, event: "sandbox_info", metadata: data }), undefined);
    }
    assert.ok(performance.now() - before < 2000, "it was copied");
  });

  test("a cycle beside a good message does no harm", () => {
    const metadata: Record<string, unknown> = { connection: { id: "conn_1" } };
    metadata["user"] = metadata;
    assert.deepEqual(setup().say("success", metadata), { event: "success", connectionId: "conn_1", userData: null });
  });

  test("10,000 messages in a row are each read alike", () => {
    const { hear, success } = setup();
    for (let turn = 0; turn < 10_000; turn++) {
      assert.equal(hear({ ...valid, event: "success", metadata: success })?.event, "success");
    }
  });
});

test("a request to leave holds nothing but the force", () => {
  assert.deepEqual(exitRequest(false), { type: "OFAUTH_LINK", event: "exit_requested", force: false });
  assert.deepEqual(exitRequest(true), { type: "OFAUTH_LINK", event: "exit_requested", force: true });
});
