import { expect } from "@open-wc/testing";
import {
  OFAuthBeforeDisconnectEvent,
  OFAuthDisconnectedEvent,
  OFAuthStatusChangeEvent,
} from "../../../src/elements/events/connection-events.js";
import { quiet, successMessage, until } from "../../browser/page-setup.js";
import { handlesOf, recordEvents } from "../connect/connect-setup.js";
import { ask } from "../status/status-setup.js";
import { accounts, setupList, summarize } from "./list-setup.js";

type World = Awaited<ReturnType<typeof setupList>>;

async function disconnect({ inRow }: World, row = 0) {
  await ask(await until(() => inRow(row, "action-disconnect")));
  const yes = inRow(row, "confirm-yes")!;
  yes.focus();
  yes.click();
}

describe("events of a row in <ofauth-connections>", () => {
  it("are dispatched from the list only, also in the capture phase", async () => {
    const world = await setupList();
    const { element, state, rows, received, place } = world;
    await state("ready");
    await until(() => received.length === 2);
    expect(summarize(received)).to.deep.equal(["status-change", "status-change"]);
    expect(received[0]).to.be.instanceOf(OFAuthStatusChangeEvent);
    expect(received.map(({ detail }) => detail["connectionId"])).to.have.members(["conn_1", "conn_2"]);
    expect(received[0]!.detail).to.deep.include({ status: "active", previousStatus: "loading", cause: "load" });
    const [down, up] = [recordEvents(document, true), recordEvents(place)];
    received.length = 0;
    await disconnect(world);
    await rows("conn_2");
    await until(() => summarize(received).includes("disconnected"));
    await quiet();
    expect(summarize(received).filter((name) => name.includes("disconnect"))).to.deep.equal([
      "before-disconnect",
      "disconnected",
    ]);
    expect(received[0]).to.be.instanceOf(OFAuthBeforeDisconnectEvent);
    const gone = received.find(({ type }) => type === "ofauth-disconnected")!;
    expect(gone).to.be.instanceOf(OFAuthDisconnectedEvent);
    expect(gone.detail).to.deep.include({ connectionId: "conn_1" });
    expect(Object.isFrozen(gone.detail)).to.equal(true);
    // The same event objects, each once.
    expect(up).to.deep.equal(received);
    expect(down).to.deep.equal(received);
    for (const event of received) {
      expect([event.bubbles, event.composed]).to.deep.equal([true, true]);
    }
    expect(element.isConnected).to.equal(true);
  });

  it("have the list as their target", async () => {
    const { element, state, place } = await setupList();
    const targets = new Set<EventTarget | null>();
    place.addEventListener("ofauth-status-change", (event) => targets.add(event.target));
    element.remove();
    place.append(element);
    await state("ready");
    await until(() => targets.size > 0);
    expect([...targets].every((target) => target === element)).to.equal(true);
  });

  it("can be cancelled at the list", async () => {
    const world = await setupList();
    const { element, state, inRow, host, ids } = world;
    await state("ready");
    element.addEventListener("ofauth-before-disconnect", (event) => event.preventDefault());
    (await until(() => inRow(0, "action-disconnect"))).click();
    await quiet();
    expect(inRow(0, "confirm")).to.equal(null);
    expect(host.paths.some((path) => path.startsWith("DELETE"))).to.equal(false);
    expect(ids()).to.have.length(2);
  });

  it("are not confused with events of slotted elements", async () => {
    const own = document.createElement("div");
    own.slot = "heading";
    const { state, received } = await setupList({ content: [own] });
    await state("ready");
    received.length = 0;
    const event = new OFAuthStatusChangeEvent({ status: "active", previousStatus: "loading", cause: "load" });
    own.dispatchEvent(event);
    expect(received).to.deep.equal([event]);
  });
});

describe("focus after a disconnect in <ofauth-connections>", () => {
  it("moves to the next row", async () => {
    const world = await setupList({ has: accounts(3) });
    await world.state("ready");
    const region = await until(() => document.querySelector("#ofauth-announcer"));
    region.textContent = "";
    await disconnect(world, 1);
    await world.rows("conn_1", "conn_3");
    expect(world.root.activeElement === world.root.querySelectorAll("li")[1]).to.equal(true);
    await until(() => region.textContent.includes("Not connected"));
  });

  it("moves to the previous row when the last one was removed", async () => {
    const world = await setupList({ has: accounts(2) });
    await world.state("ready");
    await disconnect(world, 1);
    await world.rows("conn_1");
    expect(world.root.activeElement === world.root.querySelector("li")).to.equal(true);
  });

  it("moves to the empty message when the only row was removed", async () => {
    const world = await setupList({ has: accounts(1) });
    await world.state("ready");
    await disconnect(world);
    await world.state("empty");
    expect(world.root.activeElement?.part.value).to.equal("empty");
  });

  it("does not move when it is elsewhere", async () => {
    const world = await setupList({ has: accounts(2) });
    await world.state("ready");
    const button = document.createElement("button");
    world.place.append(button);
    button.focus();
    await world.client.disconnect("conn_1");
    await world.rows("conn_2");
    expect(document.activeElement === button).to.equal(true);
  });
});

describe("a flow in <ofauth-connections>", () => {
  it("of the button dispatches its events from the list, once and in order, and adds a row", async () => {
    const { element, state, connect, received, rows, place } = await setupList();
    await state("ready");
    await until(() => received.length === 2);
    const down = recordEvents(document, true);
    const up = recordEvents(place);
    received.length = 0;
    const flow = handlesOf(connect);
    connect.click();
    await flow.state("open");
    flow.post(successMessage("conn_new"));
    await rows("conn_new", "conn_1", "conn_2");
    expect(summarize(received).slice(0, 7)).to.deep.equal([
      "before-open",
      "state-change",
      "state-change",
      "open",
      "state-change",
      "load",
      "state-change",
    ]);
    expect(
      summarize(received)
        .filter((name) => name !== "status-change")
        .slice(-3),
    ).to.deep.equal(["state-change", "success", "close"]);
    expect(received.find(({ type }) => type === "ofauth-success")!.detail).to.deep.include({
      connectionId: "conn_new",
      verified: true,
      source: "embed",
    });
    expect(up).to.deep.equal(received);
    expect(down).to.deep.equal(received);
    expect(element.connections.map(({ id }) => id)).to.contain("conn_new");
  });

  it("of the button continues when the empty list gets rows", async () => {
    const { element, state, connect, rows, client, backend, root } = await setupList({ has: [] });
    await state("empty");
    const flow = handlesOf(connect);
    connect.click();
    await flow.state("open");
    backend.list = accounts(1);
    client.refetchConnection("conn_1");
    await rows("conn_1");
    expect(connect.state).to.equal("open");
    expect(root.querySelector("ofauth-connect") === connect).to.equal(true);
    connect.close({ force: true });
    await element.updateComplete;
  });

  it("of a row keeps the row when its connection leaves the page", async () => {
    const has = accounts(3).map((entry) => ({ ...entry, status: "expired" }));
    const { state, cards, inRow, received, backend, client, rows, element } = await setupList({
      has,
      attributes: { status: "expired" },
    });
    await state("ready");
    const [, card] = cards();
    (await until(() => inRow(1, "action-reconnect"))).click();
    await until(() => summarize(received).includes("load"));
    // The host has the new status before the page does.
    backend.list = backend.list.map((entry) => (entry.id === "conn_2" ? { ...entry, status: "active" } : entry));
    const refreshed = element.refreshNow();
    client.refetchConnection("conn_2");
    await refreshed;
    await quiet();
    expect(cards()[1] === card).to.equal(true);
    expect(summarize(received)).to.not.contain("cancel");
    card!
      .shadowRoot!.querySelector("iframe")!
      .contentWindow!.postMessage(
        { command: "post", data: successMessage("conn_2") },
        `http://127.0.0.1:${location.port}`,
      );
    await until(() => summarize(received).includes("close"));
    const success = received.find(({ type }) => type === "ofauth-success")!;
    expect(success.detail).to.deep.include({ connectionId: "conn_2", reconnected: true });
    await rows("conn_1", "conn_3");
  });

  it("that was cancelled does not keep its row", async () => {
    const { element, state, inRow, received, backend, rows } = await setupList({
      has: accounts(2).map((entry) => ({ ...entry, status: "expired" })),
    });
    await state("ready");
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    (await until(() => inRow(0, "action-reconnect"))).click();
    await quiet();
    expect(summarize(received)).to.not.contain("state-change");
    backend.list = backend.list.filter(({ id }) => id !== "conn_1");
    await element.refreshNow();
    await rows("conn_2");
  });

  it("gets the settings of the list", async () => {
    const { element, state, cards, connect } = await setupList();
    const requestInit = { headers: { "x-csrf": "1" } };
    const createSession = () => Promise.reject(new Error("none"));
    const set = { requestInit, createSession, mode: "popup", linkEndpoint: "/link", prefetch: "none" } as const;
    Object.assign(element, set, { actions: "refresh", strings: { actionRefresh: "Neu" } });
    await state("ready");
    for (const inner of [connect, ...cards()]) {
      expect(inner).to.include(set);
      expect(inner.linkOrigins).to.equal(element.linkOrigins);
      expect(inner.endpoint).to.equal(element.endpoint);
      expect(inner.strings).to.equal(element.strings);
    }
    expect(cards()[0]!.actions).to.equal("refresh");
    // As a framework sets a property that is no longer given.
    Object.assign(element, { actions: undefined });
    await element.updateComplete;
    expect(cards()[0]!.actions).to.equal("reconnect disconnect");
  });
});
