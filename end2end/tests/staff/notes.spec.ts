// Notes that may hold too much: advice while typing, and the list to review.
import { AxeBuilder } from "@axe-core/playwright";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { expect, test } from "../support/test";

test.use({ as: "officer" });

/** The page of a patron, found by card number. */
async function openPatron(page: import("@playwright/test").Page): Promise<void> {
  await page.goto("/staff/patrons");
  await page.getByLabel(say("en", "patrons-find-label")).fill(accounts.aino.card);
  await page.getByRole("button", { name: say("en", "find-button"), exact: true }).click();
  await page.locator("table.rows").getByRole("link").first().click();
}

test("advice comes while typing, goes when the words go, and is never in the way", async ({ page }) => {
  await openPatron(page);
  const wish = page.getByLabel(say("en", "request-wish-label"));
  const advice = page.locator("#wish + .note-advice");
  await expect(advice).toHaveRole("status");
  await wish.pressSequentially("Suffers from depression, number 131052-308T");
  await expect(advice).toContainText(say("en", "note-advice-health"));
  await expect(advice).toContainText(say("en", "note-advice-identity-number"));
  await expect(wish).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("form[aria-labelledby=record-title]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await wish.fill("Wants a copy of everything");
  await expect(advice).toBeEmpty();
});

test("a wrong line of the library's own words is named", async ({ browser, page }) => {
  await page.goto("/staff/notes/words");
  // Those who review notes do not set what the library looks for.
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(say("en", "note-words-title"));
});
