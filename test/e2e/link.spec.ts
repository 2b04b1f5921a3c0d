import { allow, press, seeStep, windowOf } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

// The modules as they are built, one by one: what they need of a package would not be found.
const body = (mode: string) => `<button id="connect">Connect</button><output></output>
<script type="module" nonce="of-the-page">
  import { createLink } from "/dist/link.js";
  const said = document.querySelector("output");
  const say = (words) => said.append(words + "; ");
  const link = createLink({
    linkOrigins: "{link}",
    mode: "${mode}",
    onSuccess: ({ verified, source }) => say("success " + source + " " + verified),
    onCancel: ({ reason, step }) => say("cancel " + reason + " " + step),
    onClose: ({ outcome }) => say("close " + outcome),
  });
  document.querySelector("#connect").addEventListener("click", () => link.open());
</script>`;

const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'nonce-of-the-page'; style-src 'self'; connect-src 'self'; frame-src {link}; require-trusted-types-for 'script'; trusted-types 'none'",
};

async function open({ page, site }: Host, mode: string): Promise<void> {
  await page.goto(site.page(body(mode), "/", headers));
}

const said = (host: Host, words: string) => expect(host.page.locator("output")).toHaveText(words);

test("a button of the page's own goes through the flow in a frame, under a strict policy, without Lit", async ({
  host,
  page,
}) => {
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await open(host, "auto");
  await page.locator("#connect").click();
  await allow(page.locator("#ofauth-link iframe").contentFrame());
  await said(host, "success embed true; close connected;");
  await expect(page.locator("#connect")).toBeFocused();
  await expect(page.locator("#ofauth-link").getByRole("dialog")).toHaveCount(0);
  expect(scripts.filter((url) => /lit/.test(new URL(url).pathname))).toEqual([]);
});

test("in a window it can be cancelled there", async ({ host, page }) => {
  await open(host, "popup");
  const popup = await windowOf(page, () => page.locator("#connect").click());
  await seeStep(popup, "pre-login");
  await press(popup, "Cancel");
  await said(host, "cancel user pre-login; close cancelled;");
});

test("a redirect comes back to the link that the page makes when it loads", async ({ host, page }) => {
  await open(host, "redirect");
  await page.locator("#connect").click();
  await allow(page);
  await said(host, "success redirect true; close connected;");
  expect(host.story.slice(-3)).toEqual(["idle > connected", "success", "close connected"]);
  await page.reload();
  await expect(page.locator("#connect")).toBeVisible();
  await said(host, "");
});
