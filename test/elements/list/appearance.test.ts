import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { never, until } from "../../browser/page-setup.js";
import { otherPage } from "../connect/connect-setup.js";
import { overflowing } from "../../support/pseudo-locale.js";
import { smallScreen, usualScreen } from "../appearance-setup.js";
import { colours, contrast } from "../colours.js";
import { account, accounts, setupList, type ListOptions } from "./list-setup.js";

type World = Awaited<ReturnType<typeof setupList>>;

const long = (id: string, more: object = {}) =>
  account(id, { userData: { id: "1", name: "x".repeat(200), username: "y".repeat(100), avatar: null }, ...more });

afterEach(usualScreen);

describe("<ofauth-connections> layout", () => {
  async function small(options: ListOptions, dir: string, fontSize: string) {
    await smallScreen(dir, fontSize);
    const world = await setupList(options);
    return { ...world, overflow: () => overflowing(world.root) };
  }

  for (const dir of ["ltr", "rtl"]) {
    for (const size of ["100%", "200%"]) {
      it(`fits 320 pixels, ${dir}, text at ${size}`, async () => {
        const full = await small(
          { has: [long("conn_1"), long("conn_2")], attributes: { "page-size": "1" } },
          dir,
          size,
        );
        await full.state("ready");
        expect(full.overflow(), "with rows").to.deep.equal([]);
        full.element.status = "expired";
        await full.state("empty");
        expect(full.overflow(), "with filters").to.deep.equal([]);
        full.place.remove();
        const none = await small({ has: [] }, dir, size);
        await none.state("empty");
        expect(none.overflow(), "empty").to.deep.equal([]);
      });
    }
  }

  it("ignores indentation and white-space settings of the page", async () => {
    const { element, state } = await setupList({ has: accounts(2) });
    await state("ready");
    const { height } = element.getBoundingClientRect();
    Object.assign(element.style, { whiteSpace: "pre-wrap", textIndent: "40px" });
    expect(element.getBoundingClientRect().height).to.be.closeTo(height, 1);
  });

  it("takes no space while hidden", async () => {
    const { element } = await setupList({ has: accounts(1), attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
  });

  it("shows placeholders as high as the rows that follow", async () => {
    const height = ({ root }: World, row: string) => root.querySelector(row)!.getBoundingClientRect().height;
    for (const width of [320, 420, 600, 1000]) {
      await setViewport({ width, height: 600 });
      for (const actions of ["reconnect", "reconnect disconnect"]) {
        const properties = { actions };
        const shown = await setupList({
          properties,
          has: [account("conn_1", { lastCheckedAt: "2026-01-01T00:00:00Z" })],
        });
        await shown.state("ready");
        await until(() =>
          shown.root.querySelector("ofauth-connection-status")!.shadowRoot!.querySelector("[part=meta]"),
        );
        const waits = await setupList({ properties, routes: { "/connections": never } });
        const [row, bone] = [height(shown, "[part=row]"), height(waits, "[part=loading] > *:last-child")];
        // WebKit places each of the two lines.
        expect(bone, `${String(width)} ${actions}`).to.be.closeTo(row, 1.5);
        waits.element.remove();
        shown.element.remove();
      }
    }
  });

  it("has no animation under reduced motion", async () => {
    await emulateMedia({ reducedMotion: "reduce" });
    const { root, element } = await setupList({ routes: { "/connections": never } });
    expect(root.getAnimations()).to.deep.equal([]);
    element.remove();
  });
});

describe("colors of <ofauth-connections>", () => {
  const token = (name: string) => `var(--_${name})`;
  const texts = [
    ["text", token("surface")],
    ["text", token("surface-2")],
    ["text", "Canvas"],
    ["muted", "Canvas"],
    ["warning", "Canvas"],
    ["danger", "Canvas"],
  ] as const;
  for (const scheme of ["light", "dark"] as const) {
    it(`have sufficient contrast in the ${scheme}`, async () => {
      const { place, root, state } = await setupList({ has: [] });
      await state("empty");
      const colour = colours(place, root)(scheme);
      for (const [text, ground] of texts) {
        expect(contrast(colour(token(text)), colour(ground)), `${text} on ${ground}`).to.be.at.least(7);
      }
      for (const edge of ["edge", "focus"]) {
        expect(contrast(colour(token(edge)), colour("Canvas")), edge).to.be.at.least(3);
      }
    });
  }
});

describe("<ofauth-connections> in another document", () => {
  it("keeps its styles", async () => {
    const { element, root, state } = await setupList({ has: [] });
    await state("empty");
    const before = root.adoptedStyleSheets.length;
    (await otherPage()).body.append(element);
    await until(() => root.adoptedStyleSheets.length === before);
    expect(before).to.be.greaterThan(0);
    expect(element.ownerDocument === document).to.equal(false);
  });
});
