import { expect } from "@open-wc/testing";
import {
  withHostSession,
  type CreateSession,
  type CreateSessionContext,
} from "../../../src/browser/http/host-session.js";
import type { LinkApi } from "../../../src/connect/ports.js";
import { ConnectError, isConnectError, type ErrorCode } from "../../../src/protocol/error-codes.js";
import { defaultLinkOrigins, type LinkSession } from "../../../src/protocol/link-session.js";
import { FakeLinkApi } from "../../support/fake-ports.js";
import "../page-setup.js";

const url = "https://link.ofauth.com/cs_1";

function setup(given: CreateSession | string) {
  const log: string[] = [];
  const other = new FakeLinkApi(log);
  const methods: LinkApi = {
    createSession: (request, signal) => other.createSession(request, signal),
    complete: (request, signal) => other.complete(request, signal),
    readResult: (attemptId, signal) => other.readResult(attemptId, signal),
  };
  const backend = withHostSession(methods, given, () => ({
    origins: defaultLinkOrigins,
    pageUrl: "https://app.example/",
  }));
  const { signal } = new AbortController();
  return {
    log,
    backend,
    signal,
    /** Confirms an attempt; the host's backend refuses with `code`. */
    confirm: async (code: ErrorCode) => {
      const confirmed = backend.complete({ connectionId: "conn_1", attemptId: "attempt-1" }, signal).then(
        (connection) => connection ?? "nobody can tell",
        (error: unknown) => (isConnectError(error) ? error.code : `not ours: ${String(error)}`),
      );
      await other.confirmations[0]?.reject(new ConnectError(code));
      return confirmed;
    },
    ask: () =>
      backend.createSession({ attemptId: "attempt-1", mode: "popup", connectionId: "conn_1" }, signal).then(
        (session) => session.url.inWindow(),
        (error: unknown) => (isConnectError(error) ? error.code : `not ours: ${String(error)}`),
      ),
  };
}

describe("a session that the host makes itself", () => {
  it("is the URL that the host already has, and nobody is asked", async () => {
    const { ask, log } = setup(url);
    expect(await ask()).to.equal(url);
    expect(log).to.deep.equal([]);
  });

  it("is what the host's function answers, which is told everything about the attempt", async () => {
    const contexts: CreateSessionContext[] = [];
    const { ask, log, signal } = setup((context) => {
      contexts.push(context);
      return Promise.resolve({ mode: "hosted", url });
    });
    expect(await ask()).to.equal(url);
    expect(log).to.deep.equal([]);
    expect(contexts).to.deep.equal([{ connectionId: "conn_1", mode: "popup", attemptId: "attempt-1", signal }]);
  });

  it("passes the same checks as a session from the backend", async () => {
    const answers: readonly (readonly [answer: unknown, code: string])[] = [
      [undefined, "bad_response"],
      [null, "bad_response"],
      [url, "bad_response"],
      [{ url: 7 }, "bad_response"],
      [{ mode: "whitelabel", clientSecret: "cs_1" }, "unsupported_mode"],
      [{ url: "javascript:alert(1)" }, "untrusted_url"],
      [{ url: "https://link.ofauth.com@evil.test/" }, "untrusted_url"],
    ];
    for (const [answer, code] of answers) {
      expect(await setup(() => Promise.resolve(answer as LinkSession)).ask(), JSON.stringify(answer)).to.equal(code);
    }
    for (const hostile of [
      "",
      "javascript:alert(1)",
      "blob:https://link.ofauth.com/1",
      "http://link.ofauth.com/cs_1",
    ]) {
      expect(await setup(hostile).ask(), hostile).to.equal("untrusted_url");
    }
  });

  it("fails with server_error when the function throws or rejects, and with the function's own code if it has one", async () => {
    const failing: readonly (readonly [CreateSession, string])[] = [
      [() => Promise.reject(new Error("cs_secret")), "server_error"],
      [
        () => {
          throw new TypeError("x");
        },
        "server_error",
      ],
      [() => Promise.reject(new ConnectError("unauthorized")), "unauthorized"],
    ];
    for (const [given, code] of failing) expect(await setup(given).ask()).to.equal(code);
  });

  it("takes an answer that is not a promise", async () => {
    expect(await setup((() => ({ url })) as unknown as CreateSession).ask()).to.equal(url);
  });

  it("leaves the confirmation and the result to the backend", () => {
    const { backend, log, signal } = setup(url);
    backend.complete({ connectionId: "conn_1", attemptId: "attempt-1" }, signal).catch(() => undefined);
    backend.readResult("attempt-1", signal).catch(() => undefined);
    expect(log).to.deep.equal(["complete conn_1", "read-result"]);
  });

  it("cannot be confirmed where the host's backend knows nothing of the attempt, and that is no refusal", async () => {
    expect(await setup(url).confirm("unsolicited_callback")).to.equal("nobody can tell");
    for (const code of ["verify_failed", "forbidden", "network"] as const) {
      expect(await setup(url).confirm(code)).to.equal(code);
    }
  });
});
