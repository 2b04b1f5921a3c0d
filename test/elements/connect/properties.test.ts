import { expect } from "@open-wc/testing";
import { emulateMedia } from "@web/test-runner-commands";
import { OFAuthConnect } from "../../../src/elements.js";
import {
  afterwards,
  fakeHost,
  hostedOrigin,
  hostedUrl,
  never,
  successMessage,
  until,
} from "../../browser/page-setup.js";
import { handlesOf, session, setupConnect } from "./connect-setup.js";

const defaults: Readonly<Record<string, unknown>> = {
  endpoint: "/api/ofauth",
  mode: "auto",
  connectionId: undefined,
  linkEndpoint: undefined,
  sessionUrl: undefined,
  createSession: undefined,
  requestInit: undefined,
  prefetch: "intent",
  linkOrigins: "https://link.ofauth.com https://link-next.ofauth.com",
  callback: "auto",
  theme: "auto",
  label: undefined,
  disabled: false,
  name: "",
  required: false,
  ariaLabel: null,
  strings: undefined,
  state: "idle",
  connection: null,
  error: null,
  isOpen: false,
};

const textAttributes: Readonly<Record<string, keyof OFAuthConnect>> = {
  endpoint: "endpoint",
  mode: "mode",
  "connection-id": "connectionId",
  "link-endpoint": "linkEndpoint",
  "session-url": "sessionUrl",
  prefetch: "prefetch",
  "link-origins": "linkOrigins",
  callback: "callback",
  theme: "theme",
  label: "label",
  name: "name",
  "aria-label": "ariaLabel",
};

describe("the properties of <ofauth-connect>", () => {
  it("have the documented defaults; every Boolean is false", () => {
    const element = document.createElement("ofauth-connect");
    for (const [name, value] of Object.entries(defaults)) {
      expect(element[name as keyof OFAuthConnect], name).to.equal(value);
    }
    const booleans = Object.entries(defaults).filter(([, value]) => typeof value === "boolean");
    expect(booleans.map(([name]) => name)).to.deep.equal(["disabled", "required", "isOpen"]);
    expect(booleans.every(([, value]) => value === false)).to.equal(true);
  });

  it("are exactly those of this list, with their attributes", () => {
    expect(OFAuthConnect.observedAttributes.toSorted()).to.deep.equal(
      [...Object.keys(textAttributes), "disabled", "required"].toSorted(),
    );
    const readOnly = ["state", "connection", "error", "isOpen"];
    expect(Object.keys(OFAuthConnect.properties).toSorted()).to.deep.equal(
      Object.keys(defaults)
        .filter((name) => !readOnly.includes(name))
        .toSorted(),
    );
  });

  it("have no attribute named like a method", () => {
    for (const attribute of OFAuthConnect.observedAttributes) {
      const camel = attribute.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const member = Object.getOwnPropertyDescriptor(OFAuthConnect.prototype, camel)?.value as unknown;
      expect(member, attribute).to.not.be.a("function");
    }
  });

  it("follow their attributes", async () => {
    const { element } = await setupConnect();
    for (const [attribute, property] of Object.entries(textAttributes)) {
      element.setAttribute(attribute, "x-1");
      expect(element[property], attribute).to.equal("x-1");
    }
    element.toggleAttribute("disabled", true);
    element.toggleAttribute("required", true);
    expect([element.disabled, element.required]).to.deep.equal([true, true]);
    element.toggleAttribute("disabled", false);
    expect(element.disabled).to.equal(false);
  });

  it("are reflected only where a form or a selector needs them, never a connection id or a URL", async () => {
    const { element } = await setupConnect();
    Object.assign(element, {
      name: "account",
      disabled: true,
      required: true,
      connectionId: "conn_secret",
      sessionUrl: hostedUrl(),
      endpoint: "/x",
      label: "y",
      mode: "popup",
    });
    await element.updateComplete;
    const attributes = element.getAttributeNames().filter((name) => name !== "link-origins");
    expect(attributes.toSorted()).to.deep.equal(["disabled", "name", "required"]);
    expect(element.shadowRoot!.innerHTML).to.not.contain("conn_secret");
  });

  it("keep values that were set before the element was defined", async () => {
    const host = fakeHost({ "link/init": never });
    const early = document.createElement("ofauth-connect-late") as unknown as OFAuthConnect;
    Object.assign(early, { endpoint: "/early", connectionId: "conn_7", linkOrigins: hostedOrigin, label: "Early" });
    document.body.append(early);
    OFAuthConnect.define("ofauth-connect-late");
    await early.updateComplete;
    expect(handlesOf(early).button.textContent).to.contain("Early");
    const ended = early.open();
    await until(() => host.requests.length);
    early.close({ force: true });
    await ended;
    early.remove();
    expect(host.paths).to.deep.equal(["POST /early/link/init"]);
    expect(host.requests[0]?.body?.["connectionId"]).to.equal("conn_7");
  });

  it("cannot be set if they are read-only", async () => {
    const { element } = await setupConnect();
    for (const name of ["state", "connection", "error", "isOpen"]) {
      expect(() => Object.assign(element, { [name]: "x" }), name).to.throw(TypeError);
    }
  });

  it("report the last attempt until the next one begins", async () => {
    let status = 500;
    const { element, state, post } = await setupConnect({
      responses: { "link/init": () => (status === 200 ? session("loaded") : new Response("", { status })) },
    });
    await element.open();
    expect(element.error).to.include({ code: "server_error", outcome: "failed" });
    expect([element.state, element.connection]).to.deep.equal(["failed", null]);
    status = 200;
    const ended = element.open();
    expect(element.error).to.equal(null);
    expect(element.isOpen).to.equal(true);
    await state("open");
    post(successMessage());
    await ended;
    expect(element.connection).to.include({ id: "conn_1", status: "active" });
    expect([element.error, element.isOpen, element.state]).to.deep.equal([null, false, "connected"]);
  });

  it("expose the state as one custom state at a time", async () => {
    const { element, state, post } = await setupConnect();
    const all = ["idle", "starting", "opening", "open", "verifying", "connected", "cancelled", "failed"];
    const shown = () => all.filter((name) => element.matches(`:state(${name})`));
    const seen = [shown()];
    element.addEventListener("ofauth-state-change", () => seen.push(shown()));
    const ended = element.open();
    await state("open");
    post(successMessage());
    await ended;
    expect(seen.slice(1)).to.deep.equal([["starting"], ["opening"], ["open"], ["verifying"], ["connected"]]);
    expect(seen[0], "before the first attempt").to.deep.equal(["idle"]);
  });

  it("replace strings in the button, the dialog and the messages", async () => {
    const strings = { connect: "Verbinden", close: "Schließen", error_unknown: "Fehler", retry: "Noch einmal" };
    const { element, button, part, state } = await setupConnect({ properties: { strings } });
    expect(button.textContent?.trim()).to.equal("Verbinden");
    const ended = element.open();
    await state("open");
    expect(part("close")?.ariaLabel).to.equal("Schließen");
    element.close({ force: true });
    await ended;
    element.linkOrigins = "*";
    await element.open();
    await element.updateComplete;
    expect(part("message")?.textContent).to.contain("Fehler");
    expect(part("action-retry")?.textContent).to.equal("Noch einmal");
  });

  it("pass the theme to the hosted page: the attribute, else what the page's color-scheme comes to", async () => {
    const themeFor = async (attributes: Record<string, string>, scheme: string) => {
      const { element, state, frame, place } = await setupConnect({ attributes });
      place.style.colorScheme = scheme;
      const ended = element.open();
      await state("open");
      const theme = new URL(frame()!.src).searchParams.get("theme");
      element.close({ force: true });
      await ended;
      return theme;
    };
    expect(await themeFor({ theme: "dark" }, "light")).to.equal("dark");
    expect(await themeFor({ theme: "light" }, "dark")).to.equal("light");
    expect(await themeFor({}, "dark")).to.equal("dark");
    expect(await themeFor({ theme: "nonsense" }, "light")).to.equal("light");
    const meta = document.createElement("meta");
    Object.assign(meta, { name: "color-scheme", content: "dark" });
    document.head.append(meta);
    afterwards(() => meta.remove());
    expect(await themeFor({}, "")).to.equal("dark");
    expect(await themeFor({ theme: "light" }, "")).to.equal("light");
    meta.content = "light dark";
    for (const colorScheme of ["dark", "light"] as const) {
      await emulateMedia({ colorScheme });
      expect(await themeFor({}, "light dark")).to.equal(colorScheme);
      expect(await themeFor({}, "")).to.equal(colorScheme);
      await emulateMedia({ forcedColors: "active" });
      expect(await themeFor({}, "light")).to.equal("light");
      await emulateMedia({ forcedColors: "none" });
    }
  });
});
