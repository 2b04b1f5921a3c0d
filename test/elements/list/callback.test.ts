import { expect } from "@open-wc/testing";
import { afterwards, json, quiet, until } from "../../browser/page-setup.js";
import { accounts, account, setupList, summarize, type ListOptions } from "./list-setup.js";
import { recordEvents, session } from "../connect/connect-setup.js";
import { callbackAttemptId, leaveByRedirect, blockNavigation } from "../connect/callback-setup.js";

const result = { outcome: "connected", attemptId: callbackAttemptId, connection: account("conn_2") };

/** Sets up a page after OFAuth's callback to the element `sender`, with a connect button and then the list "list". */
async function returned(sender: string, options: ListOptions = {}) {
  leaveByRedirect({ sender });
  const other = document.createElement("ofauth-connect");
  other.id = "other";
  const ofOther = recordEvents(other);
  document.body.append(other);
  afterwards(() => other.remove());
  const world = await setupList({
    attributes: { id: "list" },
    ...options,
    routes: { "link/result": () => json(result), ...options.routes },
  });
  return { ...world, ofOther };
}

const ends = ["state-change", "success", "close"];
const flow = (names: readonly string[]) => names.filter((name) => name !== "status-change");

describe("OFAuth's callback on a page with <ofauth-connections>", () => {
  it("is handled once, by the list, when the list started the attempt", async () => {
    const world = await returned("list");
    const { received, ofOther, place, state } = world;
    const up = recordEvents(place);
    await until(() => summarize(received).includes("close"));
    await state("ready");
    await quiet();
    expect(flow(summarize(received)).slice(-3)).to.deep.equal(ends);
    expect(summarize(received).filter((name) => name === "close")).to.have.length(1);
    expect(received.find(({ type }) => type === "ofauth-success")!.detail).to.deep.include({
      connectionId: "conn_2",
      attemptId: callbackAttemptId,
      source: "redirect",
    });
    expect(summarize(up).filter((name) => name === "success")).to.have.length(1);
    expect(ofOther).to.deep.equal([]);
  });

  it("is left to another element that started the attempt", async () => {
    const { received, ofOther, state } = await returned("other");
    await until(() => summarize(ofOther).includes("close"));
    await state("ready");
    await quiet();
    expect(flow(summarize(received))).to.deep.equal([]);
  });

  it("is handled once, regardless of the number of rows", async () => {
    const { received, state } = await returned("list", { has: accounts(10) });
    await state("ready");
    await until(() => summarize(received).includes("close"));
    await quiet();
    expect(summarize(received).filter((name) => name === "success")).to.have.length(1);
  });
});

describe("a redirect started in <ofauth-connections>", () => {
  for (const [what, begin] of [
    ["its button", async (world: Awaited<ReturnType<typeof setupList>>) => world.connect.click()],
    [
      "a row",
      async (world: Awaited<ReturnType<typeof setupList>>) =>
        (await until(() => world.inRow(0, "action-reconnect"))).click(),
    ],
  ] as const) {
    it(`with ${what} records the list as the starter`, async () => {
      const navigation = await blockNavigation();
      const world = await setupList({
        has: accounts(1).map((entry) => ({ ...entry, status: "expired" })),
        attributes: { id: "list", mode: "redirect" },
        routes: { "link/init": () => session("loaded") },
      });
      await world.state("ready");
      await begin(world);
      await navigation();
      expect(sessionStorage.getItem("ofauth-link:element")).to.equal("list");
      expect(flow(summarize(world.received))).to.deep.equal(["before-open", "state-change", "state-change", "open"]);
      const notice = () => world.connect.shadowRoot!.querySelector("[part~=action-cancel]");
      ((await until(() => notice() ?? world.inRow(0, "action-cancel"))) as HTMLElement).click();
      await until(() => summarize(world.received).includes("close"));
    });
  }
});
