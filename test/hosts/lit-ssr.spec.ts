/** Pages that Lit renders on the server: the elements are in declarative shadow roots, which their own code then takes over. */
import { expect, hostTest, testHost } from "./support/host-test.js";

const test = hostTest({
  name: "lit-ssr",
  build: [
    "node_modules/esbuild/bin/esbuild",
    "client.mjs",
    "--bundle",
    "--format=esm",
    "--log-level=warning",
    "--outfile=client.bundle.js",
  ],
  serve: () => ["server.mjs"],
  develop: () => ["server.mjs"],
});

testHost(test);

const tags = ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"];

test("each element has a shadow root in the server's HTML", async ({ app, request }) => {
  const html =
    (await (await request.get(`${app.origin}/accounts`)).text()) +
    (await (await request.get(`${app.origin}/redirect`)).text());
  for (const tag of tags) expect(html).toMatch(new RegExp(`<${tag}[^>]*><template [^>]*shadowrootmode="open"`));
  expect(html).toContain("Connect account");
});

test("an element shows what it would show without a server's HTML", async ({ app, visit: { page } }) => {
  const read = () =>
    page.evaluate(
      (names) =>
        [...document.querySelectorAll<HTMLElement>(names.join())].map(({ shadowRoot }) => ({
          // Without Lit's comments.
          html: shadowRoot?.innerHTML.replace(/<!--.*?-->/g, ""),
          sheets: shadowRoot?.adoptedStyleSheets.length,
        })),
      tags,
    );
  const settled = () =>
    page.evaluate(async (names) => {
      for (const element of document.querySelectorAll<HTMLElement & { updateComplete: Promise<boolean> }>(names.join()))
        await element.updateComplete;
    }, tags);
  await page.goto(`${app.origin}/trigger`);
  await expect(page.getByRole("button")).toHaveText(["Mein Knopf", "Konto verbinden"]);
  await settled();
  const taken = await read();
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("ofauth-connect")) {
      const copy = document.createElement("ofauth-connect");
      copy.lang = "de";
      copy.append(...element.childNodes);
      element.replaceWith(copy);
    }
  });
  await settled();
  expect(taken).toEqual(await read());
});
