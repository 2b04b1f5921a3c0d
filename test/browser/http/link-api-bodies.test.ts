import { expect } from "@open-wc/testing";
import { createLinkApi } from "../../../src/browser/http/link-api.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { defaultLinkOrigins } from "../../../src/protocol/link-session.js";
import { fakeHost, fakeTime, until } from "../page-setup.js";

const url = "https://link.ofauth.com/cs_secret";

/** `codeFor` resolves with the error code for a link/init body, or with "" when the session is accepted. */
function setup(linkEndpoint?: string) {
  const api = createLinkApi({ endpoint: "/api/ofauth", linkEndpoint }, () => ({
    origins: defaultLinkOrigins,
    pageUrl: "https://app.example/",
  }));
  const createSession = () =>
    api.createSession({ attemptId: "attempt-1", mode: "embed" }, new AbortController().signal).then(
      () => "",
      (error: unknown) => (isConnectError(error) ? error.code : `not a ConnectError: ${String(error)}`),
    );
  return {
    createSession,
    async codeFor(body: BodyInit | null, init: ResponseInit = {}) {
      fakeHost({ "link/init": () => new Response(body, init) });
      return createSession();
    },
  };
}

/** With `redirect: "manual"`, a redirect becomes a response without status and body. */
const redirected = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });

describe("the body of a link/init response", () => {
  it("is bad_response when it is not a session", async () => {
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
      "endless nesting": "[".repeat(100_000) + "]".repeat(100_000),
      "a deep object": `{"url":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
      "a prototype": '{"__proto__":{"url":"https://evil.test"}}',
      "no url": '{"mode":"hosted"}',
      "url null": '{"url":null}',
      "url a number": '{"url":123}',
      "url an object": '{"url":{"toString":"x"}}',
      "mode a number": `{"mode":1,"url":"${url}"}`,
      "expiresAt null": `{"url":"${url}","expiresAt":null}`,
      "expiresAt 0": `{"url":"${url}","expiresAt":0}`,
      "a date that does not exist": `{"url":"${url}","expiresAt":"2023-02-30T00:00:00Z"}`,
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

  it("is unsupported_mode or untrusted_url when the session must not be opened", async () => {
    const { codeFor } = setup();
    expect(await codeFor('{"mode":"whitelabel","clientSecret":"cs_1"}')).to.equal("unsupported_mode");
    for (const hostile of ["", "javascript:alert(1)//", "http://link.ofauth.com/cs_1", "https://evil.test/cs_1"]) {
      expect(await codeFor(JSON.stringify({ url: hostile })), hostile).to.equal("untrusted_url");
    }
  });

  it("is parsed as JSON whatever its content type", async () => {
    const { codeFor } = setup();
    expect(await codeFor(`{"url":"${url}"}`, { headers: { "content-type": "text/html" } })).to.equal("");
  });

  it("is bad_response when it is megabytes long, even if it is a session", async () => {
    const { codeFor } = setup();
    const session = (padding: number) => JSON.stringify({ url, padding: "x".repeat(padding) });
    expect(await codeFor(session(100_000))).to.equal("");
    expect(await codeFor(session(5_000_000))).to.equal("bad_response");
    expect(await codeFor(" ".repeat(5_000_000))).to.equal("bad_response");
  });

  it("is bad_response when the request was redirected", async () => {
    const { createSession } = setup();
    const host = fakeHost({ "link/init": redirected, "link/init/": redirected });
    expect(await createSession()).to.equal("bad_response");
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init", "POST /api/ofauth/link/init/"]);
  });

  it("may come from the same address with a slash, or without one, after a redirect", async () => {
    const session = () => new Response(JSON.stringify({ mode: "hosted", url }));
    const added = fakeHost({ "link/init": redirected, "link/init/": session });
    expect(await setup().createSession()).to.equal("");
    expect(added.paths).to.deep.equal(["POST /api/ofauth/link/init", "POST /api/ofauth/link/init/"]);
    expect(added.requests[1]?.body).to.deep.equal({ attemptId: "attempt-1", mode: "embed" });
    const removed = fakeHost({ "start/": redirected, start: session });
    expect(await setup("/start/").createSession()).to.equal("");
    expect(removed.paths).to.deep.equal(["POST /start/", "POST /start"]);
  });

  it("is timeout when it starts and never ends", async () => {
    const { createSession } = setup();
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
    const code = createSession();
    await until(() => host.requests.length);
    time.advance(15_000);
    expect(await code).to.equal("timeout");
  });
});
