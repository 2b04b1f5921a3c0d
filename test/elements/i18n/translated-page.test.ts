/** Elements on a page whose browser translates it: each text node is replaced by elements, and changed text has to be seen. */
import { expect } from "@open-wc/testing";
import { translatePage } from "../../support/page-translator.js";
import { afterwards, json, linkMessage, quiet, replace, until } from "../../browser/page-setup.js";
import { setupConnect } from "../connect/connect-setup.js";
import { setupImport } from "../import/import-setup.js";
import { account, setupList } from "../list/list-setup.js";
import { knownView, setupStatus } from "../status/status-setup.js";

function translate(element: Element) {
  const translation = translatePage(element.shadowRoot!);
  afterwards(translation.stop);
  return translation;
}

/** Waits until the text of `find()` is the translation of `text`. */
const reads = (find: () => Element | null | undefined, text: string) =>
  until(() => find()?.textContent.replaceAll(/\s+/g, " ").trim() === `[${text}]`);

describe("on a translated page", () => {
  it("a button shows its new label, and its messages", async () => {
    const { element, part } = await setupConnect({ responses: { "link/init": () => json({}, 401) } });
    translate(element);
    await reads(() => part("label"), "Connect account");
    element.connectionId = "conn_1";
    await reads(() => part("label"), "Reconnect account");
    element.label = "Something else";
    await reads(() => part("label"), "Something else");
    await element.open();
    const message = () => part("message")?.querySelector("span");
    await reads(message, "You’re signed out. Sign in and try again.");
    element.linkOrigins = "*";
    await element.open();
    await reads(message, "Something went wrong. Try again.");
  });

  it("a badge and a card show the new status, name, time and question", async () => {
    for (const variant of ["badge", "card"] as const) {
      const { element, client, part, button, settled } = await setupStatus({
        view: knownView(),
        properties: { variant, actions: "reconnect disconnect" },
      });
      translate(element);
      await reads(() => part("text"), "Active");
      client.notify(
        knownView({ status: "expired", userData: { id: "1", name: "Bea", username: "bea", avatar: null } }),
      );
      await reads(() => part("text"), "Reconnect needed");
      if (variant === "card") await until(() => part("name")!.textContent === "Bea");
      button("disconnect").click();
      await settled();
      await reads(() => part("confirm")?.querySelector("#question"), "Disconnect @bea? This can’t be undone.");
      client.notify({ name: "none" });
      await reads(() => part("text"), "Not connected");
      await reads(() => button("reconnect"), "Connect");
    }
  });

  it("a list shows its new page and notices", async () => {
    const { element, part, state } = await setupList({
      has: [account("conn_1"), account("conn_2")],
      properties: { pageSize: 1 },
    });
    await state("ready");
    translate(element);
    await reads(() => part("pager")?.querySelector("span"), "Page 1");
    part("action-next")!.click();
    await reads(() => part("pager")?.querySelector("span"), "Page 2");
    element.status = "expired";
    await reads(() => part("empty")?.querySelector("p"), "No connections match these filters.");
  });

  it("a form shows its new problems and results", async () => {
    const { element, part, press, send, type } = await setupImport({
      routes: { "connections/import": () => json({}, 401) },
    });
    translate(element);
    await reads(() => part("submit"), "Import session");
    await press();
    await reads(() => part("error"), "Enter the cookie.");
    type("cookie", "sess=1");
    await press();
    await until(() => /missing/i.test(part("error")?.textContent ?? ""));
    await send();
    await until(() => part("message")?.textContent.includes("You’re signed out."));
    element.connectionId = "conn_1";
    await reads(() => part("submit"), "Update session");
  });

  it("a dialog shows its new text", async () => {
    const { element, part, root, state, post } = await setupConnect();
    translate(element);
    replace(navigator, "clipboard", { writeText: () => Promise.resolve() });
    const ended = element.open();
    await state("open");
    const scenario = { id: "ok", accountType: "creator", loginType: "password", password: "secret" };
    post(linkMessage("sandbox_info", { scenarios: [scenario], activeScenarioId: "ok", currentScreen: "login" }));
    const copy = () => root.querySelector<HTMLElement>("[part=sandbox] button");
    await reads(copy, "Copy");
    copy()!.click();
    await reads(copy, "Copied");
    await reads(() => part("title"), "Connect your account");
    expect(root.querySelector("code")!.textContent, "what is to be typed").to.equal("test@ok.sandbox.com");
    element.close({ force: true });
    await ended;
  });

  it("elements and translator come to rest", async () => {
    const { element } = await setupConnect();
    const translation = translate(element);
    element.label = "Another";
    await element.updateComplete;
    await quiet();
    const { count } = translation;
    expect(count).to.be.below(6);
    element.requestUpdate();
    await quiet();
    expect(translation.count).to.equal(count);
  });
});
