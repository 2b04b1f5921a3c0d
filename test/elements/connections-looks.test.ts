import { expect } from "@open-wc/testing";
import { emulateMedia, setViewport } from "@web/test-runner-commands";
import { afterwards, json, never, until } from "../browser/page-setup.js";
import { otherPage } from "./connect-setup.js";
import { colours, contrast } from "./colours.js";
import { account, accounts, setup, type ListOptions } from "./connections-setup.js";

type World = Awaited<ReturnType<typeof setup>>;

const long = (id: string, more: object = {}) =>
  account(id, { userData: { id: "1", name: "x".repeat(200), username: "y".repeat(100), avatar: null }, ...more });

const has = [
  account("conn_1"),
  account("conn_2", { status: "expired" }),
  account("conn_3", { status: "awaiting_2fa", imported: true }),
  account("conn_4", { status: "pending" }),
];

async function stale(): Promise<World> {
  let down = false;
  const world = await setup({
    answers: { "/connections": () => (down ? new Response("", { status: 500 }) : (undefined as never)) },
  });
  await world.state("ready");
  down = true;
  await world.element.refreshNow();
  return world;
}

/** Everything that a user may find the list in. */
const situations: Readonly<Record<string, () => Promise<World>>> = {
  loading: () => setup({ answers: { "/connections": never } }),
  ready: async () => {
    const world = await setup({ has, attributes: { "page-size": "3" } });
    await world.state("ready");
    return world;
  },
  "ready, all actions": async () => {
    const world = await setup({ has, attributes: { actions: "reconnect refresh invalidate disconnect" } });
    await world.state("ready");
    return world;
  },
  "asking before a disconnect": async () => {
    const world = await setup({ has });
    await world.state("ready");
    (await until(() => world.inRow(0, "action-disconnect"))).click();
    await until(() => world.inRow(0, "confirm"));
    return world;
  },
  "with the next page on its way": async () => {
    let slow = false;
    const world = await setup({
      has,
      attributes: { "page-size": "2" },
      answers: { "/connections": (request) => (slow ? never(request) : (undefined as never)) },
    });
    await world.state("ready");
    slow = true;
    await world.press("action-next");
    return world;
  },
  empty: async () => {
    const world = await setup({ has: [] });
    await world.state("empty");
    return world;
  },
  "empty for its filters": async () => {
    const world = await setup({ has: [], attributes: { status: "active", imported: "true" } });
    await world.state("empty");
    return world;
  },
  "in error": async () => {
    const world = await setup({ answers: { "/connections": () => json({}, 401) } });
    await world.state("error");
    return world;
  },
  stale,
};

afterEach(async () => {
  await setViewport({ width: 800, height: 600 });
  await emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
});

for (const scheme of ["light", "dark"] as const) {
  describe(`<ofauth-connections> passes the accessibility audit in the ${scheme}`, () => {
    for (const [name, arrange] of Object.entries(situations)) {
      it(name, async () => {
        await emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        const page = document.documentElement.style;
        page.colorScheme = "light dark";
        afterwards(() => document.documentElement.removeAttribute("style"));
        const { element, place } = await arrange();
        place.style.background = "Canvas";
        place.style.color = "CanvasText";
        await element.updateComplete;
        await expect(element).to.be.accessible();
        element.remove();
      });
    }
  });
}

describe("<ofauth-connections> on a small screen", () => {
  async function small(options: ListOptions, dir: string, fontSize: string) {
    await setViewport({ width: 320, height: 568 });
    document.documentElement.dir = dir;
    document.documentElement.style.fontSize = fontSize;
    afterwards(() => {
      document.documentElement.removeAttribute("dir");
      document.documentElement.removeAttribute("style");
    });
    const world = await setup(options);
    /** Whatever sticks out sideways. */
    const overflow = () =>
      [document.documentElement, ...world.root.querySelectorAll<HTMLElement>("*:not(.unseen)")]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          return width > 0 && (left < 0 || right > innerWidth + 0.5);
        })
        .map(({ localName, part }) => `${localName} ${part.value}`);
    return { ...world, overflow };
  }

  for (const dir of ["ltr", "rtl"]) {
    for (const size of ["100%", "200%"]) {
      it(`sticks out nowhere at 320 pixels, ${dir}, text at ${size}`, async () => {
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

  it("is not there at all while hidden", async () => {
    const { element } = await setup({ has: accounts(1), attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
  });

  it("moves nothing under reduced motion", async () => {
    await emulateMedia({ reducedMotion: "reduce" });
    const { root, element } = await setup({ answers: { "/connections": never } });
    expect(root.getAnimations()).to.deep.equal([]);
    element.remove();
  });
});

describe("the colours of <ofauth-connections>", () => {
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
    it(`can be told apart in the ${scheme}`, async () => {
      const { place, root, state } = await setup({ has: [] });
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
  it("keeps its looks", async () => {
    const { element, root, state } = await setup({ has: [] });
    await state("empty");
    const before = root.adoptedStyleSheets.length;
    (await otherPage()).body.append(element);
    await until(() => root.adoptedStyleSheets.length === before);
    expect(before).to.be.greaterThan(0);
    expect(element.ownerDocument === document).to.equal(false);
  });
});
