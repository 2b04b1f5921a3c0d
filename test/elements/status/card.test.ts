import { expect } from "@open-wc/testing";
import { formatAgo, eachTick } from "../../../src/elements/i18n/relative-time.js";
import { afterwards, fakeTime, quiet, replace, until } from "../../browser/page-setup.js";
import { knownView, setupStatus, type SetupOptions } from "./status-setup.js";

const setup = (over: object = {}, options: SetupOptions = {}) =>
  setupStatus({ view: knownView(over), ...options, properties: { variant: "card", ...options.properties } });

const pixel = "https://img.example/a.png";
const user = (over: object = {}) => ({ userData: { id: "1", name: "Anna Example", username: "anna", ...over } });

describe("the card of <ofauth-connection-status>", () => {
  it("passes the accessibility audit with all details, and is named after the account", async () => {
    const { element, root, part } = await setup({ imported: true, permissions: ["messages", "<b>posts</b>"] });
    root.querySelector("details")!.open = true;
    await expect(element).to.be.accessible();
    const base = part("base")!;
    expect(base.getAttribute("role")).to.equal("group");
    expect(root.getElementById(base.getAttribute("aria-labelledby")!)!.textContent).to.equal("Anna Example");
    expect(part("username")!.textContent).to.equal("@anna");
    expect(part("meta")!.textContent).to.contain("Imported");
    expect(root.querySelector("summary")!.textContent).to.equal("Permissions (2)");
    expect([...root.querySelectorAll("li")].map((item) => item.textContent)).to.deep.equal([
      "messages",
      "<b>posts</b>",
    ]);
  });

  it("leaves out unknown details", async () => {
    const { element, root, part } = await setup({ permissions: [], lastCheckedAt: null, userData: null });
    expect(root.querySelector("details, time, li, [part=username]")).to.equal(null);
    expect(part("meta")!.textContent.trim()).to.equal("");
    await expect(element).to.be.accessible();
    const { root: other, part: otherPart } = await setup(user({ name: "" }));
    expect(otherPart("name")!.textContent).to.equal("@anna");
    expect(other.querySelector("[part=username]")).to.equal(null);
  });

  it("has a generic name for an unknown account, and no group without a connection", async () => {
    const { part } = await setup({ userData: null });
    expect(part("name")!.textContent).to.equal("OnlyFans account");
    for (const view of [{ name: "loading" }, { name: "none" }] as const) {
      const other = await setupStatus({ view, properties: { variant: "card" } });
      expect(other.part("base")!.hasAttribute("role"), view.name).to.equal(false);
      expect(other.part("base")!.hasAttribute("aria-labelledby"), view.name).to.equal(false);
    }
  });

  it("isolates the text direction of names", async () => {
    const { part } = await setup(user({ name: "محمد" }));
    expect(part("name")!.localName).to.equal("bdi");
    expect(part("username")!.localName).to.equal("bdi");
  });
});

describe("the avatar", () => {
  it("is an https: picture without referrer, lazy and decorative", async () => {
    const { root } = await setup(user({ avatar: pixel }));
    const image = root.querySelector("img")!;
    expect(image.getAttribute("src")).to.equal(pixel);
    expect([image.referrerPolicy, image.loading, image.decoding, image.alt]).to.deep.equal([
      "no-referrer",
      "lazy",
      "async",
      "",
    ]);
    expect([image.width, image.height]).to.deep.equal([40, 40]);
  });

  it("is replaced by initials when it fails to load, until its URL changes", async () => {
    const { root, client, part, settled } = await setup(user({ avatar: pixel }));
    root.querySelector("img")!.dispatchEvent(new Event("error"));
    await settled();
    expect(root.querySelector("img")).to.equal(null);
    expect(part("avatar")!.textContent).to.equal("AE");
    client.notify(knownView(user({ avatar: `${pixel}?2` })));
    await settled();
    expect(root.querySelector("img")!.getAttribute("src")).to.equal(`${pixel}?2`);
  });

  it("is never loaded from other URLs than https:", async () => {
    for (const avatar of [
      "javascript:alert(1)",
      "http://img.example/a.png",
      "//img.example/a.png",
      "data:image/png,",
      "/a",
    ]) {
      const { root } = await setup(user({ avatar }));
      expect(root.querySelector("img"), avatar).to.equal(null);
    }
  });

  it("shows the initials of the first and last name, or a person icon", async () => {
    for (const [name, letters] of [
      ["Anna", "A"],
      ["anna maria example", "AE"],
      ["🔥 Anna 🔥", "A"],
      ["李 小龍", "李小"],
      ["🔥", ""],
    ] as const) {
      const { part } = await setup(user({ name, username: "" }));
      expect(part("avatar")!.textContent, name).to.equal(letters);
      expect(part("avatar")!.querySelector("svg") === null, name).to.equal(letters !== "");
    }
    const { part } = await setup(user({ name: "", username: "zoe_b" }));
    expect(part("avatar")!.textContent).to.equal("ZB");
  });
});

describe("the time of the last check", () => {
  const checked = (ms: number) => ({ lastCheckedAt: new Date(Date.now() - ms).toISOString() });

  it("shows how long ago, with the full date as a tooltip", async () => {
    const { root } = await setup(checked(5 * 60_000));
    const time = root.querySelector("time")!;
    expect(time.textContent).to.equal("5 minutes ago");
    expect(time.parentElement!.textContent).to.equal("Checked 5 minutes ago");
    expect(Date.now() - Date.parse(time.dateTime)).to.be.closeTo(5 * 60_000, 60_000);
    expect(time.title).to.contain(String(new Date(time.dateTime).getFullYear()));
  });

  it("uses the language of the element, its ancestors across shadow roots, or English", async () => {
    const text = async (place: HTMLElement, lang?: string) => {
      const { root, settled } = await setup(checked(3_600_000), { parent: place, attributes: lang ? { lang } : {} });
      await settled();
      return root.querySelector("[part=meta]")!.textContent.trim();
    };
    await Promise.all([import("../../../src/locales/de.js"), import("../../../src/locales/fr.js")]);
    const place = document.createElement("div");
    place.lang = "de";
    const inner = document.createElement("div");
    place.attachShadow({ mode: "open" }).append(inner);
    document.body.append(place);
    afterwards(() => place.remove());
    expect(await text(document.body)).to.equal("Checked 1 hour ago");
    expect(await text(inner)).to.match(/^[^C].*vor 1 Stunde/);
    expect(await text(inner, "fr")).to.match(/^[^C].*il y a 1 heure/);
    // An English sentence is better than one in two languages.
    expect(await text(inner, "sv")).to.equal("Checked 1 hour ago");
    expect(await text(inner, "not a language")).to.equal("Checked 1 hour ago");
  });

  it("stays current, and stops its timer when it is not shown", async () => {
    const time = fakeTime();
    const { element, root, settled } = await setup(checked(0));
    const text = () => root.querySelector("time")!.textContent;
    expect(text()).to.equal("now");
    time.advance(61_000);
    await settled();
    expect(text()).to.equal("1 minute ago");
    time.advance(60 * 60_000);
    await settled();
    expect(text()).to.equal("1 hour ago");
    element.remove();
    await quiet();
    expect(time.running).to.equal(0);
    document.body.append(element);
    afterwards(() => element.remove());
    await until(() => time.running === 1);
    element.variant = "badge";
    await settled();
    expect(time.running).to.equal(0);
  });

  it("uses one timer for a hundred elements", () => {
    const time = fakeTime();
    const ticks: number[] = [];
    const stops = Array.from({ length: 100 }, (_, index) => eachTick(window, () => ticks.push(index)));
    expect(time.running).to.equal(1);
    time.advance(20_000);
    expect(ticks).to.have.length(100);
    for (const stop of stops) stop();
    for (const stop of stops) stop();
    expect(time.running).to.equal(0);
    time.advance(60_000);
    expect(ticks).to.have.length(100);
  });

  it("formats every distance", () => {
    const second = 1000;
    for (const [ms, expected] of [
      [-5 * second, "now"],
      [59 * second, "now"],
      [60 * second, "1 minute ago"],
      [3600 * second, "1 hour ago"],
      [86_400 * second, "yesterday"],
      [40 * 86_400 * second, "last month"],
      [800 * 86_400 * second, "2 years ago"],
      [Number.MAX_SAFE_INTEGER, "285,616 years ago"],
    ] as const) {
      expect(formatAgo(ms, "en"), String(ms)).to.equal(expected);
    }
  });

  it("reuses its formatters", () => {
    let made = 0;
    const { RelativeTimeFormat } = Intl;
    replace(
      Intl,
      "RelativeTimeFormat",
      class extends RelativeTimeFormat {
        constructor(...args: ConstructorParameters<typeof RelativeTimeFormat>) {
          super(...args);
          made++;
        }
      },
    );
    for (let index = 0; index < 100; index++) formatAgo(0, "pt-BR");
    expect(made).to.equal(1);
  });
});
