import { expect } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements.js";
import { afterwards, hostedOrigin, hostedUrl, json, quiet, until } from "../../browser/page-setup.js";
import { fakePopup, session, setupConnect, start, eventLog } from "./connect-setup.js";
import { callbackAttemptId, leaveByRedirect } from "./callback-setup.js";

/** What frameworks set for "nothing", which the types do not allow. */
const none = null as unknown as undefined;

const removals: Readonly<
  Record<string, (element: OFAuthConnect, name: string, property: keyof OFAuthConnect) => void>
> = {
  "removeAttribute()": (element, name) => element.removeAttribute(name),
  null: (element, _, property) => Object.assign(element, { [property]: none }),
  undefined: (element, _, property) => Object.assign(element, { [property]: undefined }),
  "an empty attribute": (element, name) => element.setAttribute(name, ""),
};

describe("<ofauth-connect> after a setting was removed", () => {
  it("creates a new connection without connection-id", async () => {
    for (const [how, remove] of Object.entries(removals)) {
      const { element, host, received, part, state } = await setupConnect({
        attributes: { "connection-id": "conn_1" },
      });
      remove(element, "connection-id", "connectionId");
      await element.updateComplete;
      start(element);
      await state("open");
      expect(host.requests[0]?.body, how).to.have.all.keys("attemptId", "mode");
      expect(received[0]?.detail, how).to.have.all.keys("mode", "attemptId");
      expect(part("title")?.textContent, how).to.equal("Connect your account");
      expect(part("label")?.textContent, how).to.contain("Connect account");
      element.close({ force: true });
    }
  });

  it("uses the endpoint, which can renew, without session-url and link-endpoint", async () => {
    for (const [how, remove] of Object.entries(removals)) {
      const { element, host, state, post, received } = await setupConnect({
        attributes: { "session-url": hostedUrl("loaded"), "link-endpoint": "/own" },
      });
      remove(element, "session-url", "sessionUrl");
      remove(element, "link-endpoint", "linkEndpoint");
      start(element);
      await state("open");
      expect(host.paths, how).to.deep.equal(["POST /api/ofauth/link/init"]);
      post({ type: "OFAUTH_LINK", event: "invalid_session" });
      await until(() => eventLog(received).includes("session-renewed"));
      element.close({ force: true });
    }
  });

  it("uses the default endpoint without endpoint", async () => {
    for (const how of ["removeAttribute()", "null", "undefined"]) {
      const { element, host, state } = await setupConnect({ attributes: { endpoint: "/other" } });
      removals[how]?.(element, "endpoint", "endpoint");
      start(element);
      await state("open");
      expect(host.paths, how).to.deep.equal(["POST /api/ofauth/link/init"]);
      element.close({ force: true });
    }
  });

  it("trusts only OFAuth's origins without link-origins", async () => {
    for (const how of ["removeAttribute()", "null", "undefined"]) {
      const popup = fakePopup();
      const url = "https://link.ofauth.com/cs_1";
      let answer = () => session("loaded");
      const { element, state } = await setupConnect({
        attributes: { mode: "popup" },
        responses: { "link/init": () => answer() },
      });
      removals[how]?.(element, "link-origins", "linkOrigins");
      expect(await element.open(), how).to.include({ code: "untrusted_url" });
      popup.closed = false;
      answer = () => json({ mode: "hosted", url });
      start(element);
      await state("open");
      expect(
        popup.navigations.map(({ href }) => href),
        how,
      ).to.deep.equal([url]);
      element.close({ force: true });
    }
  });

  it("opens a frame and requests the session on pointerdown without mode and prefetch", async () => {
    const { element, host, button, frame, state } = await setupConnect({
      attributes: { mode: "popup", prefetch: "none" },
    });
    element.removeAttribute("mode");
    element.removeAttribute("prefetch");
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
    await until(() => host.requests.length);
    start(element);
    await state("open");
    expect(frame()?.src).to.contain(hostedOrigin);
    expect(host.requests).to.have.length(1);
  });

  it('reads a callback without callback="manual"', async () => {
    for (const [isRemoved, expected] of [
      [true, ["→ cancelled", "cancel", "close"]],
      [false, []],
    ] as const) {
      leaveByRedirect();
      const { element, received, host } = await setupConnect({
        attributes: { callback: "manual" },
        properties: { callback: isRemoved ? (none as unknown as "auto") : "manual" },
        responses: { "link/result": () => json({ outcome: "cancelled", attemptId: callbackAttemptId }) },
      });
      await (isRemoved ? until(() => element.state === "cancelled") : quiet());
      expect(eventLog(received)).to.deep.equal(expected);
      expect(host.requests).to.have.length(expected.length ? 1 : 0);
    }
  });
});

describe("the button of <ofauth-connect>", () => {
  it("requests no session for other buttons of the pointer or a second finger", async () => {
    for (const init of [{ button: 2 }, { button: 1 }, { isPrimary: false }]) {
      const { host, button } = await setupConnect();
      button.dispatchEvent(
        new PointerEvent("pointerdown", { bubbles: true, composed: true, button: 0, isPrimary: true, ...init }),
      );
      await quiet();
      expect(host.requests, JSON.stringify(init)).to.deep.equal([]);
    }
  });
});

describe("a subclass of OFAuthConnect", () => {
  it("is registered by its define()", async () => {
    class Mine extends OFAuthConnect {
      greeting = "hello";
    }
    Mine.define("my-own-connect");
    expect(customElements.get("my-own-connect")).to.equal(Mine);
    const mine = document.createElement("my-own-connect") as Mine;
    document.body.append(mine);
    afterwards(() => mine.remove());
    await mine.updateComplete;
    expect(mine).to.be.instanceOf(Mine);
    expect(mine.greeting).to.equal("hello");
    expect(mine.shadowRoot?.querySelector("[part=button]")).to.not.equal(null);
  });
});
