import { type AccountName, accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { expectedEntries, patronOf, samples, sorted } from "../support/fixture";
import { allEntries, at, categories, countsAtHome, heading, openDetails, signIn } from "../support/pages";
import { expect, test } from "../support/test";

test.describe("Each category", () => {
  test.use({ as: "aino" });

  for (const language of ["en", "fi"] as const) {
    test(`says what it is, why, on what basis, how long and for whom, in ${language}`, { tag: "@once" }, async ({ page }) => {
      for (const category of categories) {
        await page.goto(at(language, `/my-data/${category}`));
        await expect(heading(page)).toHaveText(say(language, `category-${category}`));
        await expect(page).toHaveTitle(say(language, `category-${category}`));
        await expect(page.getByText(say(language, `category-${category}-lead`))).toBeVisible();
        const note = page.getByRole("complementary", { name: say(language, "note-title") });
        for (const part of ["purpose", "basis", "retention", "recipients"]) {
          const term = note.getByText(say(language, `report-${part}`), { exact: true });
          await expect(term.locator("xpath=following-sibling::dd")).toHaveText(say(language, `register-${category}-${part}`));
        }
      }
    });
  }

  test("shows as many entries as the home page counts", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data");
    const { log: _, ...counts } = await countsAtHome(page);
    for (const [category, count] of Object.entries(counts)) {
      if (["identity", "contact"].includes(category)) continue;
      expect((await allEntries(page, "en", category)).length, category).toBe(count);
    }
  });

  test("names the child in her care", async ({ page }) => {
    await page.goto("/my-data/guardians");
    await expect(page.getByRole("row").filter({ hasText: "Onni Virtanen" })).toBeVisible();
  });

  test("writes every look at the data into the log", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/interlibrary-loans");
    await page.goto("/my-data/log");
    const newest = page.locator("table.rows tbody tr").filter({ hasText: say("en", "category-interlibrary-loans") }).first();
    await expect(newest).toContainText(say("en", "code-action-view"));
    await expect(newest).toContainText(say("en", "code-purpose-own-access"));
  });
});

for (const name of ["helmi", "hostile", "long", "bare", "child"] satisfies AccountName[]) {
  test.describe(`Everything that the library sent about ${name}`, () => {
    test.use({ as: name });

    test("stands on the pages, value by value, in Finnish", async ({ page }) => {
      const expected = expectedEntries(patronOf(accounts[name].card), "fi");
      for (const category of categories) {
        if (category === "guardians" || category === "log") continue;
        const entries = await allEntries(page, "fi", category);
        expect.soft(sorted(entries), category).toEqual(sorted((expected.get(category) ?? []).map(asDisplayed)));
      }
    });
  });
}

test("Guardian and child see each other", { tag: "@once" }, async ({ browser, baseURL, page }) => {
  await signIn(page, accounts.child);
  await page.goto("/my-data/guardians");
  await expect(page.getByRole("row").filter({ hasText: "Helmi Kivijärvi" })).toContainText("isoäiti");
  const context = await browser.newContext({ baseURL, storageState: undefined });
  const guardian = await context.newPage();
  await signIn(guardian, accounts.helmi);
  await guardian.goto("/my-data/guardians");
  await expect(guardian.getByRole("row").filter({ hasText: "سلمى كاتب" })).toContainText("isoäiti");
  await context.close();
});

test("Everything in the large sample that lies beside this clone is on the pages, in Finnish", { tag: "@once" }, async ({ page }) => {
  test.skip(samples.length === 0, "there is no sample beside this clone");
  const patron = samples[15]!;
  const card = String(patron.personal.cardnumber);
  await signIn(page, { card, pin: card.slice(-4), surname: "" }, "fi");
  const expected = expectedEntries(patron, "fi");
  for (const category of categories) {
    if (category === "guardians" || category === "log") continue;
    const entries = await allEntries(page, "fi", category);
    expect.soft(sorted(entries), category).toEqual(sorted(expected.get(category) ?? []));
  }
});

test.describe("Values typed to do harm", () => {
  test.use({ as: "hostile" });

  test("are text and run nothing", async ({ page }) => {
    for (const path of ["/my-data", ...categories.map((category) => `/my-data/${category}`), "/security"]) {
      await page.goto(path);
      await openDetails(page);
      await expect(heading(page)).toBeVisible();
      expect(await page.evaluate(() => (globalThis as { __harm?: unknown }).__harm), path).toBeUndefined();
      // Our own drawings only; no element of theirs.
      await expect(page.locator("main :is(img, script, iframe, style, object, embed, base)")).toHaveCount(0);
      await expect(page.locator('a[href^="javascript:" i], a[href*="evil"]')).toHaveCount(0);
    }
    await page.goto("/my-data/identity");
    await expect(page.getByText(`<script>window.__harm = "script"</script>O'Brien & "Sons"`)).toBeVisible();
  });

  test("stand under “other” where there is no column for them, and secrets do not", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/identity");
    const other = page.getByRole("heading", { name: say("en", "other") }).locator("xpath=..");
    await expect(other.getByText("dateofbirth").locator("xpath=following-sibling::dd")).toHaveText("2026-02-31");
    await expect(other.getByText("{{7*7}}").locator("xpath=following-sibling::dd")).toHaveText("${7*7}");
    await expect(page.locator("body")).not.toContainText("salainen-avain");
    await expect(page.locator("body")).not.toContainText("$2a$");
  });
});

test.describe("Details of an entry", () => {
  test.use({ as: "helmi" });

  test("open and close", async ({ page }) => {
    await page.goto("/my-data/checkouts");
    const row = page.getByRole("row").filter({ hasText: "Seitsemän veljestä" });
    await expect(row.getByText("Kansi irronnut")).toBeHidden();
    await row.getByText(say("en", "details"), { exact: true }).click();
    await expect(row.getByText("Kansi irronnut")).toBeVisible();
    await row.getByText(say("en", "details"), { exact: true }).click();
    await expect(row.getByText("Kansi irronnut")).toBeHidden();
  });

  test("show unknown columns under “other”", async ({ page }) => {
    await page.goto("/my-data/interlibrary-loans");
    const row = page.getByRole("row").filter({ hasText: "Kanteletar" });
    await row.getByText(say("en", "details"), { exact: true }).click();
    await expect(row.getByRole("heading", { name: say("en", "other") })).toBeVisible();
    await expect(row.getByText("shelf_mark").locator("xpath=following-sibling::dd")).toHaveText("Kaukolaina 12");
  });
});

/** HTML knows one kind of line break. */
function asDisplayed<T>(entry: T): T {
  return JSON.parse(JSON.stringify(entry).replaceAll("\\r\\n", "\\n").replaceAll("\\r", "\\n")) as T;
}
