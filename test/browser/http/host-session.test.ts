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

function setup(source: CreateSession | string) {
  const log: string[] = [];
  const backend = new FakeLinkApi(log);
  const backendApi: LinkApi = {
    createSession: (request, signal) => backend.createSession(request, signal),
    complete: (request, signal) => backend.complete(request, signal),
    readResult: (attemptId, signal) => backend.readResult(attemptId, signal),
  };
  const api = withHostSession(backendApi, source, () => ({
    origins: defaultLinkOrigins,
    pageUrl: "https://app.example/",
  }));
  const { signal } = new AbortController();
  return {
    log,
    api,
    signal,
    /** Completes an attempt; the backend fails with `code`. Resolves with the connection or the error code. */
    completeFailingWith: async (code: ErrorCode) => {
      const result = api.complete({ connectionId: "conn_1", attemptId: "attempt-1" }, signal).then(
        (connection) => connection ?? "unconfirmed",
        (error: unknown) => (isConnectError(error) ? error.code : `not a ConnectError: ${String(error)}`),
      );
      await backend.confirmations[0]?.reject(new ConnectError(code));
      return result;
    },
    /** Resolves with the session URL or the error code. */
    createSession: () =>
      api.createSession({ attemptId: "attempt-1", mode: "popup", connectionId: "conn_1" }, signal).then(
        (session) => session.url.inWindow(),
        (error: unknown) => (isConnectError(error) ? error.code : `not a ConnectError: ${String(error)}`),
      ),
  };
}

describe("withHostSession", () => {
  it("uses a given session URL without a request", async () => {
    const { createSession, log } = setup(url);
    expect(await createSession()).to.equal(url);
    expect(log).to.deep.equal([]);
  });

  it("uses the session that createSession returns, and passes it the attempt", async () => {
    const contexts: CreateSessionContext[] = [];
    const { createSession, log, signal } = setup((context) => {
      contexts.push(context);
      return Promise.resolve({ mode: "hosted", url });
    });
    expect(await createSession()).to.equal(url);
    expect(log).to.deep.equal([]);
    expect(contexts).to.deep.equal([{ connectionId: "conn_1", mode: "popup", attemptId: "attempt-1", signal }]);
  });

  it("validates the session like one from the backend", async () => {
    const sessions: readonly (readonly [session: unknown, code: string])[] = [
      [undefined, "bad_response"],
      [null, "bad_response"],
      [url, "bad_response"],
      [{ url: 7 }, "bad_response"],
      [{ mode: "whitelabel", clientSecret: "cs_1" }, "unsupported_mode"],
      [{ url: "javascript:alert(1)" }, "untrusted_url"],
      [{ url: "https://link.ofauth.com@evil.test/" }, "untrusted_url"],
    ];
    for (const [session, code] of sessions) {
      expect(
        await setup(() => Promise.resolve(session as LinkSession)).createSession(),
        JSON.stringify(session),
      ).to.equal(code);
    }
    for (const hostile of [
      "",
      "javascript:alert(1)",
      "blob:https://link.ofauth.com/1",
      "http://link.ofauth.com/cs_1",
    ]) {
      expect(await setup(hostile).createSession(), hostile).to.equal("untrusted_url");
    }
  });

  it("fails with the code of a thrown ConnectError, and with server_error for any other error", async () => {
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
    for (const [source, code] of failing) expect(await setup(source).createSession()).to.equal(code);
  });

  it("accepts a session that is not a promise", async () => {
    expect(await setup((() => ({ url })) as unknown as CreateSession).createSession()).to.equal(url);
  });

  it("passes complete and readResult on to the backend", () => {
    const { api, log, signal } = setup(url);
    api.complete({ connectionId: "conn_1", attemptId: "attempt-1" }, signal).catch(() => undefined);
    api.readResult("attempt-1", signal).catch(() => undefined);
    expect(log).to.deep.equal(["complete conn_1", "read-result"]);
  });

  it("completes as unconfirmed when the backend does not know the attempt, and rejects for other errors", async () => {
    expect(await setup(url).completeFailingWith("unsolicited_callback")).to.equal("unconfirmed");
    for (const code of ["verify_failed", "forbidden", "network"] as const) {
      expect(await setup(url).completeFailingWith(code)).to.equal(code);
    }
  });
});
