// A rule is read, changed, looked at and run; nothing goes before the box is ticked. All of it is plain forms.
import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { heading, signIn } from "../support/pages";
import { expect, test } from "../support/test";

test("a rule is changed, its preview looked at, and run after a confirmation that names the number", async ({ page }, { project }) => {
  test.slow();
  // Phone and desktop change the same library.
  const years = project.name === "phone" ? "91" : "90";
  await signIn(page, accounts.officer);
  await page.goto("/staff/retention");
  await expect(heading(page)).toHaveText(say("en", "retention-title"));
  await expect(page.getByText(say("en", "retention-schedule-off"))).toBeVisible();
  const row = page.getByRole("row", { name: new RegExp(say("en", "retention-subject-suggestions")) });
  const untouched = page.getByRole("row", { name: new RegExp(say("en", "retention-subject-messages")) });
  await expect(untouched).toContainText(say("en", "retention-keep-forever"));
  await row.getByRole("link").click();

  // A longer period is a rule like any other, and saving it does nothing.
  await page.getByLabel(say("en", "retention-rule-unit")).first().selectOption("years");
  await page.getByLabel(say("en", "retention-rule-number"), { exact: true }).first().fill(years);
  await page.getByRole("button", { name: say("en", "retention-rule-save") }).first().click();
  await expect(page.getByRole("status")).toHaveText(say("en", "retention-saved"));
  await page.goto("/staff/retention");
  await expect(row).toContainText(`${years} years after`);

  // People who did not renew: shown first, run only with a tick.
  await page.goto("/staff/retention/rules/patrons");
  await expect(page.getByRole("heading", { name: say("en", "retention-preview-title") })).toBeVisible();
  const run = page.locator('form[action$="/run"]');
  await expect(run.getByRole("checkbox")).not.toBeChecked();
});
