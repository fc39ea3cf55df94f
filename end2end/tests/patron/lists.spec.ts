import { field, say } from "../support/catalogue";
import { column, countOn, entriesOn, heading } from "../support/pages";
import { expect, test } from "../support/test";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** “3 Mar 2026, 12:34” as something to compare. */
const when = (text: string) => {
  const [, day, month, year, hour = "0", minute = "0"] = /(\d+) (\w+) (\d+)(?:, (\d+):(\d+))?/.exec(text)!;
  return Date.UTC(Number(year), months.indexOf(month!), Number(day), Number(hour), Number(minute));
};

test.describe("A list of 20,000 entries", () => {
  test.use({ as: "kerttu" });

  test("begins with the newest and comes at once", async ({ page }) => {
    const start = Date.now();
    await page.goto("/my-data/checkout-history", { waitUntil: "commit" });
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    expect(Date.now() - start).toBeLessThan(3_000);
    await expect(page.locator("p.count")).toHaveText("20,000 entries");
    const dates = (await column(page, "checked_out_at")).map(when);
    expect(dates.length).toBe(50);
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
  });

  test("is paged to its very end", async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    const pages = page.getByRole("navigation", { name: say("en", "pages-label") });
    await expect(pages).toContainText(say("en", "page-of", { page: "1", pages: "400" }));
    await expect(pages.getByRole("link")).toHaveCount(1);
    const first = await entriesOn(page);
    await pages.getByRole("link", { name: say("en", "next-page") }).click();
    await expect(pages).toContainText(say("en", "page-of", { page: "2", pages: "400" }));
    const second = await entriesOn(page);
    expect(when(first.at(-1)!.fields[field("en", "checked_out_at")]!)).toBeGreaterThanOrEqual(
      when(second[0]!.fields[field("en", "checked_out_at")]!),
    );
    expect(second).not.toContainEqual(first.at(-1));
    await pages.getByRole("link", { name: say("en", "previous-page") }).click();
    expect(await entriesOn(page)).toEqual(first);

    await page.goto("/my-data/checkout-history?page=400");
    await expect(pages).toContainText(say("en", "page-of", { page: "400", pages: "400" }));
    await expect(pages.getByRole("link")).toHaveCount(1);
    expect((await entriesOn(page)).length).toBe(50);
  });

  test("says so when an address asks for a page beyond the end", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history?page=401");
    await expect(page.getByRole("main")).not.toContainText("Page 401 of 400");
  });

  test("finds by a word, whatever its case, and all again", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    const word = (await column(page, "title"))[7]!;
    for (const typed of [word, word.toUpperCase(), ` ${word.toLowerCase()} `]) {
      await page.getByLabel(say("en", "find-label")).fill(typed);
      await page.getByRole("button", { name: say("en", "find-button"), exact: true }).click();
      await expect(page).toHaveURL(/find=/);
      const count = await countOn(page);
      expect(count, typed).toBeGreaterThan(0);
      expect(count, typed).toBeLessThan(20_000);
      for (const title of await column(page, "title")) expect(title).toContain(word);
    }
    await page.getByRole("link", { name: say("en", "find-clear") }).click();
    await expect(page.locator("p.count")).toHaveText("20,000 entries");
  });

  test("keeps what was looked for from page to page", async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    const author = (await column(page, "author")).find((name) => name !== "–")!;
    await page.getByLabel(say("en", "find-label")).fill(author);
    await page.getByRole("button", { name: say("en", "find-button"), exact: true }).click();
    await page.getByRole("link", { name: say("en", "next-page") }).click();
    await expect(page.getByLabel(say("en", "find-label"))).toHaveValue(author);
    for (const name of await column(page, "author")) expect(name).toBe(author);
  });

  test("says so when a word is nowhere, and takes no word for a pattern", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    for (const word of ["%", "_", "\\", "xyzzy", "' OR 1=1 --", '"><script>alert(1)</script>', "İ"]) {
      await page.getByLabel(say("en", "find-label")).fill(word);
      await page.getByRole("button", { name: say("en", "find-button"), exact: true }).click();
      await expect(page.getByText(say("en", "nothing-found")), word).toBeVisible();
      await expect(page.locator("p.count")).toHaveText("0 entries");
    }
  });

  test("sorts by a column, both ways", async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    const sort = page.getByRole("link", { name: new RegExp(`^${field("en", "author")}`) });
    await expect(sort, "the list can be sorted on this screen").toBeVisible();
    await sort.click();
    await expect(page).toHaveURL(/sort=author&order=up/);
    const up = await column(page, "author");
    expect(up).toEqual([...up].sort());
    await sort.click();
    await expect(page).toHaveURL(/sort=author&order=down/);
    const down = await column(page, "author");
    expect(down).toEqual([...down].sort().reverse());
    expect(down[0]! > up[0]!).toBe(true);
  });

  test("tells programs for the blind how it is sorted", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history?sort=title&order=up");
    const heads = page.locator("thead th[aria-sort]");
    await expect(heads).toHaveCount(1);
    await expect(heads).toHaveAttribute("aria-sort", "ascending");
  });

  test("is not put off by nonsense in its address", { tag: "@once" }, async ({ page }) => {
    for (const query of [
      "page=0",
      "page=-1",
      "page=99999999999999999999",
      "page=abc",
      "sort=password&order=up",
      "sort=id;DROP TABLE patron",
      "order=sideways",
      `find=${"a".repeat(5000)}`,
      "find=%FF%FE",
      "find=%00",
    ]) {
      const answer = await page.goto(`/my-data/checkout-history?${query}`);
      expect(answer!.status(), query).toBe(200);
      await expect(heading(page)).toHaveText(say("en", "category-checkout-history"));
    }
  });
});

test.describe("A short list", () => {
  test.use({ as: "helmi" });

  test("has no pages and nothing to find in", async ({ page }) => {
    await page.goto("/my-data/checkouts");
    await expect(page.getByRole("navigation", { name: say("en", "pages-label") })).toHaveCount(0);
    await expect(page.getByLabel(say("en", "find-label"))).toHaveCount(0);
  });
});
