import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { quiet } from "../../browser/page-setup.js";
import { cookie, setupImport, userAgent } from "./import-setup.js";

describe("fields of <ofauth-import>", () => {
  it("have labels and hints", async () => {
    const { root, field } = await setupImport();
    for (const [name, label] of [
      ["cookie", "Cookie"],
      ["user-agent", "User agent"],
    ] as const) {
      const control = field(name)!;
      expect(control.labels[0]!.textContent).to.equal(label);
      expect(control.getAttribute("aria-invalid")).to.equal("false");
      const [hint = ""] = control.getAttribute("aria-describedby")!.split(" ");
      expect(root.getElementById(hint)!.textContent).to.not.equal("");
    }
  });

  it("are not stored, spell-checked, translated or submitted by the browser", async () => {
    const { field, part } = await setupImport();
    for (const name of ["cookie", "user-agent"] as const) {
      const control = field(name)!;
      expect(control.autocomplete, name).to.equal("off");
      expect(control.spellcheck, name).to.equal(false);
      expect(control.translate, name).to.equal(false);
      // A form does not submit a field without a name.
      expect(control.name, name).to.equal("");
      expect(control.type, name).to.not.equal("password");
    }
    expect((part("form") as HTMLFormElement).method).to.equal("dialog");
  });

  it("do not navigate the page, whatever it does with submit events", async () => {
    const { element, field, type } = await setupImport();
    const before = location.href;
    type("cookie", cookie);
    const stop = (event: Event) => event.stopImmediatePropagation();
    element.shadowRoot!.addEventListener("submit", stop, { capture: true });
    field("user-agent")!.focus();
    await sendKeys({ press: "Enter" });
    await quiet();
    expect(location.href).to.equal(before);
  });

  it("mask the cookie until the user shows it", async () => {
    const { element, field, part } = await setupImport();
    const look = () => getComputedStyle(field("cookie")!).getPropertyValue("-webkit-text-security");
    const show = part("action-show")!;
    expect([look(), show.getAttribute("aria-pressed")]).to.deep.equal(["disc", "false"]);
    show.click();
    await element.updateComplete;
    expect([look(), show.getAttribute("aria-pressed")]).to.deep.equal(["none", "true"]);
  });

  it("fill in the user agent of this browser", async () => {
    const { field, part, root } = await setupImport();
    part("action-fill")!.click();
    expect(field("user-agent")!.value).to.equal(navigator.userAgent);
    expect(root.activeElement?.id).to.equal("user-agent");
  });

  it("get the focus when the element is focused", async () => {
    const { element, root } = await setupImport();
    element.focus();
    expect(root.activeElement?.id).to.equal("cookie");
  });

  it("are submitted by Enter in the user agent", async () => {
    const { type, field, ended, host } = await setupImport();
    type("cookie", cookie);
    type("user-agent", userAgent);
    field("user-agent")!.focus();
    await sendKeys({ press: "Enter" });
    await ended();
    expect(host.requests).to.have.length(1);
  });

  it("use the page's strings", async () => {
    const { part } = await setupImport({ properties: { strings: { importSend: "Los", importCookieShow: "Zeigen" } } });
    expect(part("submit")!.textContent.trim()).to.equal("Los");
    expect(part("action-show")!.textContent.trim()).to.equal("Zeigen");
  });
});

describe("<ofauth-import> does not send", () => {
  const cases: readonly (readonly [what: string, cookie: string, text: string])[] = [
    ["without a cookie", "  ", "Enter the cookie."],
    ["a cookie without the session", "auth_id=1; fp=2", "The cookie is missing: sess"],
    ["a cookie with nothing of it", "theme=dark", "The cookie is missing: auth_id, sess, fp"],
    ["a cookie whose value is empty", "auth_id=1; sess=; fp=2", "The cookie is missing: sess"],
    ["a cookie that is too long", `${cookie}; x=${"y".repeat(8192)}`, "This is too long. Copy only the Cookie header."],
  ];
  for (const [what, value, text] of cases) {
    it(`${what}, and shows the problem at the field`, async () => {
      const { send, field, root, host, received } = await setupImport();
      await send({ cookie: value });
      await quiet();
      const control = field("cookie")!;
      expect(control.getAttribute("aria-invalid")).to.equal("true");
      const ids = control.getAttribute("aria-describedby")!.split(" ");
      const described = ids.map((id) => root.getElementById(id)?.textContent).join(" ");
      expect(described).to.contain(text);
      expect(root.activeElement?.id).to.equal("cookie");
      expect(field("user-agent")!.getAttribute("aria-invalid")).to.equal("false");
      expect([host.requests, received]).to.deep.equal([[], []]);
    });
  }

  it("without a user agent", async () => {
    const { send, root, part, host } = await setupImport();
    await send({ userAgent: " " });
    await quiet();
    expect(root.activeElement?.id).to.equal("user-agent");
    expect(part("error")!.textContent).to.equal("Enter the user agent.");
    expect(host.requests).to.deep.equal([]);
  });

  it("two invalid fields: both show a problem, and the first gets the focus", async () => {
    const { press, root } = await setupImport();
    await press();
    await quiet();
    expect(root.querySelectorAll("[part=error]")).to.have.length(2);
    expect(root.activeElement?.id).to.equal("cookie");
  });

  it("and removes a problem while the user fixes it, without adding others", async () => {
    const { element, press, type, part, root, field } = await setupImport();
    type("user-agent", userAgent);
    await press();
    expect(part("error")!.textContent).to.equal("Enter the cookie.");
    type("cookie", "auth_id=1");
    await element.updateComplete;
    expect(part("error")!.textContent).to.equal("The cookie is missing: sess, fp");
    type("cookie", cookie);
    type("user-agent", "");
    await element.updateComplete;
    expect(root.querySelector("[part=error]")).to.equal(null);
    expect(field("cookie")!.getAttribute("aria-invalid")).to.equal("false");
  });

  it("and removes the last message", async () => {
    const { send, ended, press, message } = await setupImport();
    await send();
    await ended();
    await press();
    expect(message()).to.equal(undefined);
  });
});
