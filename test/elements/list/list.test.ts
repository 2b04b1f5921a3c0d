import { expect } from "@open-wc/testing";
import { json, never, quiet, until } from "../../browser/page-setup.js";
import { OFAuthConnections } from "../../../src/elements/list/element.js";
import { account, accounts, setupList } from "./list-setup.js";

describe("<ofauth-connections> shows", () => {
  it("a page of connections as cards, with one request", async () => {
    const { state, ids, pageQueries, host, part } = await setupList({ has: accounts(3) });
    await state("ready");
    await quiet();
    expect(ids()).to.deep.equal(["conn_1", "conn_2", "conn_3"]);
    expect(pageQueries()).to.deep.equal(["?limit=10"]);
    expect(host.paths.filter((path) => !path.endsWith("/connections"))).to.deep.equal([]);
    expect(part("pager")).to.equal(null);
  });

  it("a placeholder until the first page is there", async () => {
    const { element, part } = await setupList({ routes: { "/connections": never } });
    expect(element.state).to.equal("loading");
    expect(part("loading")!.getAttribute("aria-busy")).to.equal("true");

    expect(part("loading")!.textContent.trim()).to.equal("Loading connections…");
    expect(element.matches(":state(loading)")).to.equal(true);
    element.remove();
  });

  it("an empty message with the button below it and without filters", async () => {
    const { element, state, part, connect, root } = await setupList({ has: [] });
    await state("empty");
    expect(part("empty")!.textContent.trim()).to.equal("No accounts connected yet.");
    expect(part("filters")).to.equal(null);
    expect(connect.shadowRoot!.textContent).to.contain("Connect account");
    expect(connect.getBoundingClientRect().top).to.be.greaterThan(part("empty")!.getBoundingClientRect().bottom);
    expect(element.matches(":state(empty)")).to.equal(true);
    expect(root.querySelectorAll("ofauth-connect")).to.have.length(1);
  });

  it("the button above the list otherwise, with another label", async () => {
    const { state, connect } = await setupList();
    await state("ready");
    await until(() => connect.shadowRoot!.textContent.includes("Connect another account"));
  });

  it("an error with a retry button", async () => {
    let down = true;
    const { element, state, part, press, received } = await setupList({
      routes: { "/connections": () => (down ? new Response("", { status: 500 }) : (undefined as never)) },
    });
    await state("error");
    expect(part("error")!.textContent).to.contain("Something went wrong. Try again.");
    expect(received.map(({ type, detail }) => [type, detail["code"]])).to.deep.equal([
      ["ofauth-error", "server_error"],
    ]);
    expect(element.matches(":state(error)")).to.equal(true);
    down = false;
    part("action-retry")!.focus();
    await press("action-retry");
    await state("ready");
    expect(element.shadowRoot!.activeElement?.part.value).to.equal("list");
  });

  for (const status of [401, 403]) {
    it(`no connections after the host responded with ${status}`, async () => {
      let allowed = true;
      const { element, state, cards, part, received, root } = await setupList({
        routes: { "/connections": () => (allowed ? (undefined as never) : new Response("", { status })) },
      });
      await state("ready");
      allowed = false;
      await element.refreshNow();
      await element.updateComplete;
      expect(element.state).to.equal("error");
      expect(element.connections).to.deep.equal([]);
      expect(cards()).to.have.length(0);
      expect(root.textContent).to.not.contain("Name of");
      expect(part("error")).to.not.equal(null);
      expect(received.filter(({ type }) => type === "ofauth-error")).to.have.length(1);
    });
  }

  it("the last known list with a notice when a refetch fails", async () => {
    let down = false;
    const { element, state, ids, part, press } = await setupList({
      routes: { "/connections": () => (down ? new Response("", { status: 500 }) : (undefined as never)) },
    });
    await state("ready");
    expect(part("stale")).to.equal(null);
    down = true;
    await element.refreshNow();
    await element.updateComplete;
    expect(ids()).to.deep.equal(["conn_1", "conn_2"]);
    expect(part("stale")!.textContent).to.contain("Showing the last known list.");
    down = false;
    await press("action-retry");
    await until(() => !part("stale"));
  });

  it("custom strings, a heading, and the value of a token", async () => {
    const heading = document.createElement("h2");
    heading.slot = "heading";
    heading.append("Accounts");
    const { element, state, part } = await setupList({
      has: [],
      content: [heading],
      properties: { strings: { emptyList: "Leer", connect: "Verbinden" } },
    });
    await state("empty");
    expect(part("empty")!.textContent.trim()).to.equal("Leer");
    expect(element.shadowRoot!.querySelector("ofauth-connect")!.shadowRoot!.textContent).to.contain("Verbinden");
    expect(heading.checkVisibility()).to.equal(true);
  });

  it("a named list to screen readers", async () => {
    const { state, part, root } = await setupList();
    await state("ready");
    expect([part("list")!.localName, part("list")!.getAttribute("role")]).to.deep.equal(["ul", "list"]);
    expect(part("list")!.getAttribute("aria-label")).to.equal("Connections");
    expect(root.querySelectorAll("ul > li")).to.have.length(2);
  });
});

describe("<ofauth-connections> updates", () => {
  it("a row in place when the client reports a change", async () => {
    const { state, cards, client, backend, rows } = await setupList({ has: accounts(3) });
    await state("ready");
    const [, second] = cards();
    backend.list = [account("conn_new"), ...backend.list.filter(({ id }) => id !== "conn_1")];
    client.refetchConnection("conn_2");
    await rows("conn_new", "conn_2", "conn_3");
    expect(cards()[1] === second).to.equal(true);
  });

  it("without moving the focus", async () => {
    const { state, cards, client, backend, rows, root, inRow } = await setupList({ has: accounts(3) });
    await state("ready");
    const control = await until(() => inRow(1, "action"));
    control.focus();
    backend.list = [account("conn_new"), ...backend.list];
    client.refetchConnection("conn_2");
    await rows("conn_new", "conn_1", "conn_2", "conn_3");
    expect(root.activeElement === cards()[2]).to.equal(true);
  });

  it("nothing after it was removed from the page", async () => {
    const { element, state, pageQueries, client, place } = await setupList();
    await state("ready");
    element.remove();
    await quiet();
    client.refetchConnection("conn_1");
    await quiet();
    expect(pageQueries()).to.have.length(1);
    place.append(element);
    await until(() => pageQueries().length === 2);
    await state("ready");
  });

  it("nothing when it is moved", async () => {
    const { element, state, pageQueries, place, ids } = await setupList();
    await state("ready");
    const other = document.createElement("div");
    place.append(other);
    other.append(element);
    await quiet();
    expect(pageQueries()).to.have.length(1);
    expect(ids()).to.have.length(2);
  });

  it("with the client of its endpoint, also when that changes", async () => {
    const { element, state, pageQueries, host } = await setupList();
    await state("ready");
    element.endpoint = "/elsewhere";
    await until(() => pageQueries().length === 2);
    expect(host.requests.at(-1)!.url.pathname).to.equal("/elsewhere/connections");
  });

  it("with a changed requestInit from the next request on", async () => {
    const { element, state, host, pageQueries } = await setupList({
      properties: { requestInit: { headers: { "x-csrf": "1" } } },
    });
    await state("ready");
    element.requestInit = { headers: { "x-csrf": "2" } };
    await element.updateComplete;
    await quiet();
    expect(pageQueries()).to.have.length(1);
    await element.refreshNow();
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal(["1", "2"]);
  });

  it("nothing from an invalid response", async () => {
    const { state, received } = await setupList({ routes: { "/connections": () => json({ list: "all" }) } });
    await state("error");
    expect(received[0]!.detail["code"]).to.equal("bad_response");
  });
});

describe("OFAuthConnections.define()", () => {
  it("registers the elements of the list too, and keeps tags that are taken", () => {
    const define = (taken: readonly string[]) => {
      const defined: string[] = [];
      const registry = {
        get: (tag: string) => (taken.includes(tag) ? HTMLElement : undefined),
        define: (tag: string) => defined.push(tag),
      };
      OFAuthConnections.define("x-list", registry as unknown as CustomElementRegistry);
      return defined;
    };
    expect(define([])).to.deep.equal(["ofauth-connect", "ofauth-connection-status", "x-list"]);
    expect(define(["ofauth-connect", "x-list"])).to.deep.equal(["ofauth-connection-status"]);
  });
});
