import { expect } from "@open-wc/testing";
import "../../src/connect.js";
import "../../src/connection-status.js";
import "../../src/connections.js";
import { pageRecord } from "../../src/elements/connect/page-lock.js";
import { createLink } from "../../src/link.js";
import {
  driveFlow,
  emitFlow,
  fakeConnection,
  installFakeBackend,
  type DrivenCode,
  type DrivenOutcome,
} from "../../src/testing/index.js";
import { afterwards, until } from "../browser/page-setup.js";
import { recordEvents, eventLog, type ReceivedEvent } from "../elements/connect/connect-setup.js";

function append<Name extends "ofauth-connect" | "ofauth-connection-status" | "ofauth-connections">(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  document.body.append(element);
  afterwards(() => element.remove());
  return element;
}

const comparableDetail = ({ detail }: ReceivedEvent) => {
  const { attemptId: _, message: __, elapsedMs: ___, ...rest } = detail;
  return rest;
};

const outcomes: readonly (readonly ["embed" | "popup", DrivenOutcome])[] = [
  ["embed", "connected"],
  ["embed", { outcome: "connected", verified: false }],
  ["embed", { outcome: "connected", connection: { id: "conn_mine", status: "awaiting_2fa" } }],
  ["embed", "cancelled"],
  ["embed", { outcome: "cancelled", step: "two_factor" }],
  ["embed", { outcome: "failed", code: "link_error", reason: "new_in_2027" }],
  ["popup", "connected"],
  ["popup", { outcome: "connected", verified: false }],
  ["popup", { outcome: "cancelled", step: "login" }],
  ["popup", "invalid_credentials"],
  ["popup", "verify_failed"],
  ["popup", "popup_blocked"],
  ["popup", "unauthorized"],
  ...(
    [
      "network",
      "timeout",
      "unauthorized",
      "forbidden",
      "rate_limited",
      "server_error",
      "bad_response",
      "misconfigured",
      "unsupported_mode",
      "untrusted_url",
      "not_found",
      "unknown",
      "session_expired",
      "invalid_credentials",
      "account_locked",
      "2fa_failed",
      "link_error",
      "verify_failed",
      "mismatch",
      "frame_timeout",
    ] satisfies DrivenCode[]
  ).map((code) => ["embed", code] as const),
];

describe("driveFlow and emitFlow", () => {
  for (const [mode, outcome] of outcomes) {
    it(`emit the same events in the same order: ${mode}, ${JSON.stringify(outcome)}`, async () => {
      const element = append("ofauth-connect", { mode });
      const real = recordEvents(element);
      const result = await driveFlow(element, outcome);
      const { attemptId } = result;
      const other = document.createElement("div");
      const emitted = recordEvents(other);
      const same = emitFlow(other, outcome, { mode, attemptId: attemptId! });
      expect(eventLog(emitted)).to.deep.equal(eventLog(real));
      expect(emitted.map(comparableDetail)).to.deep.equal(real.map(comparableDetail));
      expect({ ...same, message: "" }).to.deep.equal({ ...result, message: "" });
      expect(element.state).to.equal(result.outcome);
      const name =
        typeof outcome === "object" ? (outcome.outcome === "failed" ? outcome.code : outcome.outcome) : outcome;
      expect(result.outcome === "failed" ? result.code : result.outcome).to.equal(name);
    });
  }

  it("restore everything that they replaced", async () => {
    const before = [window.fetch, window.open, window.setTimeout, window.EventSource];
    await driveFlow(append("ofauth-connect"), "frame_timeout");
    await driveFlow(append("ofauth-connect", { mode: "popup" }), "connected");
    expect([window.fetch, window.open, window.setTimeout, window.EventSource]).to.deep.equal(before);
    const frame = document.createElement("iframe");
    frame.src = "https://link.ofauth.com/session/test";
    expect(frame.src).to.equal("https://link.ofauth.com/session/test");
    expect(new MessageEvent("message", { origin: "https://other.example" }).origin).to.equal("https://other.example");
  });
});

describe("driveFlow", () => {
  it("opens the flow with the function of the test, and reconnects the element's connection", async () => {
    const element = append("ofauth-connect", { "connection-id": "conn_7" });
    await element.updateComplete;
    const result = await driveFlow(element, "connected", { open: () => element.click() });
    expect(result).to.include({ outcome: "connected", connectionId: "conn_7", reconnected: true });
    expect(element.connection?.id).to.equal("conn_7");
  });

  it("drives a link and adds the connection to the page's own backend", async () => {
    const backend = installFakeBackend();
    afterwards(() => backend.restore());
    const link = createLink();
    afterwards(() => link.destroy());
    const connection = { id: "conn_linked" };
    expect(await driveFlow(link, { outcome: "connected", connection }, { backend })).to.include({ verified: true });
    expect(link.connection?.id).to.equal("conn_linked");
    expect(backend.connections).to.deep.equal([fakeConnection(connection)]);
    expect(await driveFlow(link, "unauthorized", { backend })).to.include({ code: "unauthorized" });
    expect(await driveFlow(link, "cancelled", { backend }), "the failure applies to one flow").to.include({
      reason: "user",
    });
  });

  it("drives a status and a list, which show the new connection", async () => {
    const backend = installFakeBackend({ connections: [fakeConnection({ status: "expired" })] });
    afterwards(() => backend.restore());
    const status = append("ofauth-connection-status", { endpoint: "/api/ofauth" });
    await until(() => status.status === "expired");
    expect(await driveFlow(status, "connected", { backend })).to.include({ reconnected: true });
    await until(() => status.status === "active");
    const list = append("ofauth-connections");
    const connect = await until(() => list.shadowRoot?.querySelector("ofauth-connect"));
    const connection = { id: "conn_another" };
    await driveFlow(list, { outcome: "connected", connection }, { backend, open: () => connect.open() });
    expect(backend.connections.map(({ id }) => id)).to.deep.equal(["conn_another", "conn_test1"]);
  });

  it("resolves as cancelled by the host when a listener prevents the flow", async () => {
    const element = append("ofauth-connect");
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    expect(await driveFlow(element)).to.include({ outcome: "cancelled", reason: "host" });
    expect(await driveFlow(element, "connected", { open: () => element.click() })).to.include({ reason: "host" });
  });

  it("resolves with an error that occurs before any attempt", async () => {
    const page = pageRecord(document);
    page.owner = {};
    afterwards(() => (page.owner = undefined));
    expect(await driveFlow(append("ofauth-connect"))).to.include({ outcome: "failed", code: "busy" });
  });

  for (const [mode, outcome] of [
    ["redirect", "connected"],
    ["embed", "popup_blocked"],
    ["popup", "frame_timeout"],
  ] as const) {
    it(`rejects ${outcome} with mode="${mode}", which is impossible`, async () => {
      const element = append("ofauth-connect", { mode });
      const error = await driveFlow(element, outcome).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.an("error");
      expect(element.isOpen).to.equal(false);
    });
  }
});

describe("emitFlow", () => {
  it("emits nothing more when a listener prevents ofauth-before-open", () => {
    const target = new EventTarget();
    const emitted = recordEvents(target);
    target.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    expect(emitFlow(target)).to.include({ outcome: "cancelled", reason: "host" });
    expect(emitted).to.have.length(1);
  });

  it("emits csp_blocked, which driveFlow cannot bring about, and reconnections", () => {
    const target = new EventTarget();
    const emitted = recordEvents(target);
    expect(emitFlow(target, "csp_blocked")).to.include({ code: "csp_blocked" });
    expect(eventLog(emitted)).to.include("stall");
    const renewed = emitFlow(
      target,
      { outcome: "connected", connection: { id: "conn_2" } },
      { connectionId: "conn_1" },
    );
    expect(renewed).to.include({ previousConnectionId: "conn_1", reconnected: false });
  });
});
