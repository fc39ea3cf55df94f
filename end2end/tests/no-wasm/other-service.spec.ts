import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { askForReport, saved } from "../support/pages";
import { expect, test } from "../support/test";

test.describe("What another service tells", () => {
  test.use({ as: "aino" });

  test("is under a heading of its own, as text, with the time it came", async ({ page }) => {
    await page.goto("/my-data");
    await page.getByRole("link", { name: "Books from afar" }).click();
    await expect(page).toHaveURL("/my-data/remote/ill");
    const rows = page.getByRole("row");
    await expect(rows.filter({ hasText: "Ruka-Kuusamon linnut" })).toContainText("2026-12-14");
    await expect(rows.filter({ hasText: '<b>Vihko</b> & "kirja"' })).toHaveCount(1);
    await expect(page.locator("main, .page").first()).toContainText(/As the service told us/);
    // More fields than a table has room for are details.
    const row = rows.filter({ hasText: "رسائل" });
    await expect(row.getByText("at hand")).toBeHidden();
    await row.getByText(say("en", "details"), { exact: true }).click();
    await expect(row.getByText("at hand")).toBeVisible();
    await expect(row.getByText(accounts.aino.card)).toBeVisible();
  });

  test("is said to be missing when the service fails, in the file, too", async ({ page }) => {
    await page.goto("/fi/my-data/remote/rooms");
    // A busy machine may not know yet; whoever failed several times is not asked for a while.
    const reasons = ["remote-why-broken", "remote-why-on-its-way", "remote-why-resting"].map((key) => say("fi", key));
    await expect(page.getByRole("status")).toHaveText(new RegExp(`^(${reasons.join("|")})$`));
    await page.getByRole("link", { name: say("fi", "remote-again") }).click();
    await expect(page).toHaveURL("/fi/my-data/remote/rooms");
    const { bytes } = await saved(page, () => askForReport(page, "json", "fi"));
    const [loans, rooms] = JSON.parse(bytes.toString("utf8")).remote_sources;
    expect(loans.title).toBe("Kirjoja kaukaa");
    expect(loans.parts[0].entries).toHaveLength(3);
    expect(rooms.parts[0]).toMatchObject({ fetched_at: null, entries: [] });
    expect(rooms.parts[0].problem).toBeTruthy();
  });
});
