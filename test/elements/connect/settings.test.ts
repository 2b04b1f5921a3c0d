import { expect } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements.js";
import { afterwards, hostedOrigin, hostedUrl, json, quiet, until } from "../../browser/page-setup.js";
import { fakePopup, session, setup, start, eventLog } from "./connect-setup.js";
import { returnedId, sentAway } from "./callback-setup.js";

/** What frameworks set for "nothing", whatever the types say. */
const none = null as unknown as undefined;

const takenAway: Readonly<
  Record<string, (element: OFAuthConnect, name: string, property: keyof OFAuthConnect) => void>
> = {
  "removeAttribute()": (element, name) => element.removeAttribute(name),
  null: (element, _, property) => Object.assign(element, { [property]: none }),
  undefined: (element, _, property) => Object.assign(element, { [property]: undefined }),
  "an empty attribute": (element, name) => element.setAttribute(name, ""),
};

describe("a setting of <ofauth-connect> that was taken away", () => {
  it("asks for a new connection where connection-id is gone, and the dialog says so", async () => {
    for (const [how, take] of Object.entries(takenAway)) {
      const { element, host, received, part, state } = await setup({ attributes: { "connection-id": "conn_1" } });
      take(element, "connection-id", "connectionId");
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

  it("asks the endpoint where session-url and link-endpoint are gone, and can renew then", async () => {
    for (const [how, take] of Object.entries(takenAway)) {
      const { element, host, state, say, received } = await setup({
        attributes: { "session-url": hostedUrl("loaded"), "link-endpoint": "/own" },
      });
      take(element, "session-url", "sessionUrl");
      take(element, "link-endpoint", "linkEndpoint");
      start(element);
      await state("open");
      expect(host.paths, how).to.deep.equal(["POST /api/ofauth/link/init"]);
      say({ type: "OFAUTH_LINK", event: "invalid_session" });
      await until(() => eventLog(received).includes("session-renewed"));
      element.close({ force: true });
    }
  });

  it("goes by the default endpoint", async () => {
    for (const how of ["removeAttribute()", "null", "undefined"]) {
      const { element, host, state } = await setup({ attributes: { endpoint: "/other" } });
      takenAway[how]?.(element, "endpoint", "endpoint");
      start(element);
      await state("open");
      expect(host.paths, how).to.deep.equal(["POST /api/ofauth/link/init"]);
      element.close({ force: true });
    }
  });

  it("trusts OFAuth's own origins, and no other", async () => {
    for (const how of ["removeAttribute()", "null", "undefined"]) {
      const popup = fakePopup();
      const url = "https://link.ofauth.com/cs_1";
      let answer = () => session("loaded");
      const { element, state } = await setup({
        attributes: { mode: "popup" },
        answers: { "link/init": () => answer() },
      });
      takenAway[how]?.(element, "link-origins", "linkOrigins");
      expect(await element.open(), how).to.include({ code: "untrusted_url" });
      popup.closed = false;
      answer = () => json({ mode: "hosted", url });
      start(element);
      await state("open");
      expect(popup.gone, how).to.deep.equal([url]);
      element.close({ force: true });
    }
  });

  it("opens in a frame, and asks for the session on pressing, where mode and prefetch are gone", async () => {
    const { element, host, button, frame, state } = await setup({ attributes: { mode: "popup", prefetch: "none" } });
    element.removeAttribute("mode");
    element.removeAttribute("prefetch");
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
    await until(() => host.requests.length);
    start(element);
    await state("open");
    expect(frame()?.src).to.contain(hostedOrigin);
    expect(host.requests).to.have.length(1);
  });

  it("reads a return by itself where callback is gone, and leaves it alone where it is manual", async () => {
    for (const [take, expected] of [
      [true, ["→ cancelled", "cancel", "close"]],
      [false, []],
    ] as const) {
      sentAway();
      const { element, received, host } = await setup({
        attributes: { callback: "manual" },
        properties: { callback: take ? (none as unknown as "auto") : "manual" },
        answers: { "link/result": () => json({ outcome: "cancelled", attemptId: returnedId }) },
      });
      await (take ? until(() => element.state === "cancelled") : quiet());
      expect(eventLog(received)).to.deep.equal(expected);
      expect(host.requests).to.have.length(expected.length ? 1 : 0);
    }
  });
});

describe("a pointer that is not pressing the button of <ofauth-connect>", () => {
  it("asks for no session: the right button, the middle one, a second finger", async () => {
    for (const init of [{ button: 2 }, { button: 1 }, { isPrimary: false }]) {
      const { host, button } = await setup();
      button.dispatchEvent(
        new PointerEvent("pointerdown", { bubbles: true, composed: true, button: 0, isPrimary: true, ...init }),
      );
      await quiet();
      expect(host.requests, JSON.stringify(init)).to.deep.equal([]);
    }
  });
});

describe("a subclass of OFAuthConnect", () => {
  it("is what its own define() registers", async () => {
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
