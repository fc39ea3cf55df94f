import { AxeBuilder } from "@axe-core/playwright";

import { openDetails } from "../support/pages";
import { screens, tidyUp } from "../support/screens";
import { expect, test } from "../support/test";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const screen of screens) {
  test.describe(`The screen ${screen.name}`, () => {
    test.use({ as: screen.as });

    test("has no faults that axe knows, light and dark, and fits 320 pixels", async ({ page, isMobile }) => {
      await screen.open(page, "en");
      // The rows of a list are alike.
      await openDetails(page, 4);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        // Dark differs in nothing but colours.
        const axe = new AxeBuilder({ page }).setLegacyMode();
        const { violations } = await (colorScheme === "light" ? axe.withTags(tags) : axe.withRules(["color-contrast"])).analyze();
        const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
        expect.soft(faults, colorScheme).toEqual([]);
      }
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      expect(await page.title()).not.toBe("");

      if (isMobile) return tidyUp(page, "en");
      await page.setViewportSize({ width: 320, height: 640 });
      const { wide, width } = await page.evaluate(() => {
        const width = 320;
        const isScrolledInside = (element: Element): boolean =>
          element.parentElement !== null &&
          (/auto|scroll|hidden|clip/.test(getComputedStyle(element.parentElement).overflowX) || isScrolledInside(element.parentElement));
        const wide = [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !element.closest("details:not([open]) > :not(summary)"))
          .filter((element) => !isScrolledInside(element) && getComputedStyle(element).position !== "absolute")
          .map((element) => `${element.tagName}.${element.className.toString()}`);
        return { wide: wide.slice(0, 5), width: document.documentElement.scrollWidth };
      });
      expect.soft(wide, "what is wider than the screen").toEqual([]);
      expect.soft(width, "scrolls sideways at 320 pixels").toBeLessThanOrEqual(320);
      await tidyUp(page, "en");
    });
  });
}
