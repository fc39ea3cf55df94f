// Staff decide how long loan histories are kept, with code in the browser and without: they read how many people and rows it
// is about, these people are told the day, and nothing goes before it. The tests have a server of their own.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { isAccessible, picture } from "../support/factors";
import { inDatabase } from "../support/operator";
import { useOwnServer } from "../support/own-server";
import { countOn, signIn } from "../support/pages";
import { expect, test } from "../support/test";

const own = useOwnServer();

/** Of whoever is in fixtures/, with the loans of one of them. */
const category = "KOE";

const loans = async (page: Page): Promise<number> => {
  await page.goto("/my-data/checkout-history");
  return countOn(page);
};

test("a decision names the people and rows it is about, and they are told the day", async ({ page, browser, baseURL, javaScriptEnabled, viewport }, { project }) => {
  const { program } = await own();
  const patron = await browser.newContext({ baseURL: baseURL!, javaScriptEnabled, viewport });
  const helmi = await patron.newPage();
  await signIn(helmi, accounts.helmi);
  await helmi.goto("/loan-history");
  await expect(helmi.getByText(say("en", "history-because-default"))).toBeVisible();

  await signIn(page, accounts.officer);
  await page.goto("/staff/loan-history");
  await page.getByLabel(say("en", "history-staff-whose"), { exact: true }).selectOption(`category:${category}`);
  await page.getByLabel(say("en", "history-staff-policy"), { exact: true }).selectOption(say("en", "history-staff-keeping-with-consent"));
  await page.getByLabel(say("en", "history-staff-after"), { exact: true }).selectOption(say("en", "history-staff-after-at-once"));
  await page.getByLabel(say("en", "history-staff-in"), { exact: true }).fill("7");
  await page.getByRole("button", { name: say("en", "history-staff-preview-button") }).click();
  const preview = page.getByRole("region", { name: say("en", "history-staff-preview-title") });
  const of = `JOIN patron p ON p.id = r.patron_id WHERE p.patron_category = '${category}' AND r.is_open = 0`;
  const { rows } = inDatabase(
    program,
    `SELECT (SELECT COUNT(*) FROM patron WHERE patron_category = '${category}' AND is_anonymous = 0),
            (SELECT COUNT(*) FROM checkout r ${of}) + (SELECT COUNT(*) FROM hold r ${of})`,
  );
  const [people, old] = rows[0]!.map((number) => Number(number).toLocaleString("en"));
  await expect(preview).toContainText(`It is for ${people} patrons.`);
  await expect(preview).toContainText(`have ${old} closed loans and holds that are old by it`);
  await expect(preview.getByLabel(say("en", "history-staff-ask"))).toBeChecked();
  await picture(page, "policy-preview", project.name);
  // Looking decides nothing.
  await helmi.reload();
  await expect(helmi.getByText(say("en", "history-because-default"))).toBeVisible();
  await preview.getByRole("button", { name: `Decide it for ${people} patrons` }).click();
  await expect(page.getByRole("status").filter({ hasText: say("en", "history-staff-done") })).toBeVisible();
  const decided = page.getByRole("region", { name: say("en", "history-staff-now") }).getByRole("row").last();
  await expect(decided).toContainText(/from \d+ \w+ 20\d\d/);
  const day = /\d+ \w+ 20\d\d/.exec(await decided.innerText())![0];
  await isAccessible(page);
  await picture(page, "policy-decided", project.name);

  // She is asked, and reads the day; what holds now holds until then.
  await helmi.context().clearCookies();
  await signIn(helmi, accounts.helmi);
  await expect(helmi.getByText(say("en", "consent-prompt-history-goes", { date: day }))).toBeVisible();
  await isAccessible(helmi);
  await picture(helmi, "policy-asked", project.name);
  await helmi.goto("/loan-history");
  await expect(helmi.getByText(say("en", "history-coming", { date: day }))).toBeVisible();
  await expect(helmi.getByText(say("en", "history-because-default"))).toBeVisible();
  await isAccessible(helmi);
  await picture(helmi, "policy-coming", project.name);
  await patron.close();
});

test("nothing of theirs goes before the day, though others' does, and on the day it goes", async ({ page, browser, baseURL, javaScriptEnabled, viewport }, { project }) => {
  const { program } = await own();
  const patron = await browser.newContext({ baseURL: baseURL!, javaScriptEnabled, viewport });
  const helmi = await patron.newPage();
  await signIn(helmi, accounts.helmi);
  const before = await loans(helmi);
  expect(before).toBeGreaterThan(100);
  await signIn(page, accounts.officer);
  await page.goto("/staff/loan-history");
  await expect(page.getByText(say("en", "history-staff-no-runs"))).toBeVisible();

  // The same decision holds for students today: the day's run takes theirs, and leaves hers.
  const { changed } = inDatabase(
    program,
    `INSERT INTO history_policy (public_id, organization_id, level, patron_category, policy, decided_at, takes_effect_at)
     SELECT 'students', organization_id, level, 'OPISK', policy, decided_at, unixepoch() FROM history_policy`,
  );
  expect(changed).toBe(1);
  const runs = page.getByRole("region", { name: say("en", "history-staff-runs") }).getByRole("row");
  const untilRunsAre = (number: number) =>
    expect(async () => {
      await page.reload();
      await expect(runs).toHaveCount(number + 1, { timeout: 100 });
      await expect(runs.nth(1)).toContainText(say("en", "history-staff-run-state-done"), { timeout: 100 });
    }).toPass({ timeout: 60_000, intervals: [500] });
  await untilRunsAre(1);
  expect(await loans(helmi)).toBe(before);
  // Her day has come.
  inDatabase(program, "UPDATE history_policy SET takes_effect_at = unixepoch()");
  inDatabase(program, "UPDATE history_job SET day = '2026-01-01'");
  await untilRunsAre(2);
  expect(await loans(helmi)).toBe(0);
  await picture(page, "policy-run", project.name);
  await patron.close();
});
