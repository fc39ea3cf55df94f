import { readFileSync } from "node:fs";

import { say } from "../support/catalogue";
import { askForReport, heading, saved } from "../support/pages";
import { expect, test } from "../support/test";

/** Preparing a large file takes a while where several do it at once. */
const patience = { timeout: 60_000 };

test.describe("A large file", () => {
  test.use({ as: "kerttu" });
  test.describe.configure({ timeout: 90_000 });

  test("is prepared while one waits or is away, kept, saved and deleted", async ({ page, context }) => {
    await askForReport(page, "json");
    await expect(page).toHaveURL(/\/my-data\/take-away\/[\w-]{16}$/);
    const address = page.url();
    // The bar, unless the file was ready in no time.
    await expect(page.getByRole("progressbar").or(page.getByText(say("en", "export-ready-text")))).toBeVisible();

    // Away, and back through the list.
    await page.close();
    const later = await context.newPage();
    await later.goto("/my-data/take-away");
    await later.getByRole("listitem").getByRole("link", { name: /JSON/ }).and(later.locator(`[href="${new URL(address).pathname}"]`)).click();
    await expect(heading(later)).toHaveText(say("en", "export-ready-title"), patience);
    await expect(later.getByText(/It is kept for you, encrypted, until/)).toBeVisible();

    const { name, bytes } = await saved(later, () => later.getByRole("button", { name: say("en", "export-save", { format: "JSON" }) }).click());
    expect(name).toBe(`${say("en", "report-file-name")}.json`);
    const report = JSON.parse(bytes.toString("utf8")) as { categories: Record<string, { entries: unknown[] }> };
    expect(report.categories["checkout-history"]!.entries.length).toBe(20_000);

    await later.getByRole("button", { name: say("en", "export-delete") }).click();
    await expect(later).toHaveURL("/my-data/take-away");
    await expect(later.locator(`[href="${new URL(address).pathname}"]`)).toHaveCount(0);
    await later.goto(address);
    await expect(heading(later)).toHaveText(say("en", "not-found-title"));
  });

  test("shows how far it is, by itself, without loading the page again", { tag: "@once" }, async ({ page }) => {
    // As PDF it takes longest.
    await askForReport(page, "pdf");
    await expect(heading(page)).toHaveText(say("en", "export-running-title"));
    const bar = page.getByRole("progressbar", { name: say("en", "export-progress-label") });
    await expect(bar).toBeVisible();
    await page.evaluate(() => ((globalThis as { __stayed?: boolean }).__stayed = true));
    const asked = await page.waitForResponse((answer) => answer.url().includes("/api/export-progress"));
    expect(asked.status()).toBe(200);
    expect(await page.evaluate(() => (globalThis as { __stayed?: boolean }).__stayed)).toBe(true);
    await page.getByRole("button", { name: say("en", "export-cancel") }).click();
    await expect(page).toHaveURL("/my-data/take-away");
  });

  test("of one category can be taken as CSV", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    await page.getByRole("button", { name: say("en", "save-as-csv") }).click();
    await expect(heading(page)).toHaveText(say("en", "export-ready-title"), patience);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: say("en", "export-save", { format: "CSV" }) }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").length).toBe(20_001);
    await page.getByRole("button", { name: say("en", "export-delete") }).click();
    await expect(page).toHaveURL("/my-data/take-away");
  });
});
