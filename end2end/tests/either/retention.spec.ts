// How long data is kept, on a phone and a desk, with code in the browser and without: a run is called off in the middle and
// finished later, a legal hold keeps somebody, statistics warn of small groups, and the daily schedule waits for whoever looks.
// Rules are run: the tests have a server of their own.
import { readFileSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { isAccessible, picture } from "../support/factors";
import { readCsv } from "../support/files";
import { importPatrons, inDatabase } from "../support/operator";
import { useOwnServer } from "../support/own-server";
import { digitsOf, heading, signIn } from "../support/pages";
import { expect, test } from "../support/test";

const own = useOwnServer();

/** fixtures/departed.jsonl */
const departed = { card: "3070000101", name: "Arvo Poismuuttanut" };
/** The category of whoever is in fixtures/. */
const category = "KOE";

const button = (page: Page | Locator, key: string, exact = true) => page.getByRole("button", { name: say("en", key), exact });
const status = (page: Page) => page.getByRole("status").filter({ visible: true }).first();

/** Sets the rule about a subject, for everybody. */
async function keep(
  page: Page,
  subject: string,
  number: number,
  unit: "days" | "years" | "forever",
  answer = "retention-saved",
): Promise<void> {
  await page.goto(`/staff/retention/rules/${subject}`);
  await page.getByLabel(say("en", "retention-rule-unit")).first().selectOption(unit);
  await page.getByLabel(say("en", "retention-rule-number"), { exact: true }).first().fill(String(number));
  await button(page, "retention-rule-save").first().click();
  await expect(status(page)).toHaveText(say("en", answer));
}

/** The number that the preview of a subject names on its button; none where nothing is due. */
async function due(page: Page, subject: string): Promise<number> {
  await page.goto(`/staff/retention/rules/${subject}`);
  await expect(page.getByRole("heading", { name: say("en", "retention-preview-title") })).toBeVisible();
  const run = page.locator('form[action$="/run"]').getByRole("button");
  return (await run.count()) === 0 ? 0 : digitsOf(await run.innerText());
}

/** Runs what the page of a subject shows. */
async function run(page: Page): Promise<void> {
  const form = page.locator('form[action$="/run"]');
  await form.getByRole("checkbox").check();
  await form.getByRole("button").click();
  await expect(page).toHaveURL(/\/staff\/retention\/runs\//);
}

/** Loads a run's page again until it says this. */
async function untilItSays(page: Page, state: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(heading(page)).toContainText(say("en", `retention-run-state-${state}`), { timeout: 100 });
  }).toPass({ timeout: 60_000, intervals: [300] });
}

const done = async (page: Page): Promise<number> => digitsOf(await page.locator(".panel-sheet strong").first().innerText());

async function openPatron(page: Page, card: string): Promise<void> {
  await page.goto("/staff/patrons");
  await page.getByLabel(say("en", "patrons-find-label")).fill(card);
  await button(page, "find-button").click();
  await page.locator("table.rows").getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: say("en", "hold-title") })).toBeVisible();
}

test("a run is called off in the middle; what it did is said, the rest stays, and a second run finishes it", async ({ page }, { project }) => {
  await signIn(page, accounts.officer);
  await keep(page, "notices", 0, "days");
  const all = await due(page, "notices");
  expect(all).toBeGreaterThan(5_000);
  await run(page);
  await expect(status(page)).toHaveText(say("en", "retention-run-started"));
  await expect(async () => {
    await page.reload();
    await expect(heading(page)).toContainText(say("en", "retention-run-state-running"), { timeout: 100 });
    expect(await done(page)).toBeGreaterThan(0);
  }).toPass({ timeout: 30_000, intervals: [100] });
  await button(page, "retention-run-cancel").click();
  await expect(status(page)).toHaveText(say("en", "retention-run-cancelled"));
  await expect(heading(page)).toContainText(say("en", "retention-run-state-cancelled"));
  await expect(button(page, "retention-run-cancel")).toHaveCount(0);
  const some = await done(page);
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(all);
  await expect(page.getByRole("listitem").filter({ hasText: say("en", "retention-subject-notices") })).toContainText(
    `${some.toLocaleString("en")} ${say("en", "retention-does-delete")}`,
  );
  await isAccessible(page);
  await picture(page, "run-called-off", project.name);

  // Nothing more goes, and the rest is there to be looked at.
  await page.reload();
  expect(await done(page)).toBe(some);
  expect(await due(page, "notices")).toBe(all - some);
  await run(page);
  await untilItSays(page, "done");
  expect(await done(page)).toBe(all - some);
  await picture(page, "run-done", project.name);
  expect(await due(page, "notices")).toBe(0);
  await expect(page.getByText("Nothing is due.")).toBeVisible();
  await page.goto("/staff/retention");
  const runs = page.getByRole("region", { name: say("en", "retention-runs-title") }).getByRole("listitem");
  await expect(runs.first()).toContainText(`${say("en", "retention-run-state-done")}, ${(all - some).toLocaleString("en")} done`);
  await expect(runs.nth(1)).toContainText(`${say("en", "retention-run-state-cancelled")}, ${some.toLocaleString("en")} done`);
});

test("a legal hold keeps somebody, with a reason that staff read, until it is lifted", async ({ page }, { project }) => {
  const reason = "Korvausvaatimus HAO 4/2026";
  await signIn(page, accounts.officer);
  expect(await due(page, "patrons")).toBe(1);
  await openPatron(page, departed.card);
  const panel = page.getByRole("region", { name: say("en", "hold-title") });
  await expect(panel).toContainText(say("en", "hold-none"));
  await panel.getByLabel(say("en", "hold-reason-label"), { exact: true }).fill(reason);
  await button(panel, "hold-place-button").click();
  await expect(panel).toContainText(reason);
  await expect(panel).toContainText("Placed by Juhani Heinonen");
  await isAccessible(page);
  await picture(page, "hold", project.name);

  expect(await due(page, "patrons")).toBe(0);
  const preview = page.getByRole("region", { name: say("en", "retention-preview-title") });
  await expect(preview).toContainText(`Due, but staying: 1 (${say("en", "retention-stop-legal-hold")})`);
  await isAccessible(page);
  await picture(page, "hold-preview", project.name);
  await page.goto("/staff/retention/people");
  const holds = page.getByRole("region", { name: say("en", "retention-holds-title") });
  await expect(holds).toContainText(reason);
  await isAccessible(page);
  await holds.getByRole("link", { name: departed.name }).click();

  await button(panel, "hold-lift").click();
  await expect(panel).toContainText(say("en", "hold-none"));
  expect(await due(page, "patrons")).toBe(1);
  await page.goto("/staff/retention/people");
  await expect(holds).toContainText(say("en", "retention-holds-none"));
});

/** Somebody who did not renew, with what keeps them. */
const gone = (number: number, firstname: string, keeps: object = {}) => ({
  personal: {
    borrowernumber: 800200 + number,
    cardnumber: `3070000${200 + number}`,
    userid: `3070000${200 + number}`,
    branchcode: "E2E",
    categorycode: category,
    surname: "Muuttanut",
    firstname,
    email: `${firstname.toLowerCase()}@library.example`,
    dateenrolled: "2010-02-01",
    dateexpiry: "2020-01-31",
    lang: "fi-FI",
  },
  ...keeps,
});
const loan = (number: number) => ({
  checkouts: [{ issue_id: 95000 + number, borrowernumber: 800200 + number, itemnumber: 95000 + number, title: "Kalevala", issuedate: "2026-11-02 11:00:00", date_due: "2026-12-30 23:59:00" }],
});
const fee = (number: number) => ({
  accountlines: [{ accountlines_id: 95000 + number, borrowernumber: 800200 + number, date: "2026-01-05 13:00:00", amount: "3.000000", amountoutstanding: "3.000000", description: "Kopiot", debit_type_code: "COPY" }],
});
const hold = (number: number) => ({
  holds: [{ reserve_id: 95000 + number, borrowernumber: 800200 + number, reservedate: "2026-10-01", biblionumber: 5, title: "Sinuhe", priority: 1, found: null }],
});

test("staff read what keeps those whose day has come, and whoever nothing keeps is locked out", async ({ page }, { project }) => {
  const { program } = await own();
  importPatrons(program, [gone(1, "Lauri"), gone(2, "Maija"), gone(3, "Vesa"), gone(4, "Hilkka"), gone(5, "Olavi")]);
  await signIn(page, accounts.officer);
  expect(await due(page, "patrons")).toBe(6);
  await run(page);
  await untilItSays(page, "done");

  await page.goto("/staff/retention/people");
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`${name} Muuttanut`) });
  await expect(row("Lauri")).toContainText(say("en", "retention-told-mail"));
  await expect(row("Lauri")).not.toContainText("Stays for now");
  // Their time is over, and meanwhile some of them came back.
  inDatabase(program, "UPDATE patron_stage SET next_on = '2026-01-31' WHERE told = 'mail'");
  importPatrons(program, [gone(1, "Lauri", loan(1)), gone(2, "Maija", fee(2)), gone(3, "Vesa", hold(3))]);
  await openPatron(page, "3070000204");
  await page.getByLabel(say("en", "hold-reason-label"), { exact: true }).fill("Riita");
  await button(page, "hold-place-button").click();
  await expect(page.getByRole("region", { name: say("en", "hold-title") })).toContainText("Riita");

  await page.goto("/staff/retention/people");
  for (const [name, stop] of [["Lauri", "open-loan"], ["Maija", "unpaid-fee"], ["Vesa", "open-hold"], ["Hilkka", "legal-hold"]] as const) {
    await expect(row(name)).toContainText(say("en", "retention-next-kept", { reason: say("en", `retention-stop-${stop}`) }));
  }
  await expect(row("Olavi")).toContainText(say("en", "retention-next-run"));
  await isAccessible(page);
  await picture(page, "people", project.name);

  await page.goto("/staff/retention/rules/patrons");
  await expect(page.getByText("One person who was told is locked out.")).toBeVisible();
  await isAccessible(page);
  await run(page);
  await untilItSays(page, "done");
  await expect(page.getByRole("listitem").filter({ hasText: `1 ${say("en", "retention-does-told")}` })).toBeVisible();
  await isAccessible(page);
  await page.goto("/staff/retention/people");
  await expect(row("Olavi")).toContainText(say("en", "retention-stage-locked"));
  await expect(row("Lauri")).toContainText(say("en", "retention-told-mail"));
  await isAccessible(page);
});

test("statistics keep what was chosen, warn of small groups, and nothing in them ties lines to anybody", async ({ page }, { project }) => {
  await signIn(page, accounts.officer);
  await page.goto("/staff/retention");
  await page.getByRole("link", { name: say("en", "statistics-title") }).click();
  await page.getByLabel(say("en", "statistics-on")).check();
  await page.getByLabel(say("en", "statistics-field-library"), { exact: true }).check();
  await page.getByLabel(say("en", "statistics-field-age-band")).check();
  await page.getByLabel(say("en", "statistics-k"), { exact: true }).fill("3");
  await button(page, "retention-schedule-button").click();
  await expect(status(page)).toHaveText(say("en", "retention-saved"));

  // Only the loans of a few people go: a small group, and it is said before.
  await keep(page, "checkout-history", 0, "forever");
  const add = page.locator("form").filter({ has: page.getByRole("heading", { name: say("en", "retention-rule-add") }) });
  await add.getByLabel(say("en", "retention-rule-category")).selectOption(category);
  await add.getByLabel(say("en", "retention-rule-unit")).selectOption("days");
  await add.getByLabel(say("en", "retention-rule-number"), { exact: true }).fill("0");
  await button(add, "retention-rule-save").click();
  await expect(status(page)).toHaveText(say("en", "retention-saved"));
  const loans = await due(page, "checkout-history");
  expect(loans).toBeGreaterThan(100);
  const warning = page.getByText(/would be of fewer than 3 people/);
  await expect(warning).toBeVisible();
  await expect(warning.getByRole("link")).toHaveAttribute("href", "/staff/retention/statistics");
  await isAccessible(page);
  await picture(page, "small-groups", project.name);
  await run(page);
  await untilItSays(page, "done");

  await page.goto("/staff/retention/statistics");
  await expect(page.getByText(`${loans} lines are kept.`)).toBeVisible();
  await expect(page.locator(".notice-warn")).toContainText(new RegExp(`Groups of fewer than 3 people.*with lines: ${loans}\\.`));
  await isAccessible(page);
  await picture(page, "statistics", project.name);
  const file = page.waitForEvent("download");
  await button(page, "statistics-export").click();
  const text = readFileSync(await (await file).path(), "utf8");
  const [head, ...lines] = readCsv(text);
  expect(lines).toHaveLength(loans);
  expect([lines[0]![head!.indexOf("library")], lines[0]![head!.indexOf("patron_category")]]).toEqual(["E2E", ""]);
  for (const personal of [accounts.helmi.surname, accounts.helmi.card, "Kalevala", "E2E-0"]) expect(text).not.toContain(personal);
  // What tied the lines of one person while the run went on is gone with it.
  const { rows } = inDatabase((await own()).program, "SELECT COUNT(*), COUNT(person) FROM statistic");
  expect(rows).toEqual([[loans, 0]]);
});

test("rules run every day once somebody looked; a changed rule stops that until somebody looks again", async ({ page }, { project }) => {
  await signIn(page, accounts.officer);
  await page.goto("/staff/retention");
  await expect(page.getByText(say("en", "retention-schedule-off"))).toBeVisible();
  await page.getByLabel(say("en", "retention-schedule-hour"), { exact: true }).fill("23");
  await button(page, "retention-schedule-button").click();
  await expect(status(page)).toHaveText(say("en", "retention-saved"));
  await expect(page.getByText(say("en", "retention-schedule-off"))).toBeVisible();

  const switchOn = async () => {
    // Late in the evening a run may begin at once, and change the number that was looked at: then it is looked at again.
    await expect(async () => {
      await page.goto("/staff/retention/rules/all");
      const form = page.locator("form").filter({ has: page.getByRole("heading", { name: say("en", "retention-schedule-check") }) });
      await expect(form.getByRole("checkbox")).not.toBeChecked();
      await form.getByRole("checkbox").check();
      await form.getByRole("button").click();
      await expect(page).toHaveURL(/\/staff\/retention\?done/, { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await expect(page.getByText(/^Rules run every day\. Next run: \d+ \w+ 20\d\d, 23:00$/)).toBeVisible();
  };
  await page.goto("/staff/retention/rules/all");
  await isAccessible(page);
  await picture(page, "everything", project.name);
  await switchOn();
  await isAccessible(page);
  await picture(page, "schedule-on", project.name);

  await page.goto("/staff/retention/rules/suggestions");
  await expect(page.getByText(say("en", "retention-rule-fine"))).toBeVisible();
  await keep(page, "suggestions", 30, "years", "retention-schedule-stopped");
  await picture(page, "schedule-stopped-rule", project.name);
  await page.goto("/staff/retention");
  await expect(page.getByText(say("en", "retention-schedule-off"))).toBeVisible();
  // The box that would let it run again is on the page of what would happen now, and nowhere else.
  await expect(page.getByLabel(say("en", "retention-schedule-check"))).toHaveCount(0);
  await picture(page, "schedule-stopped", project.name);
  await switchOn();
  await page.getByLabel(say("en", "retention-schedule-check")).uncheck();
  await button(page, "retention-schedule-button").click();
  await expect(page.getByText(say("en", "retention-schedule-off"))).toBeVisible();
});
