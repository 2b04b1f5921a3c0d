/** A page that is the redirect target, and links to it that others wrote. */
import { expect } from "@open-wc/testing";
import { connectionEntry, eventLog, setupConnect, type SetupOptions } from "./connect-setup.js";
import { callbackAttemptId, leaveByRedirect } from "./callback-setup.js";
import { json, quiet, until } from "../../browser/page-setup.js";

/** The host confirms the user's own connection, and refuses any other. */
const owns = (id: string): SetupOptions["responses"] => ({
  "link/complete": ({ body }) =>
    body?.connectionId === id ? json(connectionEntry(id)) : json({ code: "verify_failed", message: "" }, 403),
});
const link = (id: string) => `/page?status=success&connection_id=${id}`;

async function setupTarget(responses: SetupOptions["responses"]) {
  leaveByRedirect({ own: false });
  return setupConnect({ attributes: { callback: "manual" }, responses });
}

describe("<ofauth-connect> on a page that is the redirect target", () => {
  it("does not take a foreign link for the return: the real one is confirmed, and the page is notified", async () => {
    const { element, received } = await setupTarget(owns("conn_own"));
    expect(await element.handleCallback(link("conn_other"))).to.include({ code: "verify_failed" });
    const ended = received.length;
    expect(received.filter(({ type }) => type === "ofauth-close")).to.have.length(1);
    expect(JSON.stringify(received.map(({ detail }) => detail))).to.not.contain("conn_other");

    await element.handleCallback(link("conn_own"));
    await until(() => eventLog(received).includes("verified"));
    const news = received.slice(ended).filter(({ detail }) => detail["attemptId"] === callbackAttemptId);
    expect(eventLog(news)).to.deep.equal(["verified"]);
    expect(news[0]!.detail).to.include({ connectionId: "conn_own", after: "error" });
    expect([element.state, element.connection?.id]).to.deep.equal(["connected", "conn_own"]);
    expect(Object.keys(localStorage)).to.deep.equal([]);
  });

  it("keeps the record after a foreign cancel, too", async () => {
    const { element, received } = await setupTarget(owns("conn_own"));
    await element.handleCallback("/page?status=cancelled&step=login");
    await element.handleCallback(link("conn_own"));
    await until(() => eventLog(received).includes("verified"));
    expect(received.at(-1)!.detail).to.include({ after: "cancel" });
  });

  it("ends with the return that is confirmed", async () => {
    const { element } = await setupTarget(owns("conn_own"));
    expect(await element.handleCallback(link("conn_own"))).to.include({ outcome: "connected", verified: true });
    expect(await element.handleCallback(link("conn_own"))).to.include({ code: "unsolicited_callback" });
  });

  it("reports each return within a minute where the host has no route that confirms", async () => {
    const { element, received } = await setupTarget({ "link/complete": () => new Response("", { status: 404 }) });
    expect(await element.handleCallback(link("conn_other"))).to.include({ outcome: "connected", verified: false });
    expect(await element.handleCallback(link("conn_own"))).to.include({ connectionId: "conn_own", verified: false });
    await quiet();
    expect(received.filter(({ type }) => type === "ofauth-verified")).to.deep.equal([]);
    const key = `ofauth-link:redirect:${callbackAttemptId}`;
    const { startedAt } = JSON.parse(localStorage.getItem(key)!) as { startedAt: number };
    expect(startedAt + 60 * 60_000 - Date.now()).to.be.within(50_000, 60_000);
  });
});
