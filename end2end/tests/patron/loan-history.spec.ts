// The page of the loan history with the browser's code: it needs none, and is none the worse for it.
import { say } from "../support/catalogue";
import { isAccessible } from "../support/factors";
import { heading } from "../support/pages";
import { expect, test } from "../support/test";

test.use({ as: "aino" });

test("my loan history says what holds, shows months as a picture and a table, and what would go", async ({ page }) => {
  await page.goto("/choices");
  await page.getByRole("link", { name: say("en", "history-title") }).click();
  await expect(heading(page)).toHaveText(say("en", "history-title"));
  await expect(page.getByText(say("en", "history-because-default"))).toBeVisible();
  await page.getByText(say("en", "history-chart-table")).click();
  await expect(page.getByRole("columnheader", { name: say("en", "history-month") })).toBeVisible();
  await isAccessible(page);
  await page.goto("/loan-history/anonymize");
  await expect(page.getByRole("heading", { name: say("en", "history-confirm-what") })).toBeVisible();
  await isAccessible(page);
});

test.describe("staff", () => {
  test.use({ as: "officer" });

  test("the page of policies has no faults that axe knows, with a preview and without", async ({ page }) => {
    await page.goto("/staff/loan-history");
    await isAccessible(page);
    await page.getByRole("button", { name: say("en", "history-staff-preview-button") }).click();
    await expect(page.getByRole("heading", { name: say("en", "history-staff-preview-title") })).toBeVisible();
    await isAccessible(page);
  });
});
