import { say } from "../support/catalogue";
import { heading, signIn } from "../support/pages";
import { expect, test } from "../support/test";

test.describe("Sign-in and security", () => {
  // One after the other: they end the same person's sessions.
  test.describe.configure({ mode: "serial" });

  test("lists where one is signed in, and ends another session", async ({ page, browser, baseURL, visitor }) => {
    await signIn(page, visitor);
    const elsewhere = await browser.newContext({ baseURL, userAgent: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/142.0" });
    const other = await elsewhere.newPage();
    await signIn(other, visitor);
    await expect(other).toHaveURL("/my-data");

    await page.goto("/security");
    await expect(heading(page)).toHaveText(say("en", "security-title"));
    await expect(page.getByText(say("en", "security-lead", { number: visitor.card }))).toBeVisible();
    const sessions = page.locator(".sessions > li");
    await expect(sessions.filter({ hasText: say("en", "session-this") })).toHaveCount(1);
    await expect(sessions.filter({ hasText: say("en", "session-this") }).getByRole("button")).toHaveCount(0);
    const foreign = sessions.filter({ hasText: "Firefox, Windows" });
    const before = await foreign.count();
    expect(before).toBeGreaterThan(0);
    await foreign.first().getByRole("button", { name: `${say("en", "session-end")} Firefox, Windows` }).click();
    await expect(foreign).toHaveCount(before - 1);

    await other.reload();
    await expect(other).toHaveURL(/\/sign-in/);
    await page.goto("/my-data");
    await expect(heading(page)).toHaveText(say("en", "my-data-title"));
    await elsewhere.close();
  });

  test("signs out everywhere else at once", async ({ page, browser, baseURL, visitor }) => {
    const others = await Promise.all(
      [0, 1].map(async () => {
        const context = await browser.newContext({ baseURL });
        const other = await context.newPage();
        await signIn(other, visitor);
        await expect(other).toHaveURL("/my-data");
        return other;
      }),
    );
    await signIn(page, visitor);
    await page.goto("/security");
    await page.getByRole("button", { name: say("en", "sessions-end-others") }).click();
    await expect(page.locator(".sessions > li")).toHaveCount(1);
    await expect(page.getByRole("button", { name: say("en", "sessions-end-others") })).toHaveCount(0);
    for (const other of others) {
      await other.reload();
      await expect(other).toHaveURL(/\/sign-in/);
      await other.context().close();
    }
  });
});
