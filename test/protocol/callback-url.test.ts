// oxlint-disable no-script-url -- hostile return URLs are what is tested
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stripCallbackParams } from "../../src/protocol/callback-address.js";
import { parseCallbackUrl } from "../../src/protocol/callback-url.js";
import { assertUnpolluted, thrownCode } from "../support/http-errors.js";

function setup() {
  const page = "https://app.example/settings";
  return {
    page,
    read: (query: string) => parseCallbackUrl(`${page}?${query}`),
    clean: (rest: string) => stripCallbackParams(page + rest).slice(page.length),
  };
}

describe("parseCallbackUrl", () => {
  for (const [what, query, result] of [
    [
      "success",
      "status=success&connection_id=conn_1&client_reference_id=user-7",
      { outcome: "success", connectionId: "conn_1", clientReferenceId: "user-7" },
    ],
    [
      "success without a reference",
      "status=success&connection_id=conn_1",
      { outcome: "success", connectionId: "conn_1", clientReferenceId: undefined },
    ],
    [
      "a reference with a plus for a space",
      "status=success&connection_id=conn_1&client_reference_id=a+b%2Bc",
      { outcome: "success", connectionId: "conn_1", clientReferenceId: "a b+c" },
    ],
    [
      "parameters in another order, between others",
      "x=1&connection_id=conn_1&y=2&status=success",
      { outcome: "success", connectionId: "conn_1", clientReferenceId: undefined },
    ],
    ["a cancel at a known step", "status=cancelled&step=2fa", { outcome: "cancelled", step: "2fa" }],
    [
      "a cancel at an unknown step",
      "status=cancelled&step=authorization",
      { outcome: "cancelled", step: "authorization" },
    ],
    ["a cancel without step", "status=cancelled", { outcome: "cancelled", step: undefined }],
    ["a cancel with an invisible step", "status=cancelled&step=%E2%80%AE", { outcome: "cancelled", step: undefined }],
    ["a known error", "status=error&error_code=account_locked", { outcome: "error", reason: "account_locked" }],
    ["an unknown error", "status=error&error_code=moon_phase", { outcome: "error", reason: "moon_phase" }],
    ["an error without code", "status=error", { outcome: "error", reason: undefined }],
    [
      "an error in markup, which is only a word",
      "status=error&error_code=%3Cimg%20onerror%3D1%3E",
      { outcome: "error", reason: "<img onerror=1>" },
    ],
    ["bad UTF-8 in a step", "status=cancelled&step=%F0%28", { outcome: "cancelled", step: "\ufffd(" }],
    ["a lone percent in a step", "status=cancelled&step=5%", { outcome: "cancelled", step: "5%" }],
    [
      "names of Object.prototype members beside valid ones",
      "status=cancelled&__proto__=x&constructor=x&__proto__[polluted]=1",
      { outcome: "cancelled", step: undefined },
    ],
  ] as const) {
    test(`parses ${what}`, () => {
      assert.deepEqual(setup().read(query), result);
      assertUnpolluted();
    });
  }

  test("cuts strings to a bounded length", () => {
    const { read } = setup();
    const long = "x".repeat(5000);
    assert.deepEqual(read(`status=cancelled&step=${long}`), { outcome: "cancelled", step: "x".repeat(200) });
    assert.deepEqual(read(`status=error&error_code=${long}`), { outcome: "error", reason: "x".repeat(200) });
    const success = read(`status=success&connection_id=conn_1&client_reference_id=${long}`);
    assert.ok(success?.outcome === "success");
    assert.equal(success.clientReferenceId?.length, 500);
  });

  for (const [what, query] of [
    ["no parameters", ""],
    ["a page's own parameters", "status=open&step=2&client_reference_id=7"],
    ["status in capitals", "status=SUCCESS"],
    ["status as PHP writes a list", "status[]=success"],
    ["status with a space", "status=success%20"],
    ["an empty status", "status="],
    ["a status that is a member of Object.prototype", "status=constructor"],
    ["semicolons for ampersands", "status=success;connection_id=conn_1"],
    ["an encoded query in one value", "next=%3Fstatus%3Dsuccess%26connection_id%3Dconn_1"],
    ["prototype keys alone", "__proto__=x&constructor=x&__proto__.status=success"],
  ] as const) {
    test(`ignores a URL with ${what}`, () => {
      assert.equal(setup().read(query), undefined);
      assertUnpolluted();
    });
  }

  test("ignores parameters in the hash", () => {
    assert.equal(setup().read("#status=success&connection_id=conn_1"), undefined);
  });

  for (const [what, query] of [
    ["success alone", "status=success"],
    ["an empty connection id", "status=success&connection_id="],
    ["nothing after the prefix", "status=success&connection_id=conn_"],
    ["a NUL in the id", "status=success&connection_id=conn_1%00"],
    ["a header in the id", "status=success&connection_id=conn_%0d%0aSet-Cookie:x"],
    ["a line break after the id", "status=success&connection_id=conn_1%0a"],
    ["bad UTF-8 in the id", "status=success&connection_id=conn_%F0%28"],
    ["a lone percent in the id", "status=success&connection_id=conn_%"],
    ["a plus in the id", "status=success&connection_id=conn_1+2"],
    ["a path in the id", "status=success&connection_id=conn_../x"],
    ["a client secret for an id", "status=success&connection_id=cs_1"],
    ["an id of 10,000 characters", `status=success&connection_id=conn_${"x".repeat(10_000)}`],
    ["an id without status", "connection_id=conn_1"],
    ["an error code without status", "error_code=session_expired"],
    ["an unknown status beside an id", "status=pending&connection_id=conn_1"],
    ["status in capitals beside an id", "status=SUCCESS&connection_id=conn_1"],
    ["an id beside an error", "status=error&connection_id=conn_x"],
    ["an empty id beside an error", "status=error&connection_id="],
    ["an id beside a cancel", "status=cancelled&connection_id=conn_x"],
    ["two statuses", "status=success&status=error&connection_id=conn_1"],
    ["an unknown status before a known one", "status=open&status=success&connection_id=conn_1"],
    ["the same status twice", "status=success&status=success&connection_id=conn_1"],
    ["two ids", "status=success&connection_id=conn_1&connection_id=conn_2"],
    ["the same id twice, once encoded", "status=success&connection_id=conn_1&connection%5Fid=conn_1"],
    ["two references", "status=success&connection_id=conn_1&client_reference_id=a&client_reference_id=b"],
    ["two steps", "status=cancelled&step=login&step=2fa"],
    ["two error codes", "status=error&error_code=a&error_code=b"],
  ] as const) {
    test(`rejects a URL with ${what}`, () => {
      assert.equal(
        thrownCode(() => setup().read(query)),
        "bad_response",
      );
    });
  }

  for (const url of ["", "/settings?status=success", "?status=success&connection_id=conn_1", "https://", "not a URL"]) {
    test(`rejects what is not an absolute URL: ${JSON.stringify(url)}`, () => {
      assert.equal(
        thrownCode(() => parseCallbackUrl(url)),
        "bad_response",
      );
      assert.equal(
        thrownCode(() => stripCallbackParams(url)),
        "bad_response",
      );
    });
  }

  test("parses the same URL again: the caller ensures that it counts once", () => {
    const { read } = setup();
    assert.deepEqual(read("status=cancelled&step=login"), read("status=cancelled&step=login"));
  });

  test("accepts any scheme, because the URL is only data", () => {
    assert.equal(parseCallbackUrl("javascript:alert(1)//?status=open"), undefined);
  });
});

describe("stripCallbackParams", () => {
  const own = "status=success&connection_id=conn_1&client_reference_id=u";
  for (const [what, rest, cleaned] of [
    ["removes the whole query when it is OFAuth's", `?${own}`, ""],
    ["keeps the hash", `?${own}#/route?status=success`, "#/route?status=success"],
    ["keeps an empty hash", `?${own}#`, "#"],
    ["keeps parameters before, between and after", "?a=1&status=cancelled&b=2&step=login&c=3", "?a=1&b=2&c=3"],
    ["keeps the spelling of other parameters", `?q=a+b%20c%2fD&${own}&~=%7e&e=é`, "?q=a+b%20c%2fD&~=%7e&e=%C3%A9"],
    ["keeps repeated, empty and valueless other parameters", `?x&x=&x=1&&=v&${own}`, "?x&x=&x=1&&=v"],
    ["keeps bad percent-encoding", `?p=%&q=%F0%28&${own}`, "?p=%&q=%F0%28"],
    ["keeps an equals sign inside a value", `?jwt=a=b==&${own}`, "?jwt=a=b=="],
    ["keeps similar names", `?Status=1&status[]=2&xstatus=3&${own}`, "?Status=1&status[]=2&xstatus=3"],
    ["keeps a name that starts with a question mark", `?a=1&?status=keep&${own}`, "?a=1&?status=keep"],
    ["keeps a first name that starts with a question mark", `??status=keep&${own}`, "??status=keep"],
    ["keeps names of Object.prototype members", `?__proto__=x&constructor=y&${own}`, "?__proto__=x&constructor=y"],
    ["removes OFAuth's names however they are encoded", "?%73tatus=cancelled&%73tep=x&a=1", "?a=1"],
    ["removes each occurrence of a repeated name", "?status=success&status=error&a=1&error_code=x", "?a=1"],
  ] as const) {
    test(what, () => {
      assert.equal(setup().clean(rest), cleaned);
    });
  }

  for (const rest of [
    "",
    "?",
    "#x",
    "?status=open&step=2",
    "?client_reference_id=7",
    "?a=%7e&status=SUCCESS",
    "#status=success",
  ]) {
    test(`does not change a URL without OFAuth's parameters: ${JSON.stringify(rest)}`, () => {
      assert.equal(setup().clean(rest), rest);
    });
  }

  test("leaves nothing that would be parsed again", () => {
    const { page } = setup();
    assert.equal(parseCallbackUrl(stripCallbackParams(`${page}?a=1&${own}`)), undefined);
  });
});
