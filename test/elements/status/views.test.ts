import { expect } from "@open-wc/testing";
import { ConnectError } from "../../../src/protocol/error-codes.js";
import type { ConnectionView } from "../../../src/connections/types.js";
import { until } from "../../browser/page-setup.js";
import { knownView, setupStatus, summarize } from "./status-setup.js";

const failed = (code: ConstructorParameters<typeof ConnectError>[0]): ConnectionView => ({
  name: "failed",
  error: new ConnectError(code, "For developers."),
});

const views: readonly (readonly [view: ConnectionView, status: string, text: string, actions: readonly string[]])[] = [
  [{ name: "loading" }, "loading", "Loading status", []],
  [{ name: "none" }, "none", "Not connected", ["Connect", "Refresh"]],
  [knownView(), "active", "Active", ["Refresh", "End session", "Disconnect"]],
  [
    knownView({ status: "awaiting_2fa" }),
    "awaiting_2fa",
    "Waiting for 2FA",
    ["Reconnect", "Refresh", "End session", "Disconnect"],
  ],
  [knownView({ status: "expired" }), "expired", "Reconnect needed", ["Reconnect", "Refresh", "Disconnect"]],
  [knownView({ status: "Active" }), "unknown", "Unknown status", ["Reconnect", "Refresh", "End session", "Disconnect"]],
  [
    knownView({ status: "constructor" }),
    "unknown",
    "Unknown status",
    ["Reconnect", "Refresh", "End session", "Disconnect"],
  ],
  [failed("network"), "error", "Status unavailable", ["Try again"]],
];

describe("<ofauth-connection-status> passes the accessibility audit and shows as text", () => {
  for (const variant of ["badge", "card"] as const) {
    for (const [view, status, text, actions] of views) {
      it(`${status} as a ${variant}`, async () => {
        const { element, badge, buttons, part } = await setupStatus({
          view,
          properties: { variant, actions: "disconnect  reconnect invalidate refresh sing" },
        });
        expect(element.status).to.equal(status);
        expect(badge()).to.equal(text);
        expect(buttons()).to.deep.equal(actions);
        expect(element.matches(`:state(${status})`)).to.equal(true);
        expect(part("base")!.ariaBusy, "aria-busy").to.equal(status === "loading" ? "true" : null);
        await expect(element).to.be.accessible();
      });
    }
  }
});

describe("<ofauth-connection-status>", () => {
  it("shows the loading status before its code has loaded", async () => {
    const element = document.createElement("ofauth-connection-status");
    document.body.append(element);
    await element.updateComplete;
    expect(element.status).to.equal("loading");
    expect(element.matches(":state(loading)")).to.equal(true);
    expect(element.shadowRoot!.querySelector("[part=text]")!.textContent).to.equal("Loading status");
    expect(element.shadowRoot!.querySelector("[part=base]")!.ariaBusy).to.equal("true");
    await expect(element).to.be.accessible();
    element.remove();
  });

  it("has the size of a card from the start", async () => {
    const element = document.createElement("ofauth-connection-status");
    element.variant = "card";
    document.body.append(element);
    await element.updateComplete;
    const { height } = element.getBoundingClientRect();
    expect(height).to.be.above(60);
    await until(() => element.shadowRoot!.querySelector("#hint"));
    await element.updateComplete;
    expect(element.status).to.equal("loading");
    expect(element.getBoundingClientRect().height).to.equal(height);
    element.remove();
  });

  it("offers the actions that are set, and reconnect by default", async () => {
    const { element, client, buttons, settled } = await setupStatus({ view: knownView({ status: "expired" }) });
    expect(buttons()).to.deep.equal(["Reconnect"]);
    client.notify(knownView());
    await settled();
    expect(buttons()).to.deep.equal([]);
    element.setAttribute("actions", "");
    client.notify(failed("network"));
    await settled();
    expect(buttons()).to.deep.equal([]);
    // Without the attribute, the default applies.
    element.removeAttribute("actions");
    await settled();
    expect(buttons()).to.deep.equal(["Try again"]);
  });

  it("emits each status change once, with its cause", async () => {
    const { received, client, settled } = await setupStatus({ view: knownView() });
    expect(summarize(received)).to.deep.equal(["→ active (load)"]);
    expect(received[0]!.detail).to.deep.include({
      connectionId: "conn_1",
      status: "active",
      previousStatus: "loading",
    });
    expect(received[0]!.detail["connection"]).to.include({ id: "conn_1", status: "active" });
    expect(Object.isFrozen(received[0]!.detail)).to.equal(true);
    client.notify(knownView({ lastCheckedAt: "2026-01-02T00:00:00Z" }));
    await settled();
    client.notify(knownView({ status: "expired" }), "push");
    await settled();
    client.notify(knownView({ status: "expired" }), "refresh");
    await settled();
    client.notify({ name: "none" }, "tab");
    await settled();
    expect(summarize(received).slice(1)).to.deep.equal(["→ expired (push)", "→ none (tab)"]);
    // The event has the id of the removed connection, although the page did not set one.
    expect(received.at(-1)!.detail).to.include({ connectionId: "conn_1" }).and.not.have.property("connection");
  });

  it("renders a change before it emits it", async () => {
    const { element, client, badge, settled } = await setupStatus({ view: knownView() });
    const seen: unknown[] = [];
    element.addEventListener("ofauth-status-change", () => seen.push(element.status, badge()));
    client.notify(knownView({ status: "expired" }));
    await settled();
    expect(seen).to.deep.equal(["expired", "Reconnect needed"]);
  });

  it("emits an error once, until it changes or is resolved", async () => {
    const { received, client, settled } = await setupStatus({ view: failed("network") });
    for (const view of [failed("network"), failed("timeout"), knownView(), failed("timeout")]) {
      client.notify(view);
      await settled();
    }
    const stale = { ...knownView({}, true), error: new ConnectError("server_error") } as ConnectionView;
    client.notify(stale);
    await settled();
    client.notify({ ...stale });
    await settled();
    const errors = received.filter(({ type }) => type === "ofauth-error").map(({ detail }) => detail);
    expect(errors.map(({ code }) => code)).to.deep.equal(["network", "timeout", "timeout", "server_error"]);
    expect(errors[0]).to.deep.equal({ code: "network", message: "For developers.", retryable: true });
  });

  it("clears everything when the user may no longer see it", async () => {
    const { element, client, root, settled } = await setupStatus({
      view: knownView(),
      properties: { variant: "card" },
    });
    expect(root.textContent).to.contain("Anna Example");
    client.notify(failed("unauthorized"));
    await settled();
    expect(root.textContent).to.not.match(/anna/i);
    expect(root.textContent).to.contain("You’re signed out. Sign in and try again.");
    expect(element.outerHTML + root.innerHTML).to.not.contain("conn_");
  });

  it("shows that its data is stale", async () => {
    const { root, client, settled } = await setupStatus({ view: knownView({}, true), properties: { variant: "card" } });
    expect(root.textContent).to.contain("Couldn’t update. Showing the last known status.");
    expect(root.textContent).to.contain("Anna Example");
    client.notify(knownView());
    await settled();
    expect(root.textContent).to.not.contain("Couldn’t update");
  });

  it("never puts the id of a connection into the DOM", async () => {
    const { element, root, received, settled } = await setupStatus({
      properties: { connectionId: "conn_1", variant: "card", actions: "reconnect disconnect" },
      view: knownView({ status: "expired" }),
    });
    await settled();
    expect(element.outerHTML + root.innerHTML).to.not.contain("conn_");
    expect(received.at(-1)!.detail["connectionId"]).to.equal("conn_1");
  });
});
