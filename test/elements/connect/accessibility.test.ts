import { expect } from "@open-wc/testing";
import { successMessage, until } from "../../browser/page-setup.js";
import { record, setup, eventLog } from "./connect-setup.js";

describe("what <ofauth-connect> says to a screen reader", () => {
  const regions = () => document.querySelectorAll<HTMLElement>("#ofauth-announcer");

  it("uses one polite live region in the document, which is inserted before the first announcement", async () => {
    regions().forEach((region) => region.remove());
    const { element, place } = await setup();
    expect(regions()).to.have.length(0);
    const other = document.createElement("ofauth-connect");
    place.append(other);
    await Promise.all([element.prepare(), other.prepare()]);
    expect(regions()).to.have.length(1);
    const [region] = regions();
    expect(region!.getAttribute("role")).to.equal("status");
    expect(region!.parentElement).to.equal(document.body);
    expect(region!.getBoundingClientRect().width).to.be.at.most(1);
  });

  it("announces changes, and nothing else", async () => {
    const { element, state, say } = await setup();
    await element.prepare();
    const region = regions()[0]!;
    region.textContent = "";
    const announced: (string | null)[] = [];
    const observer = new MutationObserver(() => announced.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    const received = record(element);
    const ended = element.open();
    await state("open");
    expect(announced).to.deep.equal([]);
    say(successMessage());
    await ended;
    element.label = "Other";
    await element.updateComplete;
    await until(() => announced.includes("Account connected."));
    observer.disconnect();
    expect(announced).to.deep.equal(["Confirming your account.", "Account connected."]);
    expect(eventLog(received).at(-1)).to.equal("close");
  });

  it("is a failure's sentence, and never an id or an address", async () => {
    const { element } = await setup({ answers: { "link/init": () => new Response("", { status: 429 }) } });
    await element.open();
    expect(regions()[0]!.textContent).to.equal("Too many attempts. Wait a minute, then try again.");
  });
});
