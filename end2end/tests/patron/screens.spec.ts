import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { screens, tidyUp } from "../support/screens";
import { expect, test } from "../support/test";

/**
 * Pictures of every screen for people to look at:
 *   SCREENSHOTS=/tmp/pictures node_modules/.bin/playwright test screens
 */
const folder = process.env.SCREENSHOTS ?? "results/screenshots";

for (const screen of screens) {
  test.describe(`Pictures of ${screen.name}`, () => {
    test.use({ as: screen.as });

    for (const language of ["en", "fi"] as const) {
      test(`in ${language}`, async ({ page }, info) => {
        const place = resolve(folder, info.project.name);
        mkdirSync(place, { recursive: true });
        await screen.open(page, language);
        await page.evaluate(() => document.fonts.ready);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const path = join(place, `${screen.name}-${language}-${colorScheme}.png`);
          const isLong = await page.evaluate(() => document.documentElement.scrollHeight > 6_000);
          const picture = await page.screenshot({ path, fullPage: !isLong });
          expect(picture.length).toBeGreaterThan(5_000);
        }
        await tidyUp(page, language);
      });
    }
  });
}
