import { expect } from "@open-wc/testing";
import { fakeHost, json, quiet, until, type HostRequest } from "../../browser/page-setup.js";
import { ask, handles, loaded, setupStatus, summarize, connectionJson, type SetupOptions } from "./status-setup.js";

type Answers = Parameters<typeof fakeHost>[0];

let hosts = 0;

/** Sets up an element that uses the page's client, with its own fake host. */
async function setup({ routes, ...options }: SetupOptions & { routes: Answers }) {
  const host = fakeHost(routes);
  const endpoint = `/host-${++hosts}`;
  const world = await setupStatus({ real: true, ...options, attributes: { endpoint, ...options.attributes } });
  await until(() => world.element.status !== "loading");
  await world.settled();
  return { ...world, host, endpoint };
}

/** Answers with the connections that `?ids=` lists, or with all of them. */
const listed =
  (...entries: object[]) =>
  ({ url }: HostRequest) => {
    const ids = url.searchParams.get("ids")?.split(",");
    const all = entries.map((entry) => connectionJson(entry));
    return json({ list: ids ? all.filter(({ id }) => ids.includes(id)) : all, hasMore: false });
  };

describe("<ofauth-connection-status> with a host", () => {
  it("passes the accessibility audit with the host's response", async () => {
    const { element, badge, host } = await setup({ routes: { connections: listed({ status: "expired" }) } });
    expect(badge()).to.equal("Reconnect needed");
    expect(host.requests).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it("shows that no account is connected", async () => {
    const { badge } = await setup({ routes: { connections: listed() } });
    expect(badge()).to.equal("Not connected");
  });

  it("shows the same for another user's connection, and sends no request for an invalid id", async () => {
    const { badge } = await setup({ routes: {}, attributes: { "connection-id": "conn_foreign" } });
    expect(badge()).to.equal("Not connected");
    for (const id of ["../../etc", "conn_1/invalidate", "x".repeat(5000)]) {
      const { element, host } = await setup({ routes: {}, attributes: { "connection-id": id } });
      expect(element.status, id.slice(0, 30)).to.equal("error");
      expect(host.paths, id.slice(0, 30)).to.deep.equal([]);
    }
  });

  it("sends one request for many elements of one connection", async () => {
    const { place, host, endpoint } = await setup({
      routes: { "connections/conn_1": () => json(connectionJson()) },
      attributes: { "connection-id": "conn_1" },
    });
    const others = Array.from({ length: 20 }, () => {
      const other = document.createElement("ofauth-connection-status");
      Object.assign(other, { endpoint, connectionId: "conn_1" });
      return other;
    });
    place.append(...others);
    await Promise.all(others.map(loaded));
    await until(() => others.every(({ status }) => status === "active"));
    expect(host.requests).to.have.length(1);
  });

  it("ends a session with one request, and emits the change", async () => {
    const { element, host, received, badge, button, part } = await setup({
      routes: { invalidate: () => json(connectionJson({ status: "expired" })), connections: listed({}) },
      properties: { actions: "invalidate disconnect" },
    });
    await ask(button("invalidate"));
    part("confirm-yes")!.click();
    await until(() => element.status === "expired");
    await quiet();
    expect(badge()).to.equal("Reconnect needed");
    expect(summarize(received)).to.deep.equal([
      "→ active (load)",
      "before-invalidate",
      "→ expired (action)",
      "invalidated",
    ]);
    expect(host.paths.filter((path) => path.startsWith("POST"))).to.deep.equal([
      `POST ${element.endpoint}/connections/conn_1/invalidate`,
    ]);
  });

  it("disconnects with one request, in every element", async () => {
    let isGone = false;
    const { element, place, endpoint, host, received } = await setup({
      routes: {
        "connections/conn_1": ({ init }) => {
          if (init.method !== "DELETE") return isGone ? json({ code: "not_found" }, 404) : json(connectionJson());
          isGone = true;
          return new Response(null, { status: 204 });
        },
      },
      attributes: { "connection-id": "conn_1" },
    });
    const other = document.createElement("ofauth-connection-status");
    Object.assign(other, { endpoint, connectionId: "conn_1" });
    place.append(other);
    await loaded(other);
    const [first, second] = [element.disconnect(), element.disconnect()];
    expect(await first).to.deep.equal({ outcome: "done", connectionId: "conn_1" });
    expect(await second).to.deep.equal(await first);
    await until(() => other.status === "none");
    expect(handles(other).badge()).to.equal("Not connected");
    expect(summarize(received)).to.deep.equal([
      "→ active (load)",
      "before-disconnect",
      "→ none (action)",
      "disconnected",
    ]);
    expect(host.paths.filter((path) => path.startsWith("DELETE"))).to.have.length(1);
  });

  it("keeps the status when the host rejects an action", async () => {
    const { element, badge } = await setup({
      routes: {
        "connections/conn_1": () => json({ code: "forbidden", message: "No." }, 403),
        connections: listed({}),
      },
    });
    expect(await element.disconnect()).to.include({ outcome: "failed", code: "forbidden" });
    expect(badge()).to.equal("Active");
  });

  it("clears everything when the user is signed out", async () => {
    let status = 200;
    const { element, root, received } = await setup({
      routes: { connections: (request) => (status === 200 ? listed({})(request) : json({}, status)) },
      properties: { variant: "card", actions: "refresh" },
    });
    expect(root.textContent).to.contain("Anna Example");
    status = 401;
    expect(await element.refreshNow()).to.equal("error");
    await element.updateComplete;
    expect(root.textContent).to.not.match(/anna/i);
    expect(summarize(received)).to.deep.equal(["→ active (load)", "→ error (refresh)", "error"]);
    expect(received.at(-1)!.detail).to.include({ code: "unauthorized", retryable: false });
  });

  it("keeps the last status with a notice when the host fails", async () => {
    let status = 200;
    const { element, root, badge, received } = await setup({
      routes: { connections: (request) => (status === 200 ? listed({})(request) : json({}, status)) },
      properties: { variant: "card", actions: "refresh" },
    });
    status = 500;
    expect(await element.refreshNow()).to.equal("active");
    await element.updateComplete;
    expect(badge()).to.equal("Active");
    expect(root.textContent).to.contain("Couldn’t update.");
    expect(summarize(received)).to.deep.equal(["→ active (load)", "error"]);
  });

  it("reports an invalid endpoint", async () => {
    for (const endpoint of ["javascript:alert(1)", "", "//elsewhere.example/api"]) {
      const { element, received, host } = await setup({ routes: {}, attributes: { endpoint } });
      expect(element.status, endpoint).to.equal("error");
      expect(received.at(-1)!.detail, endpoint).to.include({ code: "misconfigured" });
      expect(host.requests, endpoint).to.deep.equal([]);
    }
  });
});
