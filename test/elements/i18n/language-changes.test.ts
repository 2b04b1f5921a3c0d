/** In which language an element speaks, and that it changes while it is on the page. */
import { expect } from "@open-wc/testing";
import { registerStrings } from "../../../src/locales/register.js";
import { afterwards, json, quiet, until } from "../../browser/page-setup.js";
import { setupConnect } from "../connect/connect-setup.js";
import { account, setupList } from "../list/list-setup.js";
import { setupImport } from "../import/import-setup.js";
import { knownView, recordAnnouncements, setupStatus } from "../status/status-setup.js";

/** Sets the language of `element` until the test is over. */
function speak(element: HTMLElement, lang: string): void {
  element.lang = lang;
  afterwards(() => element.removeAttribute("lang"));
}

const label = (root: ParentNode) => root.querySelector("[part=label]")?.textContent.trim();

/** An element in a shadow root, in the shadow root of `outer`. */
async function deepInside() {
  const outer = document.createElement("div");
  const inner = document.createElement("div");
  const parent = document.createElement("div");
  outer.attachShadow({ mode: "open" }).append(inner);
  inner.attachShadow({ mode: "open" }).append(parent);
  document.body.append(outer);
  afterwards(() => outer.remove());
  return { outer, inner, ...(await setupConnect({ parent })) };
}

describe("the language of an element", () => {
  it("is its own `lang`, also when that changes", async () => {
    const { element, root } = await setupConnect();
    expect(label(root)).to.equal("Connect account");
    element.lang = "de";
    await until(() => label(root) === "Konto verbinden");
    element.lang = "ja";
    await until(() => label(root) === "アカウントを連携");
    element.lang = "en";
    await until(() => label(root) === "Connect account");
  });

  it("is that of the nearest ancestor with `lang`", async () => {
    const { element, place, root } = await setupConnect();
    speak(document.body, "fr");
    await until(() => label(root) === "Connecter un compte");
    place.lang = "nl";
    await until(() => label(root) === "Account koppelen");
    element.lang = "pl";
    await until(() => label(root) === "Połącz konto");
    element.removeAttribute("lang");
    await until(() => label(root) === "Account koppelen");
    place.removeAttribute("lang");
    await until(() => label(root) === "Connecter un compte");
  });

  it("is that of the document", async () => {
    const { root } = await setupConnect();
    speak(document.documentElement, "uk");
    await until(() => label(root) === "Підключити акаунт");
    document.documentElement.lang = "tr-CY";
    await until(() => label(root) === "Hesap bağla");
  });

  it("is inherited across shadow roots", async () => {
    const { outer, inner, root } = await deepInside();
    speak(document.documentElement, "it");
    await until(() => label(root) === "Collega account");
    outer.lang = "cs";
    await until(() => label(root) === "Připojit účet");
    inner.lang = "ko";
    await until(() => label(root) === "계정 연결");
    inner.removeAttribute("lang");
    await until(() => label(root) === "Připojit účet");
  });

  it("changes when the element moves", async () => {
    const { element, root } = await setupConnect();
    const other = document.createElement("p");
    other.lang = "ro";
    document.body.append(other);
    afterwards(() => other.remove());
    other.append(element);
    await until(() => label(root) === "Conectați un cont");
  });

  it("may be written with underscores, as a CMS does", async () => {
    const { element, root } = await setupConnect({ attributes: { lang: "de_DE" } });
    await until(() => label(root) === "Konto verbinden");
    element.lang = "pt_BR";
    await until(() => label(root) === "Conectar conta");
    element.lang = "en_US";
    await until(() => label(root) === "Connect account");
  });

  it("is one that `Intl` accepts, in times and numbers too", async () => {
    const lastCheckedAt = new Date(Date.now() - 300_000).toISOString();
    for (const [lang, time] of [
      ["de_AT", "Geprüft: vor 5 Minuten"],
      ["de_DE.UTF-8", "Checked 5 minutes ago"],
      ["hi-Latn", "Checked 5 minutes ago"],
      ["zh_TW", "Checked 5 minutes ago"],
    ] as const) {
      const { part } = await setupStatus({
        view: knownView({ lastCheckedAt }),
        attributes: { lang },
        properties: { variant: "card" },
      });
      await until(() => part("meta")!.textContent.trim() === time);
    }
  });

  it("is English for a language without strings", async () => {
    const { element, root } = await setupConnect({ attributes: { lang: "de" } });
    await until(() => label(root) === "Konto verbinden");
    for (const lang of ["sv", "zh-TW", "zh_TW", "hi-Latn", "sr-Latn", "no", "not a language"]) {
      element.lang = lang;
      await until(() => label(root) === "Connect account");
    }
  });
});

describe("a language change updates", () => {
  it("the error of a button and its retry button", async () => {
    const { element, root } = await setupConnect({ responses: { "link/init": () => json({}, 500) } });
    await element.open();
    const announced = () => root.querySelector("#message span")?.textContent;
    const way = () => root.querySelector("[part~=action-retry]")?.textContent.trim();
    await until(() => announced() === "Something went wrong. Try again.");
    element.lang = "it";
    await until(() => announced() === "Si è verificato un errore. Riprova." && way() === "Riprova");
  });

  it("a dialog, also when it opens before the strings have loaded", async () => {
    const { element, root } = await setupConnect({ attributes: { lang: "hi" } });
    const ended = element.open();
    const title = await until(() => root.querySelector("[part=title]"));
    expect(title.textContent).to.equal("अपना खाता कनेक्ट करें");
    element.close({ force: true });
    expect((await ended).outcome).to.equal("cancelled");
  });

  it("a status, its time and its confirmation", async () => {
    const { place, badge, part, button } = await setupStatus({
      view: knownView({ lastCheckedAt: new Date(Date.now() - 300_000).toISOString() }),
      properties: { variant: "card", actions: "disconnect" },
    });
    expect(part("meta")!.textContent.trim()).to.equal("Checked 5 minutes ago");
    button("disconnect").click();
    await until(() => part("confirm"));
    place.lang = "es";
    await until(() => badge() === "Activa");
    expect(part("meta")!.textContent.trim()).to.equal("Comprobada hace 5 minutos");
    expect(part("confirm")!.querySelector("#question")!.textContent).to.equal(
      "¿Desconectar @anna? Esto no se puede deshacer.",
    );
  });

  it("a list, its button and its rows", async () => {
    const { place, part, cards, connect, state } = await setupList({ has: [account("conn_1")] });
    await state("ready");
    place.lang = "pt";
    await until(() => label(connect.shadowRoot!) === "Conectar outra conta");
    await until(() => cards()[0]!.shadowRoot!.querySelector("[part=text]")!.textContent === "Ativa");
    expect(part("list")!.ariaLabel).to.equal("Conexões");
    expect([...part("filter")!.querySelectorAll("option")].map(({ textContent }) => textContent)[0]).to.equal("Todas");
  });

  it("an import form and its message", async () => {
    const { place, part, press, root, message, send, ended } = await setupImport({
      routes: { "connections/import": () => json({}, 401) },
    });
    await press();
    place.lang = "de";
    await until(() => part("submit")!.textContent.trim() === "Sitzung importieren");
    expect(root.querySelector("#cookie-error")!.textContent).to.equal("Geben Sie das Cookie ein.");
    await send();
    await ended();
    expect(message()).to.equal("Sie sind abgemeldet. Melden Sie sich an und versuchen Sie es erneut.");
  });
});

describe("text that stays English on a page of another language", () => {
  /** The language and direction that assistive technology finds for an element. */
  const markOf = (element: Element | null | undefined) => {
    const { lang, dir } = element?.closest<HTMLElement>("[lang]") ?? {};
    return [lang, dir, element && getComputedStyle(element).direction];
  };
  const english = ["en", "ltr", "ltr"];
  const innermost = (element: Element | null | undefined): Element | null | undefined =>
    element?.lastElementChild ? innermost(element.lastElementChild) : element;

  for (const lang of ["fa", "zh_TW", "hi-Latn", "sr-Latn", "no"]) {
    it(`is marked as such in a button, its message and its dialog (${lang})`, async () => {
      const { element, place, part, root, state } = await setupConnect({ attributes: { mode: "embed" } });
      place.lang = lang;
      place.dir = "rtl";
      await until(() => markOf(innermost(part("label")))[0] === "en");
      expect(markOf(innermost(part("label")))).to.deep.equal(english);
      const ended = element.open();
      await state("open");
      expect(markOf(part("title"))).to.deep.equal(english);
      element.close({ force: true });
      await ended;
      element.linkOrigins = "*";
      await element.open();
      await element.updateComplete;
      for (const text of root.querySelectorAll("#message > *")) {
        expect(markOf(innermost(text)), text.textContent).to.deep.equal(english);
      }
      expect(document.getElementById("ofauth-announcer")!.lang).to.equal("en");
    });
  }

  it("is marked in a badge, a card, a list and a form", async () => {
    speak(document.body, "fa");
    const status = await setupStatus({
      view: knownView({ imported: true }),
      properties: { variant: "card", actions: "refresh disconnect" },
    });
    for (const name of ["text", "meta", "permissions", "actions"]) {
      const text = name === "permissions" ? status.root.querySelector("summary") : status.part(name);
      expect(markOf(innermost(text)), name).to.deep.equal(english);
    }
    expect(markOf(status.part("name"))[0], "a name is of no language").to.equal(undefined);
    const list = await setupList({ has: [] });
    await list.state("empty");
    expect(markOf(innermost(list.part("empty")))).to.deep.equal(english);
    expect(list.connect.lang).to.equal("en");
    const form = await setupImport();
    expect(markOf(form.part("submit"))[0]).to.equal("en");
  });

  it("is not marked where it is the page's own, translated, or on an English page", async () => {
    const { element, part, settled } = { ...(await setupConnect()), settled: () => quiet() };
    const mark = () => markOf(innermost(part("label")))[0];
    expect(mark()).to.equal(undefined);
    element.lang = "sv";
    element.label = "Anslut konto";
    await settled();
    expect(mark()).to.equal(undefined);
    element.label = undefined;
    await until(() => mark() === "en");
    element.strings = { connect: "Anslut" };
    await until(() => mark() === undefined);
    element.strings = undefined;
    element.lang = "de";
    await until(() => label(part("label")!.parentElement!) === "Konto verbinden");
    expect(mark()).to.equal(undefined);
  });
});

describe("strings of an element", () => {
  it("come from its `strings` property first", async () => {
    registerStrings("vi", { connect: "Của trang" });
    const { element, root } = await setupConnect({
      attributes: { lang: "vi" },
      properties: { strings: { connect: "Của tôi" } },
    });
    element.required = true;
    await until(() => element.validationMessage === "Hãy kết nối một tài khoản trước.");
    expect(label(root)).to.equal("Của tôi");
    element.strings = undefined;
    await until(() => label(root) === "Của trang");
  });

  it("come from the page before the locale, also in English and after a change", async () => {
    const { element, root } = await setupConnect();
    registerStrings("en", { connect: "Link it" });
    await until(() => label(root) === "Link it");
    element.lang = "id";
    await until(() => label(root) === "Hubungkan akun");
    registerStrings("id", { connect: "Tautkan" });
    await until(() => label(root) === "Tautkan");
  });

  it("have the plural forms of the language", async () => {
    const three = { id: "conn_1", status: "expired" };
    const { element, client } = await setupStatus({ view: knownView(), attributes: { lang: "ru" } });
    const { client: second } = await setupStatus({ view: knownView({ id: "conn_2" }), attributes: { lang: "ru" } });
    await until(() => element.shadowRoot!.textContent.includes("Активен"));
    const announced = recordAnnouncements();
    client.notify(knownView(three));
    second.notify(knownView({ ...three, id: "conn_2" }));
    await until(() => announced.length > 0);
    expect(announced).to.deep.equal(["2 аккаунта нужно переподключить."]);
  });
});
