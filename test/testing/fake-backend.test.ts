import { expect } from "@open-wc/testing";
import "../../src/connection-status.js";
import "../../src/connections.js";
import { parseLinkSession, defaultLinkOrigins } from "../../src/protocol/link-session.js";
import { parseConnection } from "../../src/protocol/connection.js";
import {
  createFakeBackend,
  fakeConnection,
  fakeSession,
  fakeUserData,
  installMissingDom,
  installFakeBackend,
  type InstallOptions,
} from "../../src/testing/index.js";
import { afterwards, quiet, replace, until } from "../browser/page-setup.js";

function setup(options: InstallOptions = {}) {
  const backend = installFakeBackend(options);
  afterwards(() => backend.restore());
  return backend;
}

const request = async (path: string, init?: RequestInit) => {
  const response = await fetch(path, init);
  return [response.status, response.status === 204 ? undefined : await response.json()] as const;
};

const five = ["a", "b", "c", "d", "e"].map((letter, at) =>
  fakeConnection({ id: `conn_${letter}`, status: at % 2 ? "expired" : "active", imported: at === 4 }),
);

describe("fakeConnection, fakeUserData and fakeSession", () => {
  it("build data that the elements' parsers accept", () => {
    const connection = fakeConnection({ status: "expired", userData: fakeUserData({ username: "other" }) });
    expect(parseConnection(connection)).to.deep.equal(connection);
    expect(connection.userData?.username).to.equal("other");
    const policy = { origins: defaultLinkOrigins, pageUrl: location.href };
    expect(parseLinkSession(fakeSession(), policy).url.origin).to.equal("https://link.ofauth.com");
    expect(fakeSession({ mode: undefined }).mode).to.equal(undefined);
  });
});

describe("installFakeBackend", () => {
  it("filters the connections and returns them in pages", async () => {
    setup({ connections: five });
    const ids = ([status, body]: readonly [number, { list: { id: string }[]; hasMore: boolean }]) =>
      [status, body.list.map(({ id }) => id.slice(5)).join(""), body.hasMore] as const;
    expect(ids(await request("/api/ofauth/connections?limit=2"))).to.deep.equal([200, "ab", true]);
    expect(ids(await request("/api/ofauth/connections?limit=2&offset=4"))).to.deep.equal([200, "e", false]);
    expect(ids(await request("/api/ofauth/connections?status=expired"))).to.deep.equal([200, "bd", false]);
    expect(ids(await request("/api/ofauth/connections?imported=true"))).to.deep.equal([200, "e", false]);
    expect(ids(await request("/api/ofauth/connections?ids=conn_c,conn_x"))).to.deep.equal([200, "c", false]);
    expect(await request("/api/ofauth/connections/conn_c")).to.deep.equal([200, five[2]]);
    expect((await request("/api/ofauth/connections/conn_x"))[0]).to.equal(404);
  });

  it("changes its connections on request, and records the requests", async () => {
    const backend = setup({ connections: five });
    const [, expired] = await request("/api/ofauth/connections/conn_a/invalidate", { method: "POST" });
    expect(expired).to.include({ id: "conn_a", status: "expired" });
    expect(await request("/api/ofauth/connections/conn_b", { method: "DELETE" })).to.deep.equal([204, undefined]);
    expect((await request("/api/ofauth/connections/conn_b", { method: "DELETE" }))[1]).to.include({
      code: "not_found",
    });
    const body = JSON.stringify({ cookie: "x", userAgent: "y" });
    expect((await request("/api/ofauth/connections/import", { method: "POST", body }))[0]).to.equal(201);
    expect((await request("/api/ofauth/connections/import/conn_d", { method: "PATCH", body }))[0]).to.equal(200);
    expect(backend.connections.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([
      "conn_imported1 active",
      "conn_a expired",
      "conn_c active",
      "conn_d active",
      "conn_e active",
    ]);
    expect(backend.requests.at(-1)).to.deep.include({
      route: "import-update",
      method: "PATCH",
      body: JSON.parse(body),
    });
  });

  it("fails a route with a code, with a status or without a response", async () => {
    const backend = setup();
    backend.fail("connections", "rate_limited");
    expect((await request("/api/ofauth/connections"))[0]).to.equal(429);
    backend.fail("connections", { status: 503 });
    expect((await fetch("/api/ofauth/connections")).status).to.equal(503);
    backend.fail("connections", "network");
    const error = await fetch("/api/ofauth/connections").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
    backend.fail("connections", null);
    const [status, page] = await request("/api/ofauth/connections");
    expect(status).to.equal(200);
    expect(page).to.deep.include({ list: [], hasMore: false, complete: true });
    backend.respond("connections", ({ url }) => new Response(url.search, { status: 418 }));
    const teapot = await fetch("/api/ofauth/connections?limit=3");
    expect([teapot.status, await teapot.text()]).to.deep.equal([418, "?limit=3"]);
  });

  it("replaces requests to its endpoint only, until restore()", async () => {
    const requested: string[] = [];
    replace(window, "fetch", async (input: string) => {
      requested.push(input);
      return new Response("real");
    });
    const backend = installFakeBackend({ endpoint: "/ofauth/" });
    expect(await (await fetch("/api/ofauth/connections")).text()).to.equal("real");
    expect(await (await fetch("/ofauthority")).text()).to.equal("real");
    expect((await request("/ofauth/connections"))[0]).to.equal(200);
    expect((await fetch(new Request("/ofauth/link/init", { method: "POST", body: "{}" }))).status).to.equal(200);
    const aborted = await fetch("/ofauth/connections", { signal: AbortSignal.abort() }).catch(
      (reason: unknown) => reason,
    );
    expect(aborted).to.include({ name: "AbortError" });
    backend.restore();
    expect(await (await fetch("/ofauth/connections")).text()).to.equal("real");
    expect(requested).to.deep.equal(["/api/ofauth/connections", "/ofauthority", "/ofauth/connections"]);
  });

  it("responds without a page with createFakeBackend", async () => {
    const backend = createFakeBackend({ endpoint: "https://api.example/ofauth", connections: five });
    const response = await backend.handle(new Request("https://api.example/ofauth/connections/conn_e"));
    expect(await response.json()).to.deep.equal(five[4]);
    expect((await backend.handle(new Request("https://api.example/elsewhere"))).status).to.equal(404);
  });

  it("notifies the elements of a page of changes at once", async () => {
    const backend = setup({ connections: [fakeConnection()] });
    const status = document.createElement("ofauth-connection-status");
    document.body.append(status);
    afterwards(() => status.remove());
    await until(() => status.status === "active");
    const before = backend.requests.length;
    backend.set(fakeConnection({ status: "awaiting_2fa" }));
    await until(() => status.status === "awaiting_2fa");
    backend.remove("conn_test1");
    await until(() => status.status === "none");
    expect(backend.requests.length - before).to.be.lessThan(3);
  });

  it("replaces only the event stream of its endpoint", async () => {
    const opened: string[] = [];
    replace(window, "EventSource", function (url: string) {
      opened.push(url);
      return new EventTarget();
    });
    setup();
    const [fake, other] = [new EventSource("/api/ofauth/events"), new EventSource("/news")];
    await quiet();
    expect(opened).to.deep.equal(["/news"]);
    expect(fake.readyState).to.equal(1);
    expect(other).to.be.instanceOf(EventTarget);
    fake.close();
  });
});

describe("installMissingDom", () => {
  it("replaces nothing in a browser", () => {
    const own = HTMLElement.prototype.attachInternals;
    installMissingDom()();
    expect(HTMLElement.prototype.attachInternals).to.equal(own);
  });

  it("adds attachInternals() and part, and removes them again", () => {
    const own = HTMLElement.prototype.attachInternals;
    replace(window, "ElementInternals", undefined);
    const part = Object.getOwnPropertyDescriptor(Element.prototype, "part")!;
    Reflect.deleteProperty(Element.prototype, "part");
    afterwards(() => Object.defineProperty(Element.prototype, "part", part));
    const restore = installMissingDom();
    const internals = document.createElement("x-element").attachInternals();
    internals.setFormValue("conn_1");
    internals.setValidity({});
    internals.states.add("open");
    expect(internals.checkValidity()).to.equal(true);
    const element = document.createElement("p");
    element.part.add("row", "action");
    element.part.replace("row", "line");
    element.part.remove("action");
    expect([element.getAttribute("part"), element.part.contains("line")]).to.deep.equal(["line", true]);
    restore();
    expect("part" in Element.prototype).to.equal(false);
    expect(HTMLElement.prototype.attachInternals).to.equal(own);
  });
});
