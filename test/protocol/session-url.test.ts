// oxlint-disable no-script-url -- hostile session URLs are what is tested
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { describe, test } from "node:test";
import { defaultLinkOrigins, isLoopback, parseSessionUrl } from "../../src/protocol/link-session.js";
import { thrownCode } from "../support/http-errors.js";

const sessionUrl = "https://link.ofauth.com/cs_secret";
const loopbackOrigins = ["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000", "http://0.0.0.0:4000"];

function setup({ origins = defaultLinkOrigins, pageUrl = "https://app.example/page?x=1" } = {}) {
  return { open: (value: unknown) => parseSessionUrl(value, { origins, pageUrl }) };
}

describe("parseSessionUrl", () => {
  for (const [what, value] of [
    ["the path of today", "https://link.ofauth.com/cs_1"],
    ["the other path", "https://link.ofauth.com/s/cs_1"],
    ["the other origin", "https://link-next.ofauth.com/cs_1"],
    ["a scheme and host in capitals", "HTTPS://LINK.OFAUTH.COM/cs_1"],
    ["the default port written out", "https://link.ofauth.com:443/cs_1"],
    ["full-width dots, which the parser makes the real host", "https://link\uff0eofauth\uff0ecom/cs_1"],
    ["a query of its own", "https://link.ofauth.com/cs_1?lang=de"],
    ["another URL in its query", "https://link.ofauth.com/cs_1?next=https://evil.test"],
  ] as const) {
    test(`accepts a URL with ${what}`, () => {
      const url = setup().open(value);
      assert.ok(defaultLinkOrigins.includes(url.origin));
      assert.equal(new URL(url.inWindow()).origin, url.origin);
      assert.ok(url.inWindow().startsWith(`${url.origin}/`));
    });
  }

  for (const [what, value] of [
    ["undefined", undefined],
    ["null", null],
    ["a URL object", new URL(sessionUrl)],
    ["a list", [sessionUrl]],
    ["nothing but a scheme", "https://"],
    ["a path", "/cs_1"],
    ["a bare secret", "cs_1"],
    ["javascript:", "javascript:alert(1)//"],
    ["javascript: that names the origin", "javascript://link.ofauth.com/%0aalert(1)"],
    ["javascript: with a line break inside", "java\nscript:alert(1)"],
    ["javascript: in capitals after a space", " JAVASCRIPT:alert(1)"],
    ["javascript: after a control", "\u0001javascript:alert(1)"],
    ["data:", "data:text/html,<script>alert(1)</script>"],
    ["a blob of the real origin", "blob:https://link.ofauth.com/u"],
    ["filesystem:", "filesystem:https://link.ofauth.com/x"],
    ["about:blank", "about:blank"],
    ["view-source:", "view-source:https://link.ofauth.com/cs_1"],
    ["file:", "file:///etc/passwd"],
    ["ftp:", "ftp://link.ofauth.com/cs_1"],
    ["wss:", "wss://link.ofauth.com/cs_1"],
    ["intent:", "intent://link.ofauth.com/cs_1#Intent;scheme=https;end"],
    ["http:", "http://link.ofauth.com/cs_1"],
    ["http: on port 443", "http://link.ofauth.com:443/cs_1"],
    ["no scheme", "//link.ofauth.com/cs_1"],
    ["one slash", "https:/link.ofauth.com/cs_1"],
    ["no slash", "https:link.ofauth.com/cs_1"],
    ["another host after user info", "https://link.ofauth.com@evil.test"],
    ["another host after user info and port", "https://link.ofauth.com:443@evil.test/cs_1"],
    ["a backslash before the real host", "https://evil.test\\@link.ofauth.com"],
    ["backslashes for slashes", "https:\\\\link.ofauth.com@evil.test"],
    ["a backslash in the path", "https://link.ofauth.com\\cs_1"],
    ["user and password", "https://user:pw@link.ofauth.com/cs_1"],
    ["a user", "https://user@link.ofauth.com/cs_1"],
    ["a host that only ends alike", "https://evil-ofauth.com/cs_1"],
    ["the real host as a prefix", "https://link.ofauth.com.evil.test/cs_1"],
    ["a sub-domain that is not listed", "https://x.ofauth.com/cs_1"],
    ["a sub-domain of a listed host", "https://x.link.ofauth.com/cs_1"],
    ["the parent domain", "https://ofauth.com/cs_1"],
    ["a trailing dot", "https://link.ofauth.com./cs_1"],
    ["another port", "https://link.ofauth.com:8443/cs_1"],
    ["a Cyrillic letter", "https://l\u0456nk.ofauth.com/cs_1"],
    ["that letter in punycode", "https://xn--lnk-2sd.ofauth.com/cs_1"],
    ["a percent-encoded slash in the host", "https://link.ofauth.com%2f.evil.test/cs_1"],
    ["a tab inside", "https://link.ofauth\t.com/cs_1"],
    ["a line break inside", "https://link.ofauth.com/cs_1\r\nX: y"],
    ["a NUL", "https://link.ofauth.com/cs_1\u0000"],
    ["a DEL", "https://link.ofauth.com/cs_1\u007f"],
    ["a space before", " https://link.ofauth.com/cs_1"],
    ["a line break after", "https://link.ofauth.com/cs_1\n"],
    ["a no-break space", "https://link.ofauth.com/cs_1\u00a0"],
    ["a byte order mark before", "\ufeffhttps://link.ofauth.com/cs_1"],
    ["127.1", "http://127.1/cs_1"],
    ["a loopback address in hex", "http://0x7f000001/cs_1"],
    ["address 0", "http://0/cs_1"],
    ["IPv6 loopback", "http://[::1]/cs_1"],
    ["a bad IPv6 address", "https://[::1/cs_1"],
    ["localhost as a prefix", "http://localhost.evil.test/cs_1"],
    ["a bad port", "https://link.ofauth.com:99999/cs_1"],
    ["the page itself", "https://app.example/page?x=1"],
    ["more than 2048 characters", `https://link.ofauth.com/${"x".repeat(2048)}`],
  ] as const) {
    test(`rejects a URL with ${what}`, () => {
      assert.equal(
        thrownCode(() => setup().open(value)),
        "untrusted_url",
      );
    });
  }

  test("rejects the page's own origin even when it is listed: the page would be framed in itself", () => {
    const { open } = setup({ origins: ["https://app.example"] });
    assert.equal(
      thrownCode(() => open("https://app.example/cs_1")),
      "untrusted_url",
    );
  });

  for (const host of ["localhost", "127.0.0.1", "127.1", "0x7f000001", "[::1]"]) {
    const url = `http://${host}:4000/cs_1`;
    test(`accepts ${host} only when it is listed and the page is on loopback`, () => {
      const page = "http://localhost:5173/";
      assert.ok(isLoopback(new URL(setup({ origins: loopbackOrigins, pageUrl: page }).open(url).origin).hostname));
      assert.equal(
        thrownCode(() => setup({ pageUrl: page }).open(url)),
        "untrusted_url",
      );
      assert.equal(
        thrownCode(() => setup({ origins: loopbackOrigins }).open(url)),
        "untrusted_url",
      );
      assert.equal(
        thrownCode(() => setup({ origins: loopbackOrigins, pageUrl: "https://localhost.evil.test/" }).open(url)),
        "untrusted_url",
      );
    });
  }

  test("accepts loopback over https: only for a page on loopback", () => {
    const { open } = setup({ origins: ["https://localhost:4000"] });
    assert.equal(
      thrownCode(() => open("https://localhost:4000/cs_1")),
      "untrusted_url",
    );
  });

  test("rejects a listed origin that only looks like loopback", () => {
    const { open } = setup({ origins: loopbackOrigins, pageUrl: "http://localhost:5173/" });
    assert.equal(
      thrownCode(() => open("http://0:4000/cs_1")),
      "untrusted_url",
    );
  });

  test("replaces embed parameters by our three, each once", () => {
    const url = setup().open(`${sessionUrl}?embed_origin=https://evil.test&embed=false&theme=x&embed=0&lang=de#top`);
    assert.equal(url.inWindow(), `${sessionUrl}?lang=de#top`);
    const framed = new URL(url.inFrame("https://app.example", "dark"));
    assert.deepEqual(
      [...framed.searchParams],
      [
        ["lang", "de"],
        ["embed", "true"],
        ["embed_origin", "https://app.example"],
        ["theme", "dark"],
      ],
    );
    assert.equal(url.inWindow(), `${sessionUrl}?lang=de#top`, "framing changed the URL itself");
  });

  test("drops a percent-encoded embed parameter", () => {
    assert.equal(setup().open(`${sessionUrl}?%65mbed=false&embed%5forigin=x`).inWindow(), sessionUrl);
  });

  test("does not reveal the URL in a log, JSON, a string or a clone", () => {
    const url = setup().open(sessionUrl);
    const session = { url };
    const texts = [
      JSON.stringify(session),
      // oxlint-disable-next-line typescript/no-base-to-string -- what it says is what is tested
      String(url),
      JSON.stringify(Object.entries(url)),
      inspect(session, { depth: 9, showHidden: true, getters: true }),
      inspect(structuredClone(session), { depth: 9, showHidden: true }),
    ];
    for (const text of texts) assert.doesNotMatch(text, /cs_|secret/);
  });
});

test("SessionUrl keeps the exact query of the session URL", () => {
  const query = "?a=1%202&b=%C3%BC&c";
  const session = parseSessionUrl(`https://link.ofauth.com/cs_1${query}`, {
    origins: ["https://link.ofauth.com"],
    pageUrl: "https://host.example/",
  });
  assert.ok(session.inWindow().endsWith(query));
});
