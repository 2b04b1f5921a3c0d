import { expect } from "@open-wc/testing";
import { OFAuthConnectionStatus } from "../../../src/elements/status/element.js";
import { afterwards, move, quiet, until } from "../../browser/page-setup.js";
import { otherPage, recordEvents } from "../connect/connect-setup.js";
import { connection, handles, knownView, loaded, setupStatus, summarize } from "./status-setup.js";

describe("the connection that <ofauth-connection-status> observes", () => {
  it("passes the accessibility audit without a connection id", async () => {
    const { element } = await setupStatus();
    await expect(element).to.be.accessible();
  });

  it("is the newest one, or the one set by id, at its endpoint", async () => {
    const { client } = await setupStatus();
    expect(client.observations.map(({ id, options }) => [id, options.refresh])).to.deep.equal([[undefined, 0]]);
    expect(client.requestedOptions.at(-1)).to.include({ endpoint: "/api/ofauth", window, requestInit: undefined });
    const requestInit = { headers: { "x-csrf": "1" } };
    const named = await setupStatus({
      attributes: { "connection-id": "conn_9", endpoint: "/other", refresh: "30" },
      properties: { requestInit },
    });
    expect(named.client.observations.map(({ id, options }) => [id, options.refresh])).to.deep.equal([["conn_9", 30]]);
    expect(named.client.requestedOptions.at(-1)).to.include({ endpoint: "/other", requestInit });
  });

  it("is fetched with settings that a framework applies after insertion", async () => {
    const { place, client } = await setupStatus();
    const late = document.createElement("status-with-fake-client") as OFAuthConnectionStatus;
    place.append(late);
    late.connectionId = "conn_3";
    await loaded(late);
    expect(client.observations.map(({ id }) => id)).to.deep.equal([undefined, "conn_3"]);
  });

  it("changes with the id, the endpoint and the poll interval", async () => {
    const { element, client, received, root, settled } = await setupStatus({
      properties: { connectionId: "conn_1", variant: "card" },
      view: knownView(),
    });
    client.view = { name: "loading" };
    element.connectionId = "conn_2";
    await settled();
    expect(root.textContent).to.not.contain("Anna");
    element.endpoint = "/other";
    await settled();
    element.setAttribute("refresh", "60");
    await settled();
    element.theme = "dark";
    await settled();
    expect(client.observations.map(({ id, options, stopped }) => [id, options.refresh, stopped])).to.deep.equal([
      ["conn_1", 0, 1],
      ["conn_2", 0, 1],
      ["conn_2", 0, 1],
      ["conn_2", 60, 0],
    ]);
    expect(summarize(received)).to.deep.equal(["→ active (load)", "→ loading (load)"]);
  });

  it("stays visible when only the poll interval changes", async () => {
    const { element, client, received, settled } = await setupStatus({ view: knownView() });
    client.view = knownView();
    const observe = client.observe.bind(client);
    client.observe = (...args) => {
      expect(client.observations.at(-1)!.stopped, "the previous observation is still active").to.equal(0);
      return observe(...args);
    };
    element.refresh = 20;
    await settled();
    element.refresh = Number.NaN;
    await settled();
    element.refresh = -5;
    await settled();
    expect(client.observations.map(({ options }) => options.refresh)).to.deep.equal([0, 20, 0]);
    expect(summarize(received)).to.deep.equal(["→ active (load)"]);
  });

  it("is not observed while the element is out of the page", async () => {
    const { element, place, client } = await setupStatus({ view: knownView() });
    element.remove();
    await quiet();
    expect(client.observations.map(({ stopped }) => stopped)).to.deep.equal([1]);
    place.append(element);
    await quiet();
    expect(client.observations.map(({ stopped }) => stopped)).to.deep.equal([1, 0]);
  });

  it("stays observed when the element moves in one task, also by moveBefore() where it exists", async () => {
    const { element, place, client } = await setupStatus({ view: knownView() });
    place.remove();
    document.body.append(place);
    await quiet();
    const there = document.createElement("div");
    place.append(there);
    move(element, there);
    await quiet();
    expect(client.observations.map(({ stopped }) => stopped)).to.deep.equal([0]);
  });

  it("uses the client and styles of the document that the element moves to", async () => {
    const { element, client, root, part } = await setupStatus({ view: knownView() });
    const page = await otherPage();
    page.body.append(element);
    await quiet();
    expect(client.observations.map(({ stopped }) => stopped)).to.deep.equal([1, 0]);
    expect(client.requestedOptions.at(-1)!.window).to.equal(page.defaultView);
    await until(() => root.adoptedStyleSheets.length);
    expect(getComputedStyle(part("badge")!).display).to.equal("flex");
  });

  it("is refetched on demand; concurrent calls share one fetch", async () => {
    const { element, client, button, part, settled } = await setupStatus({
      view: knownView(),
      properties: { actions: "refresh" },
    });
    const first = element.refreshNow();
    button("refresh").click();
    await settled();
    await quiet();
    expect(part("base")!.ariaBusy).to.equal("true");
    expect(button("refresh").ariaBusy).to.equal("true");
    expect(client.observations[0]!.refreshes).to.have.length(1);
    client.observations[0]!.view = knownView({ status: "expired" });
    client.observations[0]!.changed(knownView({ status: "expired" }), "refresh");
    client.observations[0]!.refreshes[0]!.resolve();
    expect(await first).to.equal("expired");
    await settled();
    expect(part("base")!.ariaBusy).to.equal(null);
  });
});

describe("<ofauth-connection-status> with its connection property set", () => {
  it("shows it without fetching", async () => {
    const { element, client, badge, received, settled } = await setupStatus({
      properties: { connection: connection({ status: "expired" }), connectionId: "conn_7", refresh: 10 },
    });
    expect(badge()).to.equal("Reconnect needed");
    element.connection = null;
    await settled();
    expect(badge()).to.equal("Not connected");
    element.connection = connection();
    await settled();
    expect(client.observations).to.deep.equal([]);
    expect(summarize(received)).to.deep.equal(["→ expired (load)", "→ none (load)", "→ active (load)"]);
    element.connection = undefined;
    await settled();
    expect(client.observations.map(({ id }) => id)).to.deep.equal(["conn_7"]);
    expect(badge()).to.equal("Loading status");
    element.connection = connection();
    await settled();
    expect(client.observations[0]!.stopped).to.equal(1);
  });

  it("validates it", async () => {
    const { element, received, root, settled } = await setupStatus({ properties: { variant: "card" } });
    for (const given of [
      {},
      [],
      "conn_1",
      { id: "conn_1" },
      { id: "../x", status: "active" },
      { ...connection(), status: {} },
    ]) {
      element.connection = given as never;
      await settled();
      expect(element.status, JSON.stringify(given)).to.equal("error");
    }
    expect(received.filter(({ type }) => type === "ofauth-error").map(({ detail }) => detail["code"])).to.deep.equal([
      "bad_response",
    ]);
    const raw = { id: "conn_1", status: "active", userData: { name: "A\u202eB", avatar: "javascript:alert(1)" } };
    element.connection = raw as never;
    await settled();
    expect(element.status).to.equal("active");
    expect(root.querySelector("img")).to.equal(null);
    expect(root.textContent).to.contain("AB");
  });

  it("shows the result of its actions until the property is set again", async () => {
    const given = connection();
    const { element, client, badge, received, settled } = await setupStatus({
      properties: { connection: given, actions: "invalidate disconnect" },
    });
    const invalidating = element.invalidate();
    await quiet();
    client.invalidations[0]!.resolve(connection({ status: "expired" }));
    await invalidating;
    expect(badge()).to.equal("Reconnect needed");
    element.connection = given;
    await settled();
    expect(badge(), "the same object is no news").to.equal("Reconnect needed");
    const disconnecting = element.disconnect();
    await quiet();
    client.disconnections[0]!.resolve();
    await disconnecting;
    expect(badge()).to.equal("Not connected");
    element.connection = connection();
    await settled();
    expect(badge()).to.equal("Active");
    expect(summarize(received)).to.deep.equal([
      "→ active (load)",
      "before-invalidate",
      "→ expired (action)",
      "invalidated",
      "before-disconnect",
      "→ none (action)",
      "disconnected",
      "→ active (load)",
    ]);
  });

  it("does not show the result of an action on the previous connection", async () => {
    const { element, client, badge, settled } = await setupStatus({ properties: { connection: connection() } });
    const ended = element.disconnect();
    await quiet();
    element.connection = connection({ id: "conn_2" });
    await settled();
    client.disconnections[0]!.resolve();
    expect(await ended).to.deep.equal({ outcome: "done", connectionId: "conn_1" });
    await settled();
    expect(badge()).to.equal("Active");
  });

  it("fetches it once when the user refreshes", async () => {
    const { element, client, badge, settled } = await setupStatus({
      properties: { connection: connection(), actions: "refresh" },
    });
    const read = element.refreshNow();
    await quiet();
    const [observation] = client.observations;
    expect(observation!.id).to.equal("conn_1");
    observation!.view = knownView({ status: "expired" });
    observation!.refreshes[0]!.resolve();
    expect(await read).to.equal("expired");
    await settled();
    expect(badge()).to.equal("Reconnect needed");
    expect(observation!.stopped).to.equal(1);
    element.connection = null;
    await settled();
    expect(await element.refreshNow()).to.equal("none");
    expect(client.observations).to.have.length(1);
  });
});

describe("<ofauth-connection-status> whose code does not load", () => {
  class FailingStatus extends OFAuthConnectionStatus {
    luck = false;
    protected override load() {
      return this.luck ? super.load() : Promise.reject(new TypeError("Failed to fetch"));
    }
  }
  FailingStatus.define("status-failing");

  it("shows an error status, and loads it on retry", async () => {
    const element = document.createElement("status-failing") as FailingStatus;
    element.connection = null;
    const received = recordEvents(element);
    document.body.append(element);
    afterwards(() => element.remove());
    await quiet();
    const { badge, button } = handles(element);
    expect([element.status, badge()]).to.deep.equal(["error", "Status unavailable"]);
    await expect(element).to.be.accessible();
    expect(await element.disconnect()).to.include({ outcome: "failed", code: "network", retryable: true });
    element.luck = true;
    button("retry").click();
    await loaded(element);
    expect(badge()).to.equal("Not connected");
    expect(summarize(received)).to.deep.equal(["→ error (load)", "error", "→ none (load)"]);
  });
});
