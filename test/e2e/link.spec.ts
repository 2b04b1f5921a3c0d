import { connectAccount, press, expectStep, waitForPopup } from "./support/hosted.js";
import { expect, test, type Host } from "./support/host.js";

// Loads the built modules without a bundler: an import of a package would fail.
const body = (mode: string) => `<button id="connect">Connect</button><output></output>
<script type="module" nonce="of-the-page">
  import { createLink } from "/dist/link.js";
  const output = document.querySelector("output");
  const log = (text) => output.append(text + "; ");
  const link = createLink({
    linkOrigins: "{link}",
    mode: "${mode}",
    onSuccess: ({ verified, source }) => log("success " + source + " " + verified),
    onCancel: ({ reason, step }) => log("cancel " + reason + " " + step),
    onClose: ({ outcome }) => log("close " + outcome),
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

const expectOutput = (host: Host, text: string) => expect(host.page.locator("output")).toHaveText(text);

test("createLink() connects an account in a frame, under a strict policy and without Lit", async ({ host, page }) => {
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await open(host, "auto");
  await page.locator("#connect").click();
  await connectAccount(page.locator("#ofauth-link iframe").contentFrame());
  await expectOutput(host, "success embed true; close connected;");
  await expect(page.locator("#connect")).toBeFocused();
  await expect(page.locator("#ofauth-link").getByRole("dialog")).toHaveCount(0);
  expect(scripts.filter((url) => /\/lit[-./]/.test(new URL(url).pathname))).toEqual([]);
});

test("createLink() reports a cancel in the popup", async ({ host, page }) => {
  await open(host, "popup");
  const popup = await waitForPopup(page, () => page.locator("#connect").click());
  await expectStep(popup, "pre-login");
  await press(popup, "Cancel");
  await expectOutput(host, "cancel user pre-login; close cancelled;");
});

test("createLink() reads a redirect's result when the page loads again", async ({ host, page }) => {
  await open(host, "redirect");
  await page.locator("#connect").click();
  await connectAccount(page);
  await expectOutput(host, "success redirect true; close connected;");
  expect(host.eventLog.slice(-3)).toEqual(["idle > connected", "success", "close connected"]);
  await page.reload();
  await expect(page.locator("#connect")).toBeVisible();
  await expectOutput(host, "");
});
