// Somebody did not renew and has no mail address: staff take a list to write letters by, and note that they were told; on a
// phone and a desk, with no code in the browser. A rule is run: the tests have a server of their own.
import { readFileSync } from "node:fs";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { picture } from "../support/factors";
import { useOwnServer } from "../support/own-server";
import { signIn } from "../support/pages";
import { expect, test } from "../support/test";

useOwnServer();

/** fixtures/departed.jsonl */
const departed = "Arvo Poismuuttanut";

test("whom no mail reaches stands on a list for letters until staff note that they were told", async ({ page }, { project }) => {
  await signIn(page, accounts.officer);
  await page.goto("/staff/retention/rules/patrons");
  const run = page.locator('form[action$="/run"]');
  await expect(run.getByRole("button")).toHaveText(say("en", "retention-run-button").replace("{count}", "1"));
  await run.getByRole("checkbox").check();
  await run.getByRole("button").click();
  await expect(page).toHaveURL(/\/staff\/retention\/runs\//);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(say("en", "retention-run-state-done"));
  }).toPass({ timeout: 60_000 });

  await page.goto("/staff/retention/people");
  const row = page.getByRole("row", { name: new RegExp(departed) });
  await expect(row).toContainText(say("en", "retention-told-mail-no-address"));
  await expect(row).toContainText(say("en", "retention-next-waits"));
  await picture(page, "letters", project.name);

  const list = page.waitForEvent("download");
  await page.getByRole("button", { name: say("en", "retention-letters") }).click();
  const file = await list;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const lines = readFileSync(await file.path(), "utf8").trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  for (const value of ["Poismuuttanut", "Arvo", "Vanhakatu 3 A 4", "00560", "Helsinki", "31 Jan 2020"]) {
    expect(lines[1]).toContain(value);
  }

  // Nobody is ticked: it is said, and nothing is noted.
  const note = page.getByRole("button", { name: say("en", "retention-mark-ticked") });
  await note.click();
  await expect(page.getByRole("alert")).toContainText(say("en", "problem-told-nobody"));
  await page.goto("/staff/retention/people");
  await row.getByRole("checkbox").check();
  await note.click();
  await expect(page.getByRole("status").filter({ hasText: say("en", "retention-marked") })).toBeVisible();
  await expect(row).toContainText(say("en", "retention-told-letter"));
  await expect(row.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: say("en", "retention-letters") })).toHaveCount(0);
  await picture(page, "letters-told", project.name);
});
