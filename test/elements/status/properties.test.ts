import { expect } from "@open-wc/testing";
import { OFAuthConnectionStatus } from "../../../src/elements.js";
import { fakeHost, json, until } from "../../browser/page-setup.js";
import { connection, knownView, loaded, setupStatus, connectionJson } from "./status-setup.js";

const defaults: Readonly<Record<string, unknown>> = {
  endpoint: "/api/ofauth",
  connectionId: undefined,
  connection: undefined,
  variant: "badge",
  actions: "reconnect",
  refresh: 0,
  mode: "auto",
  linkEndpoint: undefined,
  linkOrigins: "https://link.ofauth.com https://link-next.ofauth.com",
  createSession: undefined,
  requestInit: undefined,
  prefetch: "intent",
  theme: "auto",
  strings: undefined,
};

const attributes: Readonly<Record<string, keyof OFAuthConnectionStatus>> = {
  endpoint: "endpoint",
  "connection-id": "connectionId",
  variant: "variant",
  actions: "actions",
  mode: "mode",
  "link-endpoint": "linkEndpoint",
  "link-origins": "linkOrigins",
  prefetch: "prefetch",
  theme: "theme",
};

describe("properties of <ofauth-connection-status>", () => {
  it("have the documented defaults, and no others exist", () => {
    const element = document.createElement("ofauth-connection-status");
    for (const [name, value] of Object.entries(defaults)) {
      expect(element[name as keyof OFAuthConnectionStatus], name).to.equal(value);
    }
    expect(element.status).to.equal("loading");
    expect(Object.keys(OFAuthConnectionStatus.properties).toSorted()).to.deep.equal(Object.keys(defaults).toSorted());
    expect(OFAuthConnectionStatus.observedAttributes.toSorted()).to.deep.equal(
      [...Object.keys(attributes), "refresh"].toSorted(),
    );
  });

  it("have no attribute named like a method", () => {
    for (const attribute of OFAuthConnectionStatus.observedAttributes) {
      const camel = attribute.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const member = Object.getOwnPropertyDescriptor(OFAuthConnectionStatus.prototype, camel)?.value as unknown;
      expect(member, attribute).to.not.be.a("function");
    }
  });

  it("follow their attributes, and are reflected only for selectors", async () => {
    const { element } = await setupStatus();
    for (const [attribute, property] of Object.entries(attributes)) {
      element.setAttribute(attribute, "x-1");
      expect(element[property], attribute).to.equal("x-1");
    }
    element.setAttribute("refresh", "15");
    expect(element.refresh).to.equal(15);
    const other = await setupStatus({
      properties: { connection: connection(), connectionId: "conn_1", endpoint: "/x" },
    });
    await other.settled();
    expect(other.element.getAttributeNames().toSorted()).to.deep.equal(["link-origins"]);
  });

  it("accept a removed attribute or a framework's null", async () => {
    const { element, client, badge, settled } = await setupStatus({
      view: knownView(),
      attributes: { "connection-id": "conn_1" },
    });
    Object.assign(element, { endpoint: null, actions: null, refresh: null, connectionId: null, strings: null });
    await settled();
    expect(client.observations.at(-1)).to.include({ id: undefined });
    expect(client.requestedOptions.at(-1)!.endpoint).to.equal("/api/ofauth");
    expect(badge()).to.equal("Active");
  });

  it("apply when set before the element is defined", async () => {
    const host = fakeHost({ conn_7: () => json(connectionJson({ id: "conn_7" })) });
    const early = document.createElement("ofauth-status-late") as OFAuthConnectionStatus;
    Object.assign(early, { connectionId: "conn_7", endpoint: "/early", variant: "card" });
    document.body.append(early);
    OFAuthConnectionStatus.define("ofauth-status-late");
    await loaded(early);
    await until(() => host.requests.length);
    expect(host.requests[0]!.url.pathname).to.equal("/early/connections/conn_7");
    early.remove();
  });

  it("are read-only where documented", async () => {
    const { element } = await setupStatus();
    expect(() => Object.assign(element, { status: "active" })).to.throw(TypeError);
  });

  it("include strings that replace the built-in ones", async () => {
    const strings = {
      status_expired: "Neu verbinden",
      actionReconnect: "Los",
      actionDisconnect: "Trennen",
      confirmDisconnect: "{name} trennen?",
      keep: "Behalten",
    };
    const { badge, buttons, button, part, settled } = await setupStatus({
      view: knownView({ status: "expired" }),
      properties: { strings, actions: "reconnect disconnect" },
    });
    expect([badge(), ...buttons()]).to.deep.equal(["Neu verbinden", "Los", "Trennen"]);
    button("disconnect").click();
    await settled();
    expect(part("confirm")!.textContent.replace(/\s+/g, " ").trim()).to.equal("@anna trennen? Trennen Behalten");
  });

  it("allow a second registration", () => {
    OFAuthConnectionStatus.define();
    OFAuthConnectionStatus.define("ofauth-status-two");
    const two = document.createElement("ofauth-status-two");
    expect(two).to.be.instanceOf(OFAuthConnectionStatus);
  });

  it("include focus(), which focuses the first button", async () => {
    const { element, focused, button } = await setupStatus({ view: knownView({ status: "expired" }) });
    element.focus();
    expect(focused()).to.equal(button("reconnect"));
    await expect(element).to.be.accessible();
  });
});
