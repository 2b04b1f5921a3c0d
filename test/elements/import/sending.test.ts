import { expect } from "@open-wc/testing";
import { getConnectionsClient } from "../../../src/browser/connections-client.js";
import { afterwards, json, never, quiet, until } from "../../browser/page-setup.js";
import { conflict, cookie, imported, setupImport, userAgent } from "./import-setup.js";

describe("<ofauth-import> sends", () => {
  it("only the cookie and the user agent to the import route", async () => {
    const { send, ended, host } = await setupImport();
    await send();
    const event = await ended();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/connections/import"]);
    expect(host.requests[0]!.body).to.deep.equal({ cookie, userAgent });
    expect(event.type).to.equal("ofauth-imported");
    expect(event.detail).to.deep.include({ connectionId: "conn_new" });
    expect(event.detail["connection"]).to.deep.include({ id: "conn_new", imported: true });
    expect([event.bubbles, event.composed, event.cancelable]).to.deep.equal([true, true, false]);
  });

  it("the value of a header that was pasted with its name and a line break", async () => {
    const { send, ended, host } = await setupImport();
    await send({ cookie: `Cookie: ${cookie}\n`, userAgent: `User-Agent: ${userAgent} ` });
    await ended();
    expect(host.requests[0]!.body).to.deep.equal({ cookie, userAgent });
  });

  it("to its endpoint with its requestInit", async () => {
    const { send, ended, host } = await setupImport({
      attributes: { endpoint: "/other" },
      properties: { requestInit: { headers: { "x-csrf": "1" } } },
    });
    await send();
    await ended();
    expect(host.requests[0]!.url.pathname).to.equal("/other/connections/import");
    expect(host.requests[0]!.headers.get("x-csrf")).to.equal("1");
  });

  it("to the default endpoint when a framework sets undefined", async () => {
    const { element, send, ended, host } = await setupImport();
    Object.assign(element, { endpoint: null, requestInit: null });
    await send();
    await ended();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/connections/import"]);
  });

  it("an update when connectionId is set", async () => {
    const { send, ended, host, part, message } = await setupImport({
      attributes: { "connection-id": "conn_old" },
      routes: { "import/conn_old": () => json(imported("conn_old")) },
    });
    expect(part("submit")!.textContent.trim()).to.equal("Update session");
    expect(part("form")!.getAttribute("aria-label")).to.equal("Update a session");
    await send();
    const event = await ended();
    expect(host.paths).to.deep.equal(["PATCH /api/ofauth/connections/import/conn_old"]);
    expect(host.requests[0]!.body).to.deep.equal({ cookie, userAgent });
    expect([event.type, event.detail["connectionId"]]).to.deep.equal(["ofauth-imported", "conn_old"]);
    expect(message()).to.equal("Session updated. @jane");
  });

  it("once, however often it is submitted", async () => {
    const { element, send, part, press, host } = await setupImport({ routes: { "connections/import": never } });
    await send();
    await press();
    part("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    await quiet();
    expect(host.requests).to.have.length(1);
    expect(part("submit")!.getAttribute("aria-busy")).to.equal("true");
    element.remove();
  });

  it("and shows the result, with the button enabled again", async () => {
    const { send, ended, part, message, field } = await setupImport();
    await send();
    await ended();
    expect(message()).to.equal("Session imported. @jane");
    expect(part("submit")!.hasAttribute("aria-busy")).to.equal(false);
    expect([field("cookie")!.value, field("user-agent")!.value]).to.deep.equal(["", ""]);
    expect(document.querySelector("#ofauth-announcer")!.textContent).to.contain("Session imported.");
  });

  it("and refetches the lists of the page", async () => {
    const { send, ended, host } = await setupImport({
      routes: { "/connections": () => json({ list: [imported()], hasMore: false }) },
    });
    const client = getConnectionsClient({ window, endpoint: "/api/ofauth", requestInit: undefined });
    const observation = client.observePage({ limit: 10, offset: 0 }, { refresh: 0 }, () => undefined);
    afterwards(() => observation.stop());
    await until(() => observation.view.name === "known");
    await send();
    await ended();
    await until(() => host.paths.filter((path) => path === "GET /api/ofauth/connections").length === 2);
  });

  it("again after a success", async () => {
    const { send, ended, host } = await setupImport();
    await send();
    await ended();
    await send();
    await ended(2);
    expect(host.requests).to.have.length(2);
  });
});

describe("<ofauth-import>, when the account is already connected,", () => {
  const routes = {
    "connections/import": () => conflict("conn_old"),
    "import/conn_old": () => json(imported("conn_old")),
  };

  it("offers to update that connection with what was typed", async () => {
    const { send, ended, part, bodies, message, host, received, root } = await setupImport({ routes });
    part("submit")!.focus();
    await send();
    await ended();
    expect(received[0]!.detail).to.deep.include({ code: "import_conflict", retryable: false });
    expect(part("form")).to.equal(null);
    expect(root.activeElement?.part.value).to.equal("offer");
    expect(document.querySelector("#ofauth-announcer")!.textContent).to.contain("already connected");
    part("action-update")!.click();
    const event = await ended(2);
    expect(host.paths[1]).to.equal("PATCH /api/ofauth/connections/import/conn_old");
    expect(bodies()).to.deep.equal([
      ["POST", { cookie, userAgent }],
      ["PATCH", { cookie, userAgent }],
    ]);
    expect([event.type, event.detail["connectionId"]]).to.deep.equal(["ofauth-imported", "conn_old"]);
    expect(message()).to.equal("Session updated. @jane");
    expect(part("offer")).to.equal(null);
  });

  it("drops the session when the offer is declined", async () => {
    const { element, send, ended, part, field, host, root } = await setupImport({ routes });
    await send();
    await ended();
    part("action-cancel")!.focus();
    part("action-cancel")!.click();
    await element.updateComplete;
    expect([field("cookie")!.value, field("user-agent")!.value]).to.deep.equal(["", ""]);
    expect(root.activeElement?.id).to.equal("cookie");
    expect(host.requests).to.have.length(1);
  });

  it("sends the update once, and cannot be declined meanwhile", async () => {
    const { element, send, ended, part, host } = await setupImport({ routes: { ...routes, "import/conn_old": never } });
    await send();
    await ended();
    part("action-update")!.click();
    part("action-update")!.click();
    part("action-cancel")!.click();
    await element.updateComplete;
    await quiet();
    expect(host.requests).to.have.length(2);
    expect(part("action-update")!.getAttribute("aria-busy")).to.equal("true");
    element.remove();
  });

  it("keeps the offer after a retryable error", async () => {
    let down = true;
    const { send, ended, part, message, received } = await setupImport({
      routes: {
        ...routes,
        "import/conn_old": () => (down ? new Response("", { status: 503 }) : json(imported("conn_old"))),
      },
    });
    await send();
    await ended();
    part("action-update")!.click();
    await ended(2);
    expect(message()).to.equal("Something went wrong. Try again.");
    down = false;
    part("action-update")!.click();
    await ended(3);
    expect(received.map(({ type }) => type)).to.deep.equal(["ofauth-error", "ofauth-error", "ofauth-imported"]);
  });

  it("withdraws the offer when the session is rejected", async () => {
    const { send, ended, part, message, field } = await setupImport({
      routes: { ...routes, "import/conn_old": () => json({ code: "import_invalid", message: "" }, 422) },
    });
    await send();
    await ended();
    part("action-update")!.click();
    await ended(2);
    expect(part("offer")).to.equal(null);
    expect(message()).to.contain("didn’t accept this session");
    expect(field("cookie")!.value).to.equal("");
  });

  it("only shows an error when the connection belongs to another user", async () => {
    const { send, ended, part, message, field } = await setupImport({
      routes: { "connections/import": () => conflict() },
    });
    await send();
    await ended();
    expect(part("offer")).to.equal(null);
    expect(message()).to.equal("This OnlyFans account is already connected and can’t be imported here.");
    expect(field("cookie")!.value).to.equal(cookie);
  });

  it("ignores an invalid id", async () => {
    const { send, ended, part } = await setupImport({ routes: { "connections/import": () => conflict("../../x") } });
    await send();
    await ended();
    expect(part("offer")).to.equal(null);
  });
});

describe("<ofauth-import> shows an error for", () => {
  const cases: readonly (readonly [what: string, answer: () => Response, code: string, text: string])[] = [
    ["by a host without the route", () => new Response("", { status: 404 }), "misconfigured", "turned off"],
    [
      "by a host that has it switched off",
      () => json({ code: "not_found", message: "" }, 404),
      "misconfigured",
      "turned off",
    ],
    ["a signed-out user", () => new Response("", { status: 401 }), "unauthorized", "signed out"],
    ["for not being allowed to", () => new Response("", { status: 403 }), "forbidden", "isn’t allowed here"],
    ["for asking too often", () => new Response("", { status: 429 }), "rate_limited", "Wait a minute"],
    [
      "for its session",
      () => json({ code: "import_invalid", message: "" }, 422),
      "import_invalid",
      "didn’t accept this session",
    ],
    ["by a failure", () => new Response("", { status: 500 }), "server_error", "Something went wrong"],
    ["with a login page", () => new Response("<h1>Sign in</h1>"), "bad_response", "Something went wrong"],
    ["with something that is no connection", () => json({ id: "x" }), "bad_response", "Something went wrong"],
  ];

  for (const [what, answer, code, text] of cases) {
    it(what, async () => {
      const { send, ended, message, field, part } = await setupImport({ routes: { "connections/import": answer } });
      await send();
      const event = await ended();
      expect(event.type).to.equal("ofauth-error");
      expect(event.detail["code"]).to.equal(code);
      expect(message()).to.contain(text);
      expect(part("message")!.className).to.equal("failed");
      expect(document.querySelector("#ofauth-announcer")!.textContent).to.contain(text);
      // The values stay, so that the user can send them again.
      expect(field("cookie")!.value).to.equal(cookie);
      expect(part("submit")!.hasAttribute("aria-busy")).to.equal(false);
    });
  }

  it("a network error", async () => {
    const { send, ended, message } = await setupImport({
      routes: { "connections/import": () => Promise.reject(new TypeError("Failed to fetch")) },
    });
    await send();
    expect((await ended()).detail).to.deep.include({ code: "network", retryable: true });
    expect(message()).to.contain("Can’t reach the server");
  });

  it("an update of a missing connection", async () => {
    const { send, ended, message } = await setupImport({
      attributes: { "connection-id": "conn_old" },
      routes: { "import/conn_old": () => json({ code: "not_found", message: "" }, 404) },
    });
    await send();
    expect((await ended()).detail["code"]).to.equal("not_found");
    expect(message()).to.equal("This connection doesn’t exist, or wasn’t imported.");
  });

  it("an update with the session of another account", async () => {
    const { send, ended, message, part } = await setupImport({
      attributes: { "connection-id": "conn_old" },
      routes: { "import/conn_old": () => conflict("conn_other") },
    });
    await send();
    expect((await ended()).detail["code"]).to.equal("import_conflict");
    expect(message()).to.equal("This session belongs to another OnlyFans account.");
    expect(part("offer")).to.equal(null);
  });

  it("an invalid id, without a request", async () => {
    const { send, ended, host } = await setupImport({ attributes: { "connection-id": "conn_../../x" } });
    await send();
    expect((await ended()).detail["code"]).to.equal("not_found");
    expect(host.requests).to.deep.equal([]);
  });
});
