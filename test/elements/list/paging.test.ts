import { expect } from "@open-wc/testing";
import { fakeTime, never, quiet, until } from "../../browser/page-setup.js";
import { account, accounts, setupList } from "./list-setup.js";

const announced = () => document.querySelector("#ofauth-announcer")?.textContent;

function choose(select: HTMLElement, value: string) {
  (select as HTMLSelectElement).value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("pages of <ofauth-connections>", () => {
  it("are turned with two buttons that keep the focus", async () => {
    const { state, part, rows, press, pageQueries, root } = await setupList({
      has: accounts(5),
      attributes: { "page-size": "2" },
    });
    await state("ready");
    const off = (name: string) => part(name)!.getAttribute("aria-disabled") === "true";
    expect(part("pager")!.textContent).to.contain("Page 1");
    expect([off("action-previous"), off("action-next")]).to.deep.equal([true, false]);
    part("action-next")!.focus();
    await press("action-next");
    await rows("conn_3", "conn_4");
    await press("action-next");
    await rows("conn_5");
    expect(part("pager")!.textContent).to.contain("Page 3");
    expect([off("action-previous"), off("action-next")]).to.deep.equal([false, true]);
    expect(root.activeElement === part("action-next")).to.equal(true);
    expect(announced()).to.equal("Page 3. Connections: 1.");
    await press("action-next");
    await press("action-previous");
    await rows("conn_3", "conn_4");
    expect(pageQueries()).to.deep.equal(["?limit=2", "?limit=2&offset=2", "?limit=2&offset=4", "?limit=2&offset=2"]);
  });

  it("stay while the next one loads, and turn once", async () => {
    let slow = false;
    const { element, state, part, ids, press, pageQueries } = await setupList({
      has: accounts(5),
      attributes: { "page-size": "2" },
      routes: { "/connections": (request) => (slow ? never(request) : (undefined as never)) },
    });
    await state("ready");
    slow = true;
    await press("action-next");
    await press("action-next");
    await quiet();
    expect(ids()).to.deep.equal(["conn_1", "conn_2"]);
    expect(part("list")!.ariaBusy).to.equal("true");
    expect(pageQueries()).to.have.length(2);
    element.remove();
  });

  it("go back when the last row of the last page was removed", async () => {
    const { state, part, rows, press, backend, client } = await setupList({
      has: accounts(3),
      attributes: { "page-size": "2" },
    });
    await state("ready");
    await press("action-next");
    await rows("conn_3");
    backend.list = backend.list.filter(({ id }) => id !== "conn_3");
    await client.disconnect("conn_3");
    await rows("conn_1", "conn_2");
    expect(part("pager")).to.equal(null);
  });

  for (const [size, limit] of [
    ["0", 10],
    ["-5", 1],
    ["1000", 100],
    ["x", 10],
    ["2.7", 2],
  ] as const) {
    it(`have ${String(limit)} rows for a page size of ${size}`, async () => {
      const { state, pageQueries } = await setupList({ attributes: { "page-size": size } });
      await state("ready");
      expect(pageQueries()).to.deep.equal([`?limit=${String(limit)}`]);
    });
  }

  it("are polled as set by `refresh`", async () => {
    const time = fakeTime();
    const { state, pageQueries } = await setupList({ attributes: { refresh: "30" } });
    await state("ready");
    time.advance(29_000);
    await quiet();
    expect(pageQueries()).to.have.length(1);
    time.advance(2_000);
    await until(() => pageQueries().length === 2);
  });
});

describe("filters of <ofauth-connections>", () => {
  const has = [
    account("conn_1"),
    account("conn_2", { status: "expired" }),
    account("conn_3", { imported: true }),
    account("conn_4", { status: "expired", imported: true }),
  ];

  it("are native selects with labels, and show the attributes", async () => {
    const { state, root, rows } = await setupList({ has, attributes: { status: "expired", imported: "true" } });
    await state("ready");
    await rows("conn_4");
    const fields = [...root.querySelectorAll("select")];
    expect(fields.map((field) => [field.labels[0]!.innerText.split("\n")[0]!.trim(), field.value])).to.deep.equal([
      ["Status", "expired"],
      ["Source", "true"],
    ]);
  });

  it("start at the first page and announce the result", async () => {
    const { element, state, root, rows, press, pageQueries } = await setupList({
      has,
      attributes: { "page-size": "1" },
    });
    await state("ready");
    await press("action-next");
    await rows("conn_2");
    const [status, source] = [...root.querySelectorAll("select")];
    status!.focus();
    choose(status!, "expired");
    await until(() => announced() === "Page 1. Connections: 1.");
    await rows("conn_2");
    expect(element.status).to.equal("expired");
    choose(source!, "true");
    await rows("conn_4");
    expect([element.imported, pageQueries().at(-1)]).to.deep.equal(["true", "?limit=1&status=expired&imported=true"]);
    choose(source!, "false");
    await rows("conn_2");
    expect(pageQueries().at(-1)).to.equal("?limit=1&status=expired&imported=false");
    expect(root.activeElement === status).to.equal(true);
  });

  it("are cleared by a button when nothing matches", async () => {
    const { element, state, part, press, rows, root } = await setupList({
      has: accounts(1),
      attributes: { status: "expired" },
    });
    await state("empty");
    expect(part("empty")!.textContent).to.contain("No connections match these filters.");
    expect(part("filters")).to.not.equal(null);
    part("action-clear")!.focus();
    await press("action-clear");
    await rows("conn_1");
    expect([element.status, element.imported]).to.deep.equal(["", ""]);
    expect([...root.querySelectorAll("select")].map(({ value }) => value)).to.deep.equal(["", ""]);
    expect(root.activeElement?.part.value).to.equal("list");
  });

  it("announce that nothing matches", async () => {
    const { state, root } = await setupList({ has: accounts(1) });
    await state("ready");
    choose(root.querySelector("select")!, "expired");
    await state("empty");
    expect(announced()).to.equal("No connections match these filters.");
  });

  it("show an unknown status of the page as it is", async () => {
    const { state, root, pageQueries } = await setupList({ has, attributes: { status: "pending" } });
    await state("empty");
    expect(root.querySelector("select")!.value).to.equal("pending");
    expect(pageQueries()).to.deep.equal(["?limit=10&status=pending"]);
  });

  it("accept only true and false for `imported`", async () => {
    const { state, pageQueries } = await setupList({ has, attributes: { imported: "perhaps" } });
    await state("ready");
    expect(pageQueries()).to.deep.equal(["?limit=10"]);
  });

  it("are off when a framework sets undefined", async () => {
    const { element, state, pageQueries } = await setupList({ has });
    await state("ready");
    Object.assign(element, { status: null, imported: undefined });
    await quiet();
    expect(element.connections).to.have.length(4);
    expect(pageQueries().every((query) => query === "?limit=10")).to.equal(true);
  });
});
