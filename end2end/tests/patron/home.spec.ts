import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { expectedEntries, patronOf } from "../support/fixture";
import { at, categories, categoryCards, countsAtHome, heading } from "../support/pages";
import { expect, test } from "../support/test";

const languages = ["en", "fi"] as const;

for (const name of ["helmi", "hostile", "bare"] as const) {
  test.describe(`My data, for ${name}`, () => {
    test.use({ as: name });

    test("has a card for every category that counts what the library sent", async ({ page }) => {
      await page.goto("/my-data");
      const { log, guardians, ...counts } = await countsAtHome(page);
      const expected = expectedEntries(patronOf(accounts[name].card), "en");
      const rest = categories.filter((category) => category !== "log" && category !== "guardians");
      const isRecord = (category: string) => ["identity", "contact"].includes(category);
      expect(counts).toEqual(
        Object.fromEntries(rest.map((category) => [category, isRecord(category) ? 0 : (expected.get(category)?.length ?? 0)])),
      );
      expect(guardians).toBe(name === "helmi" ? 1 : 0);
      // Signing in was the first thing to be written down.
      expect(log).toBeGreaterThan(0);
    });
  });
}

test.describe("My data", () => {
  test.use({ as: "helmi" });

  for (const language of languages) {
    test(`greets, sums up and leads to every category in ${language}`, async ({ page }) => {
      await page.goto(at(language, "/my-data"));
      await expect(heading(page)).toHaveText(say(language, "my-data-title"));
      await expect(page.getByText(say(language, "my-data-greeting", { name: "Helmi Kivijärvi" }))).toBeVisible();
      for (const category of categories) {
        const link = page.locator(".card").getByRole("link", { name: say(language, `category-${category}`), exact: true });
        await expect(link).toHaveAttribute("href", at(language, `/my-data/${category}`));
      }
      await expect(categoryCards(page)).toHaveCount(categories.length);
    });
  }

  test("opens a category from its card and comes back", async ({ page }) => {
    await page.goto("/my-data");
    await page.getByRole("link", { name: say("en", "category-fees"), exact: true }).click();
    await expect(page).toHaveURL("/my-data/fees");
    await page.getByRole("navigation", { name: say("en", "trail-label") }).getByRole("link").click();
    await expect(page).toHaveURL("/my-data");
  });
});

test.describe("My data, for someone with nothing yet", () => {
  test.use({ as: "noora" });

  test("says so on the cards and on the pages, in words", async ({ page }) => {
    await page.goto("/my-data");
    const counts = await countsAtHome(page);
    for (const category of ["checkouts", "checkout-history", "holds", "fees", "notices"] as const) {
      expect(counts[category]).toBe(0);
      const card = page.locator(".card").filter({ has: page.getByRole("link", { name: say("en", `category-${category}`), exact: true }) });
      await expect(card.locator(".card-count")).toHaveText(say("en", "nothing-held"));
    }
    for (const category of ["checkouts", "fees", "restrictions"] as const) {
      await page.goto(`/my-data/${category}`);
      await expect(page.getByText(say("en", `category-${category}-empty`))).toBeVisible();
      await expect(page.getByRole("table")).toHaveCount(0);
      await expect(page.getByLabel(say("en", "find-label"))).toHaveCount(0);
    }
  });
});
