// oxlint-disable no-script-url -- hostile origins are what is tested
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultLinkOrigins, parseLinkOrigins, parseLinkSession } from "../../src/protocol/link-session.js";
import { assertUnpolluted, thrownCode, withOwnProto } from "../support/http-errors.js";

const sessionUrl = "https://link.ofauth.com/cs_secret";

function setup() {
  const policy = { origins: defaultLinkOrigins, pageUrl: "https://app.example/page?x=1" };
  return { answer: (value: unknown) => parseLinkSession(value, policy) };
}

describe("parseLinkSession", () => {
  for (const [what, value] of [
    ["a hosted session", { mode: "hosted", url: sessionUrl, expiresAt: "2026-01-01T00:00:00.000Z" }],
    ["a session without mode, as older deployments send it", { url: sessionUrl, expiresAt: "2026-01-01T00:00:00Z" }],
    ["a session with an offset for a time zone", { url: sessionUrl, expiresAt: "2026-01-01T02:00:00+02:00" }],
    ["a session with unknown fields", { url: sessionUrl, expiresAt: "2026-01-01T00:00:00Z", extra: [1] }],
  ] as const) {
    test(`accepts ${what}`, () => {
      const session = setup().answer(value);
      assert.equal(session.url.inWindow(), sessionUrl);
      assert.equal(session.expiresAt, Date.UTC(2026, 0, 1));
    });
  }

  test("has no expiry when the host did not send one", () => {
    assert.equal(setup().answer({ url: sessionUrl }).expiresAt, undefined);
  });

  test("accepts an expiry in the past or far ahead, because clocks differ", () => {
    const { answer } = setup();
    assert.equal(
      answer({ url: sessionUrl, expiresAt: "1999-12-31T23:59:59Z" }).expiresAt,
      Date.UTC(1999, 11, 31, 23, 59, 59),
    );
    assert.equal(
      answer({ url: sessionUrl, expiresAt: "9999-12-31T23:59:59Z" }).expiresAt,
      Date.UTC(9999, 11, 31, 23, 59, 59),
    );
  });

  test("names the expected mode for a whitelabel session, without its secret", () => {
    const { answer } = setup();
    assert.throws(() => answer({ mode: "whitelabel", clientSecret: "cs_x", expiresAt: "2026-01-01T00:00:00Z" }), {
      code: "unsupported_mode",
      message: "Expected hosted Link session, received whitelabel",
    });
  });

  let deep: unknown = sessionUrl;
  for (let level = 0; level < 100_000; level++) deep = { url: deep };
  const cyclic: Record<string, unknown> = {};
  cyclic["url"] = cyclic;

  for (const [what, value, code] of [
    ["nothing", undefined, "bad_response"],
    ["null", null, "bad_response"],
    ["an empty body", "", "bad_response"],
    ["a login page", "<!doctype html><title>Sign in</title>", "bad_response"],
    ["truncated JSON", '{"mode":"hosted","url":"https://link.ofauth.com/cs_', "bad_response"],
    ["the session as a JSON string", JSON.stringify({ url: sessionUrl }), "bad_response"],
    ["a number", 200, "bad_response"],
    ["true", true, "bad_response"],
    ["a list", [], "bad_response"],
    ["a list of one session", [{ url: sessionUrl }], "bad_response"],
    ["an empty object", {}, "bad_response"],
    ["a session inside data", { data: { url: sessionUrl } }, "bad_response"],
    ["100,000 levels", deep, "bad_response"],
    ["a cycle", cyclic, "bad_response"],
    ["a session under __proto__", JSON.parse(`{"__proto__":{"url":"${sessionUrl}"}}`), "bad_response"],
    [
      "the last of two urls, which is evil",
      JSON.parse(`{"url":"${sessionUrl}","url":"https://evil.test"}`),
      "untrusted_url",
    ],
    ["url null", { url: null }, "bad_response"],
    ["url as a number", { url: 123 }, "bad_response"],
    ["url as an object with toString", { url: { toString: sessionUrl } }, "bad_response"],
    ["url as a list", { url: [sessionUrl] }, "bad_response"],
    ["an empty url", { url: "" }, "untrusted_url"],
    ["a url of 5 MB", { url: sessionUrl + "x".repeat(5_000_000) }, "untrusted_url"],
    ["Url with a capital", { Url: sessionUrl }, "bad_response"],
    ["hosted without a url", { mode: "hosted", expiresAt: "2026-01-01T00:00:00Z" }, "bad_response"],
    ["whitelabel with a url", { mode: "whitelabel", url: sessionUrl, clientSecret: "cs_x" }, "unsupported_mode"],
    ["an unknown mode", { mode: "native", url: sessionUrl }, "unsupported_mode"],
    ["a mode in capitals", { mode: "HOSTED", url: sessionUrl }, "unsupported_mode"],
    ["an empty mode", { mode: "", url: sessionUrl }, "unsupported_mode"],
    ["a mode that is a member of Object.prototype", { mode: "constructor", url: sessionUrl }, "unsupported_mode"],
    ["mode null", { mode: null, url: sessionUrl }, "bad_response"],
    ["mode as a list", { mode: ["hosted"], url: sessionUrl }, "bad_response"],
    ["expiresAt null", { url: sessionUrl, expiresAt: null }, "bad_response"],
    ["expiresAt 0", { url: sessionUrl, expiresAt: 0 }, "bad_response"],
    ["expiresAt as a Date", { url: sessionUrl, expiresAt: new Date(0) }, "bad_response"],
    ["an empty expiresAt", { url: sessionUrl, expiresAt: "" }, "bad_response"],
    ["expiresAt without time zone", { url: sessionUrl, expiresAt: "2026-01-01T00:00:00" }, "bad_response"],
    ["expiresAt on February 30", { url: sessionUrl, expiresAt: "2023-02-30T00:00:00Z" }, "bad_response"],
    ["expiresAt as a day", { url: sessionUrl, expiresAt: "2026-01-01" }, "bad_response"],
    ["expiresAt in seconds, as text", { url: sessionUrl, expiresAt: "1767225600" }, "bad_response"],
    ["expiresAt in the year 275760", { url: sessionUrl, expiresAt: "+275760-09-13T00:00:00Z" }, "bad_response"],
  ] as const) {
    test(`rejects ${what} with ${code}`, () => {
      assert.equal(
        thrownCode(() => setup().answer(value)),
        code,
      );
    });
  }

  test("ignores an own __proto__ beside a valid session", () => {
    assert.equal(
      setup()
        .answer(withOwnProto({ url: sessionUrl }))
        .url.inWindow(),
      sessionUrl,
    );
    assertUnpolluted();
  });

  test("accepts a session beside 5 MB of padding", () => {
    assert.equal(
      setup()
        .answer({ url: sessionUrl, padding: "x".repeat(5_000_000) })
        .url.inWindow(),
      sessionUrl,
    );
  });
});

describe("parseLinkOrigins", () => {
  test("splits at any white space", () => {
    assert.deepEqual(parseLinkOrigins(" https://link.ofauth.com\n\thttps://x.example:8443 http://localhost:4000 "), [
      "https://link.ofauth.com",
      "https://x.example:8443",
      "http://localhost:4000",
    ]);
  });

  for (const entry of [
    ["", " \n ", "*", "https://*", "https://*.ofauth.com", "https://link.*.com", "null", "link.ofauth.com"],
    [
      "https://link.ofauth.com/",
      "https://link.ofauth.com/cs_1",
      "https://link.ofauth.com?x",
      "https://link.ofauth.com#",
    ],
    [
      "https://user@link.ofauth.com",
      "HTTPS://LINK.OFAUTH.COM",
      "https://link.ofauth.com:443",
      "https://l\u0456nk.ofauth.com",
    ],
    ["http://link.ofauth.com", "http://0.0.0.0", "http://localhost.", "http://localhost.evil.test", "http://10.0.0.1"],
    [
      "javascript:alert(1)",
      "data:,x",
      "blob:https://link.ofauth.com",
      "file://",
      "about:blank",
      "ftp://link.ofauth.com",
    ],
    ["https://link.ofauth.com,https://evil.test", "https://link.ofauth.com;", "'self'", "https:", "__proto__"],
  ].flat()) {
    test(`rejects ${JSON.stringify(entry)}, alone and beside a valid origin`, () => {
      assert.equal(
        thrownCode(() => parseLinkOrigins(entry)),
        "misconfigured",
      );
      if (entry.trim() === "") return;
      assert.equal(
        thrownCode(() => parseLinkOrigins(`https://link.ofauth.com ${entry}`)),
        "misconfigured",
      );
    });
  }
});
