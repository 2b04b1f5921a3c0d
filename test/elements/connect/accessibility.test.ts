import { expect } from "@open-wc/testing";
import { successMessage, until } from "../../browser/page-setup.js";
import { record, setup, told } from "./connect-setup.js";

describe("what <ofauth-connect> says to a screen reader", () => {
  const regions = () => document.querySelectorAll<HTMLElement>("#ofauth-announcer");

  it("comes from one polite region in the page's own tree, which is there before anything is said", async () => {
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

  it("is said when something has changed, and only then", async () => {
    const { element, state, say } = await setup();
    await element.prepare();
    const region = regions()[0]!;
    region.textContent = "";
    const said: (string | null)[] = [];
    const observer = new MutationObserver(() => said.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    const heard = record(element);
    const ended = element.open();
    await state("open");
    expect(said).to.deep.equal([]);
    say(successMessage());
    await ended;
    element.label = "Other";
    await element.updateComplete;
    await until(() => said.includes("Account connected."));
    observer.disconnect();
    expect(said).to.deep.equal(["Confirming your account.", "Account connected."]);
    expect(told(heard).at(-1)).to.equal("close");
  });

  it("is a failure's sentence, and never an id or an address", async () => {
    const { element } = await setup({ answers: { "link/init": () => new Response("", { status: 429 }) } });
    await element.open();
    expect(regions()[0]!.textContent).to.equal("Too many attempts. Wait a minute, then try again.");
  });
});
