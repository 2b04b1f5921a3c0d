import { expect } from "@open-wc/testing";
import { fadedIn, fakeHost, hostedOrigin, json, never, successMessage, until } from "../../browser/page-setup.js";
import { connectionEntry, fakePopup, session, setupConnect } from "../connect/connect-setup.js";
import { connection, knownView, setupStatus, summarize, type SetupOptions } from "./status-setup.js";

/** Sets up an element with an expired connection, a fake backend and the fake hosted page. */
async function setup({ routes, messages = ["loaded"], ...options }: SetupOptions & World = {}) {
  const host = fakeHost({
    "link/init": () => session(...messages),
    "link/complete": ({ body }) => json(connectionEntry(String(body?.connectionId))),
    ...routes,
  });
  const world = await setupStatus({ view: knownView({ status: "expired" }), ...options });
  const frame = () => world.root.querySelector("iframe");
  world.received.length = 0;
  return {
    ...world,
    host,
    frame,
    /** Makes the hosted page post a message. */
    post: (data: unknown) => frame()?.contentWindow?.postMessage({ command: "post", data }, hostedOrigin),
    ended: () => until(() => summarize(world.received).at(-1) === "close"),
  };
}

interface World {
  readonly routes?: Parameters<typeof fakeHost>[0];
  readonly messages?: readonly unknown[];
}

const opened = (world: Awaited<ReturnType<typeof setup>>) => until(() => summarize(world.received).includes("load"));

describe("reconnecting from <ofauth-connection-status>", () => {
  it("passes the accessibility audit while the hosted page is open", async () => {
    const world = await setup();
    world.button("reconnect").click();
    await opened(world);
    expect(world.button("reconnect").ariaBusy).to.equal("true");
    await fadedIn(world.root.querySelector("dialog")!);
    await expect(world.element).to.be.accessible();
    world.element.remove();
    await world.ended();
  });

  it("runs the flow for the shown connection and updates the client", async () => {
    const world = await setup();
    const { element, host, client, received, post, button, focused, settled } = world;
    button("reconnect").focus();
    button("reconnect").click();
    button("reconnect").click();
    await opened(world);
    post(successMessage("conn_1"));
    await world.ended();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init", "POST /api/ofauth/link/complete"]);
    expect(host.requests[0]!.body).to.include({ connectionId: "conn_1", mode: "embed" });
    expect(summarize(received)).to.deep.equal([
      "before-open",
      "state-change",
      "state-change",
      "open",
      "state-change",
      "load",
      "state-change",
      "state-change",
      "success",
      "close",
    ]);
    expect(received[0]!.detail).to.include({ connectionId: "conn_1" });
    expect(received.at(-2)!.detail).to.include({ connectionId: "conn_1", reconnected: true, verified: true });
    expect(client.refetchedIds).to.deep.equal(["conn_1"]);
    client.notify(knownView(), "action");
    await settled();
    expect(element.status).to.equal("active");
    expect(focused(), "the button is gone, the focus is not").to.equal(
      element.shadowRoot!.querySelector("[part=base]"),
    );
    expect(summarize(received).at(-1)).to.equal("→ active (action)");
  });

  it("creates a connection when none exists", async () => {
    const world = await setup({ view: { name: "none" }, properties: { connectionId: "conn_gone" } });
    const ended = world.element.reconnect();
    await opened(world);
    expect(world.received[0]!.detail).to.not.have.property("connectionId");
    expect(world.host.requests[0]!.body).to.not.have.property("connectionId");
    world.post(successMessage("conn_2"));
    expect(await ended).to.include({ outcome: "connected", connectionId: "conn_2" });
    await world.settled();
    expect(world.part("message")!.textContent).to.contain("A new connection was created.");
  });

  it("uses the id set by the page until the connection is known", async () => {
    const world = await setup({
      view: { name: "loading" },
      properties: { connectionId: "conn_5" },
      routes: { "link/init": never },
    });
    const ended = world.element.reconnect();
    expect(world.received[0]!.detail).to.include({ connectionId: "conn_5" });
    world.element.remove();
    expect(await ended).to.include({ outcome: "cancelled" });
  });

  it("shows a notice when OFAuth created another connection", async () => {
    const world = await setup({ properties: { connectionId: "conn_1" } });
    const ended = world.element.reconnect();
    await opened(world);
    world.post(successMessage("conn_2"));
    expect(await ended).to.include({ connectionId: "conn_2", previousConnectionId: "conn_1", reconnected: false });
    await world.settled();
    expect(world.client.refetchedIds).to.deep.equal(["conn_2"]);
    expect(world.badge()).to.equal("Reconnect needed");
    expect(world.element.connectionId).to.equal("conn_1");
    expect(world.part("message")!.textContent.trim()).to.equal(
      "A new connection was created. The one shown here hasn’t changed.",
    );
    await expect(world.element).to.be.accessible();
    world.element.connectionId = "conn_2";
    await world.settled();
    expect(world.part("message")).to.equal(null);
  });

  it("shows a connection set by the page as confirmed, until it is set again", async () => {
    const given = connection({ status: "expired" });
    const world = await setup({ properties: { connection: given } });
    const ended = world.element.reconnect();
    await opened(world);
    world.post(successMessage("conn_1"));
    await ended;
    await world.settled();
    expect(world.badge()).to.equal("Active");
    world.element.connection = connection({ status: "expired" });
    await world.settled();
    expect(world.badge()).to.equal("Reconnect needed");
  });

  it("does not replace a connection set by the page with another one", async () => {
    const world = await setup({ properties: { connection: connection({ status: "expired" }) } });
    const ended = world.element.reconnect();
    await opened(world);
    world.post(successMessage("conn_2"));
    await ended;
    await world.settled();
    expect(world.badge()).to.equal("Reconnect needed");
    expect(world.part("message")!.textContent).to.contain("A new connection was created.");
  });

  it("shows an error with a retry button", async () => {
    const world = await setup({ routes: { "link/init": () => new Response("", { status: 429 }) } });
    expect(await world.element.reconnect()).to.include({ outcome: "failed", code: "rate_limited" });
    await world.settled();
    expect(world.part("message")!.textContent).to.contain("Too many attempts. Wait a minute and try again.");
    expect(world.badge()).to.equal("Reconnect needed");
    await expect(world.element).to.be.accessible();
    world.button("retry").click();
    await until(() => world.host.requests.length === 2);
  });

  it("opens its window in the click, and describes that before", async () => {
    const popup = fakePopup();
    const world = await setup({ attributes: { mode: "popup" }, routes: { "link/init": never } });
    const button = world.button("reconnect");
    const hint = world.root.getElementById(button.getAttribute("aria-describedby")!)!;
    expect(hint.textContent).to.equal("Opens a new window");
    let opens = 0;
    Object.assign(window, { open: () => (opens++, popup) });
    button.click();
    expect(opens).to.equal(1);
    world.element.remove();
    await world.ended();
  });

  it("loads on hover and requests the session on press, as `prefetch` allows", async () => {
    const world = await setup({ routes: { "link/init": never } });
    world.button("reconnect").dispatchEvent(new PointerEvent("pointerenter"));
    await until(() => document.querySelector(`link[rel=preconnect][href="${hostedOrigin}"]`));
    expect(world.host.requests).to.deep.equal([]);
    world.button("reconnect").dispatchEvent(new PointerEvent("pointerdown"));
    await until(() => world.host.requests.length === 1);
    expect(world.host.requests[0]!.body).to.include({ connectionId: "conn_1" });
    const other = await setup({ attributes: { prefetch: "none" }, routes: { "link/init": never } });
    other.button("reconnect").dispatchEvent(new PointerEvent("pointerdown"));
    expect(other.host.requests).to.deep.equal([]);
  });

  it("shares one flow with the buttons of the page", async () => {
    const { element: connect } = await setupConnect({ responses: { "link/init": never } });
    const busy = connect.open();
    const world = await setup();
    expect(await world.element.reconnect()).to.include({ outcome: "failed", code: "busy" });
    connect.close({ force: true });
    await busy;
  });

  it("leaves OFAuth's callback to the page's connect element, unless it has an id", async () => {
    const { element } = await setup();
    expect(element.callback).to.equal("auto");
    await setupConnect();
    expect(element.callback).to.equal("manual");
    element.id = "mine";
    expect(element.callback).to.equal("auto");
  });
});
