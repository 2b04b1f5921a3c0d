import { expect } from "@open-wc/testing";
import { successMessage, until } from "../../browser/page-setup.js";
import { recordEvents, setupConnect, eventLog } from "./connect-setup.js";

describe("the announcements of <ofauth-connect>", () => {
  const regions = () => document.querySelectorAll<HTMLElement>("#ofauth-announcer");

  it("come from one polite live region in the document, inserted before the first announcement", async () => {
    regions().forEach((region) => region.remove());
    const { element, place } = await setupConnect();
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

  it("are made when something changes, and only then", async () => {
    const { element, state, post } = await setupConnect();
    await element.prepare();
    const region = regions()[0]!;
    region.textContent = "";
    const announced: (string | null)[] = [];
    const observer = new MutationObserver(() => announced.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    const received = recordEvents(element);
    const ended = element.open();
    await state("open");
    expect(announced).to.deep.equal([]);
    post(successMessage());
    await ended;
    element.label = "Other";
    await element.updateComplete;
    await until(() => announced.includes("Account connected."));
    observer.disconnect();
    expect(announced).to.deep.equal(["Confirming your account.", "Account connected."]);
    expect(eventLog(received).at(-1)).to.equal("close");
  });

  it("describe an error by its message, without ids or addresses", async () => {
    const { element } = await setupConnect({ responses: { "link/init": () => new Response("", { status: 429 }) } });
    await element.open();
    expect(regions()[0]!.textContent).to.equal("Too many attempts. Wait a minute and try again.");
  });
});
