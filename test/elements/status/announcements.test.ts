import { expect } from "@open-wc/testing";
import { StatusAnnouncements, type StatusAnnouncement } from "../../../src/elements/status/announcements.js";
import type { Localizer } from "../../../src/elements/i18n/localizer.js";
import { FakeClock } from "../../support/fake-ports.js";
import { fakeTime } from "../../browser/page-setup.js";
import { connection, knownView, recordAnnouncements, loaded, setupStatus } from "./status-setup.js";
import { ConnectError } from "../../../src/protocol/error-codes.js";
import type { OFAuthConnectionStatus } from "../../../src/elements/status/element.js";

const news = (id: string, over: Partial<StatusAnnouncement> = {}): StatusAnnouncement => ({
  id,
  localizer: {} as Localizer,
  status: "expired",
  one: `${id}: Reconnect needed.`,
  many: (count) => `${count} connections need reconnecting.`,
  ...over,
});

function announcer() {
  const announced: string[] = [];
  const clock = new FakeClock();
  return { announced, clock, announcer: new StatusAnnouncements((message) => announced.push(message), clock) };
}

describe("changes at the same time", () => {
  it("are announced in one sentence", () => {
    const { announcer: voice, announced, clock } = announcer();
    for (const id of ["a", "b", "c"]) voice.add(news(id));
    expect(announced).to.deep.equal([]);
    clock.advance(500);
    expect(announced).to.deep.equal(["3 connections need reconnecting."]);
    voice.add(news("a"));
    clock.advance(500);
    expect(announced.at(-1)).to.equal("a: Reconnect needed.");
    expect(clock.running).to.equal(0);
  });

  it("are announced once per connection, with the last status", () => {
    const { announcer: voice, announced, clock } = announcer();
    voice.add(news("a"));
    voice.add(news("a"));
    voice.add(news("b"));
    voice.add(news("b", { status: "active", one: "b: Active.", many: () => "b and others." }));
    clock.advance(500);
    expect(announced).to.deep.equal(["a: Reconnect needed. b: Active."]);
  });
});

describe("announcements of <ofauth-connection-status>", () => {
  it("pass the accessibility audit, and are not made for the first fetch or one without a change", async () => {
    const time = fakeTime();
    const { element, client, settled } = await setupStatus({ view: { name: "loading" } });
    const announced = recordAnnouncements();
    client.notify(knownView(), "load");
    await settled();
    client.notify(knownView({ lastCheckedAt: "2026-02-01T00:00:00Z" }));
    await settled();
    time.advance(5000);
    await expect(element).to.be.accessible();
    expect(announced).to.deep.equal([]);
  });

  it("are made for each change, in one polite region of the page", async () => {
    const time = fakeTime();
    const { client, settled } = await setupStatus({ view: knownView() });
    const announced = recordAnnouncements();
    client.notify(knownView({ status: "expired" }), "push");
    await settled();
    time.advance(500);
    await settled();
    client.notify({ name: "none" }, "action");
    await settled();
    time.advance(500);
    await settled();
    expect(announced).to.deep.equal(["Reconnect needed: @anna.", "Not connected: @anna."]);
    const regions = document.querySelectorAll("#ofauth-announcer");
    expect([...regions].map((region) => region.getAttribute("role"))).to.deep.equal(["status"]);
  });

  it("are not repeated for an account that a flow of this page connected", async () => {
    const time = fakeTime();
    const { client, settled } = await setupStatus({ view: knownView({ status: "expired" }) });
    const announced = recordAnnouncements();
    client.notify(knownView(), "action");
    await settled();
    time.advance(500);
    await settled();
    client.notify(knownView({ status: "expired" }));
    await settled();
    client.notify(knownView(), "push");
    await settled();
    time.advance(500);
    await settled();
    expect(announced).to.deep.equal(["Active: @anna."]);
  });

  it("do not name an account that the user may no longer see", async () => {
    const time = fakeTime();
    const { client, settled } = await setupStatus({ view: knownView() });
    const announced = recordAnnouncements();
    client.notify({ name: "failed", error: new ConnectError("unauthorized") });
    await settled();
    time.advance(500);
    await settled();
    expect(announced).to.deep.equal(["Status unavailable: this account."]);
  });

  it("count connections in one sentence for many elements", async () => {
    const time = fakeTime();
    const { place, client, settled } = await setupStatus({ view: knownView() });
    const ids = ["conn_2", "conn_3", "conn_3"];
    const others = ids.map((id) => {
      const other = document.createElement("status-with-fake-client") as OFAuthConnectionStatus;
      other.connection = connection({ id });
      return other;
    });
    place.append(...others);
    await Promise.all(others.map(loaded));
    const announced = recordAnnouncements();
    client.notify(knownView({ status: "expired" }));
    for (const [index, other] of others.entries()) other.connection = connection({ id: ids[index], status: "expired" });
    await Promise.all([settled(), ...others.map(({ updateComplete }) => updateComplete)]);
    time.advance(500);
    await settled();
    expect(announced).to.deep.equal(["3 connections need reconnecting."]);
  });

  it("are not made when a different connection is shown", async () => {
    const time = fakeTime();
    const { client, settled, received } = await setupStatus({ view: knownView() });
    const announced = recordAnnouncements();
    client.notify(knownView({ id: "conn_2", status: "expired" }));
    await settled();
    time.advance(500);
    await settled();
    expect(received.at(-1)!.detail).to.include({ connectionId: "conn_2", status: "expired" });
    expect(announced).to.deep.equal([]);
  });

  it("use the page's strings", async () => {
    const time = fakeTime();
    const strings = { announceOne: "{status} – {name}", status_expired: "Neu verbinden" };
    const { client, settled } = await setupStatus({ view: knownView(), properties: { strings } });
    const announced = recordAnnouncements();
    client.notify(knownView({ status: "expired" }));
    await settled();
    time.advance(500);
    await settled();
    expect(announced).to.deep.equal(["Neu verbinden – @anna"]);
  });
});
