import { expect } from "@open-wc/testing";
import { createLinkApi } from "../../../src/browser/http/link-api.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { defaultLinkOrigins } from "../../../src/protocol/link-session.js";
import { fakeHost, fakeTime, until } from "../page-setup.js";

const url = "https://link.ofauth.com/cs_secret";

/** The code that a body of link/init leads to; "" when it was taken. */
function setup() {
  const backend = createLinkApi({ endpoint: "/api/ofauth" }, () => ({
    origins: defaultLinkOrigins,
    pageUrl: "https://app.example/",
  }));
  const ask = () =>
    backend.createSession({ attemptId: "attempt-1", mode: "embed" }, new AbortController().signal).then(
      () => "",
      (error: unknown) => (isConnectError(error) ? error.code : `not ours: ${String(error)}`),
    );
  return {
    ask,
    async codeFor(body: BodyInit | null, init: ResponseInit = {}) {
      fakeHost({ "link/init": () => new Response(body, init) });
      return ask();
    },
  };
}

describe("an answer of link/init that is not the contract's JSON", () => {
  it("is bad_response, whatever it is", async () => {
    const { codeFor } = setup();
    const bodies: Readonly<Record<string, string>> = {
      "a login page": "<!doctype html><title>Sign in</title><form></form>",
      nothing: "",
      null: "null",
      "a list": "[]",
      "an empty object": "{}",
      text: '"https://link.ofauth.com/cs_1"',
      "truncated JSON": `{"mode":"hosted","url":"${url}`,
      "two documents": `{"url":"${url}"}{"url":"${url}"}`,
      "nesting without end": "[".repeat(100_000) + "]".repeat(100_000),
      "a deep object": `{"url":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
      "a prototype": '{"__proto__":{"url":"https://evil.test"}}',
      "no url": '{"mode":"hosted"}',
      "url null": '{"url":null}',
      "url a number": '{"url":123}',
      "url an object": '{"url":{"toString":"x"}}',
      "mode a number": `{"mode":1,"url":"${url}"}`,
      "expiresAt null": `{"url":"${url}","expiresAt":null}`,
      "expiresAt 0": `{"url":"${url}","expiresAt":0}`,
      "a day that is none": `{"url":"${url}","expiresAt":"2023-02-30T00:00:00Z"}`,
      "no time zone": `{"url":"${url}","expiresAt":"2030-01-01T00:00:00"}`,
    };
    for (const [name, body] of Object.entries(bodies)) {
      expect(await codeFor(body), name).to.equal("bad_response");
    }
    expect(({} as { url?: string }).url).to.equal(undefined);
  });

  it("is bad_response for bytes that are not UTF-8", async () => {
    const { codeFor } = setup();
    expect(await codeFor(new Uint8Array([0xf0, 0x28, 0x8c, 0x28]))).to.equal("bad_response");
  });

  it("is refused by the code for what it is when it is a session that must not be opened", async () => {
    const { codeFor } = setup();
    expect(await codeFor('{"mode":"whitelabel","clientSecret":"cs_1"}')).to.equal("unsupported_mode");
    for (const hostile of ["", "javascript:alert(1)//", "http://link.ofauth.com/cs_1", "https://evil.test/cs_1"]) {
      expect(await codeFor(JSON.stringify({ url: hostile })), hostile).to.equal("untrusted_url");
    }
  });

  it("is read as JSON whatever its content type says", async () => {
    const { codeFor } = setup();
    expect(await codeFor(`{"url":"${url}"}`, { headers: { "content-type": "text/html" } })).to.equal("");
  });

  it("is bad_response when it is megabytes long, be it a session or not", async () => {
    const { codeFor } = setup();
    const session = (padding: number) => JSON.stringify({ url, padding: "x".repeat(padding) });
    expect(await codeFor(session(100_000))).to.equal("");
    expect(await codeFor(session(5_000_000))).to.equal("bad_response");
    expect(await codeFor(" ".repeat(5_000_000))).to.equal("bad_response");
  });

  it("is bad_response when the request was redirected", async () => {
    const { ask } = setup();
    // What `redirect: "manual"` makes of any redirect: no status, no body.
    fakeHost({ "link/init": () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" }) });
    expect(await ask()).to.equal("bad_response");
  });

  it("is timeout when it begins and never ends", async () => {
    const { ask } = setup();
    const time = fakeTime();
    const host = fakeHost({
      "link/init": ({ init }) =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('{"mode":'));
              init.signal?.addEventListener("abort", () => controller.error(new DOMException("x", "AbortError")));
            },
          }),
        ),
    });
    const code = ask();
    await until(() => host.requests.length);
    time.advance(15_000);
    expect(await code).to.equal("timeout");
  });
});
