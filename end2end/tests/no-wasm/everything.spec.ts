import { accounts } from "../support/accounts";
import { field, say } from "../support/catalogue";
import { textOfPdf } from "../support/files";
import { expectedEntries, patronOf, sorted } from "../support/fixture";
import { allEntries, askForReport, at, cardField, categories, column, countOn, countsAtHome, heading, pinField, saved, signIn, signInButton, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

test("Signing in and out works", async ({ page, visitor }) => {
  await signIn(page, visitor, "fi");
  await expect(page).toHaveURL("/fi/my-data");
  await expect(page.locator("header.letter .lead")).toContainText(visitor.surname);
  await signOutButton(page, "fi").click();
  await expect(page.getByRole("status")).toHaveText(say("fi", "signed-out"));
  await page.goBack();
  await expect(page.locator("body")).not.toContainText(visitor.surname);
});

test("A wrong PIN is told, the card number kept and the focus on the words", async ({ page, forgetful }) => {
  await signIn(page, { ...forgetful, pin: "9999" });
  await expect(page.getByRole("alert")).toContainText(say("en", "sign-in-refused"));
  await expect(cardField(page)).toHaveValue(forgetful.card);
  await expect(pinField(page)).toHaveValue("");
  await expect(page.getByRole("alert")).toBeFocused();
});

test("The PIN cannot be shown, and no button promises to", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(pinField(page)).toHaveAttribute("type", "password");
  await expect(page.getByRole("button", { name: say("en", "pin-show"), exact: true })).toHaveCount(0);
  await expect(signInButton(page)).toBeVisible();
});

test.describe("My data", () => {
  test.use({ as: "helmi" });

  test("counts and shows everything that the library sent, in Finnish", async ({ page }) => {
    await page.goto("/fi/my-data");
    const counts = await countsAtHome(page);
    const expected = expectedEntries(patronOf(accounts.helmi.card), "fi");
    for (const category of categories) {
      if (category === "guardians" || category === "log") continue;
      const entries = await allEntries(page, "fi", category);
      expect.soft(sorted(entries), category).toEqual(sorted(expected.get(category) ?? []));
      if (!["identity", "contact"].includes(category)) expect(counts[category]).toBe(entries.length);
    }
  });

  test("opens the details of an entry", async ({ page }) => {
    await page.goto("/my-data/checkouts");
    const row = page.getByRole("row").filter({ hasText: "Seitsemän veljestä" });
    await expect(row.getByText("Kansi irronnut")).toBeHidden();
    await row.getByText(say("en", "details"), { exact: true }).click();
    await expect(row.getByText("Kansi irronnut")).toBeVisible();
  });

  test("goes home as PDF", async ({ page }) => {
    const { name, bytes } = await saved(page, () => askForReport(page, "pdf", "fi"));
    expect(name).toBe(`${say("fi", "report-file-name")}.pdf`);
    expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    const text = textOfPdf(bytes);
    if (text !== undefined) expect(text).toContain("Helmi Kivijärvi");
  });

  test("goes home as JSON", async ({ page }) => {
    const { bytes } = await saved(page, () => askForReport(page, "json"));
    const report = JSON.parse(bytes.toString("utf8")) as { categories: Record<string, { entries: unknown[] }> };
    expect(report.categories["checkout-history"]!.entries.length).toBe(120);
  });

  for (const [format, start] of [["csv", "\ufeff"], ["ods", "PK"]] as const) {
    test(`goes home as ${format}`, async ({ page }) => {
      await page.goto("/my-data/checkout-history");
      const { name, bytes } = await saved(page, () => page.getByRole("button", { name: say("en", `save-as-${format}`) }).click());
      expect(name).toBe(`${say("en", "report-file-name")}-checkout-history.${format}`);
      expect(bytes.toString("utf8").startsWith(start)).toBe(true);
    });
  }

  test("changes its language on the page", async ({ page }) => {
    await page.goto("/my-data/fees");
    await page.getByRole("link", { name: "Suomi" }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/fi/my-data/fees");
    await expect(heading(page)).toHaveText(say("fi", "category-fees"));
  });
});

test.describe("A list of 20,000 entries", () => {
  test.use({ as: "kerttu" });

  test("is paged, searched and sorted", async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    await page.getByRole("link", { name: say("en", "next-page") }).click();
    await expect(page.getByText(say("en", "page-of", { page: "2", pages: "400" }))).toBeVisible();
    const title = (await column(page, "title"))[0]!;
    await page.getByLabel(say("en", "find-label")).fill(title);
    await page.getByRole("button", { name: say("en", "find-button"), exact: true }).click();
    await expect(page).toHaveURL(/find=/);
    expect(await countOn(page)).toBeLessThan(20_000);
    for (const found of await column(page, "title")) expect(found).toContain(title);
    await page.getByRole("link", { name: say("en", "find-clear") }).click();
    await expect(page.locator("p.count")).toHaveText("20,000 entries");
    await page.goto("/my-data/checkout-history?sort=title&order=up");
    const titles = await column(page, "title");
    expect(titles).toEqual([...titles].sort());
    await expect(page.getByText(field("en", "author")).first()).toBeAttached();
  });

  test("is prepared as a file on a page that loads itself again", async ({ page }) => {
    test.setTimeout(90_000);
    const answers: (string | undefined)[] = [];
    page.on("response", (answer) => {
      if (/take-away\/[\w-]{16}$/.test(answer.url())) answers.push(answer.headers().refresh);
    });
    await page.goto("/my-data/checkout-history");
    await page.getByRole("button", { name: say("en", "save-as-ods") }).click();
    await expect(page).toHaveURL(/take-away\/[\w-]{16}$/);
    await expect(heading(page)).toHaveText(say("en", "export-ready-title"), { timeout: 60_000 });
    // As often as it was not ready, it loaded itself again; now it does not.
    expect(answers.slice(0, -1).every((refresh) => refresh === "5")).toBe(true);
    expect(answers.at(-1)).toBeUndefined();
    const { bytes } = await saved(page, () => page.getByRole("button", { name: say("en", "export-save", { format: "ODS" }) }).click());
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    await page.getByRole("button", { name: say("en", "export-delete") }).click();
    await expect(page).toHaveURL("/my-data/take-away");
  });
});

test("Another session can be ended", async ({ page, browser, baseURL, visitor }) => {
  await signIn(page, visitor);
  const elsewhere = await browser.newContext({ baseURL, userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Version/18.0 Safari/605.1" });
  const other = await elsewhere.newPage();
  await signIn(other, visitor);
  await page.goto("/security");
  const foreign = page.locator(".sessions > li").filter({ hasText: "Safari, Mac" });
  await foreign.first().getByRole("button").click();
  await expect(foreign).toHaveCount(0);
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("An address that is not there says so", async ({ page }) => {
  for (const [path, language] of [["/nowhere", "en"], ["/my-data/nowhere", "fi"], ["/my-data/take-away/xxxxxxxxxxxxxxxx", "en"]] as const) {
    const answer = await page.goto(at(language, path));
    if (answer!.status() === 404) await expect(heading(page)).toHaveText(say(language, "not-found-title"));
    else await expect(page).toHaveURL(/sign-in/);
  }
});
