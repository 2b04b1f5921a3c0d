import { expect, test } from "./support/host.js";
import { audited, everyRule } from "./support/states.js";

// The page allows no script, axe's included.
test.use({ bypassCSP: true });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the emulator's page has no violation that axe finds, and fits into 320 px", async ({ page, site }) => {
      site.emulator.emulator.connections.seedMany(3);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(site.emulator.origin);
      await expect(page.getByRole("heading", { level: 1, name: "OFAuth emulator" })).toBeVisible();
      await expect(page.getByText(`apiUrl: "${site.emulator.origin}"`)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(await audited(page, everyRule)).toEqual([]);
    });
  });
}
