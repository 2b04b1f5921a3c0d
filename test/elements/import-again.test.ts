import { expect } from "@open-wc/testing";
import { importAgain } from "../../src/elements/import-again.js";

const address = "data:text/javascript,export{address};const/**/address=import.meta.url";

describe("importAgain", () => {
  it("imports a module again by its address with another fragment after Firefox's error, each time with a new one", async () => {
    const load = () =>
      Promise.reject<{ address: string }>(new TypeError(`error loading dynamically imported module: ${address}`));
    const first = await importAgain(load);
    const second = await importAgain(load);
    expect(first.address.replace(/#\d+$/, "")).to.equal(address);
    expect(second.address).to.not.equal(first.address);
  });

  it("rejects with the first error where the browser itself asks again, or a bundler loads the code", async () => {
    for (const message of [
      `Failed to fetch dynamically imported module: ${address}`,
      "Importing a module script failed.",
      `Loading chunk 7 failed.\n(error: ${address})`,
    ]) {
      const error = new TypeError(message);
      const load = () => Promise.reject<object>(error);
      expect(await importAgain(load).catch((thrown: unknown) => thrown)).to.equal(error);
    }
  });

  it("imports nothing else when the first import succeeds", async () => {
    const module = {};
    expect(await importAgain(() => Promise.resolve(module))).to.equal(module);
  });
});
