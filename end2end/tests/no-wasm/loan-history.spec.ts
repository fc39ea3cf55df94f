// A patron looks at their history, anonymizes it, and gets a receipt; on a phone and a desk, without code
// in the browser. Loans go for good: the tests have a server of their own.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { picture } from "../support/factors";
import { takenMails } from "../support/mails";
import { useOwnServer } from "../support/own-server";
import { heading, signIn } from "../support/pages";
import { expect, test } from "../support/test";

const own = useOwnServer();

const rowsShown = async (page: Page): Promise<number> => Number(await page.locator("form input[name=rows]").getAttribute("value"));

async function anonymize(page: Page, project: string): Promise<void> {
  await signIn(page, accounts.aino);
  await page.goto("/loan-history");
  await expect(heading(page)).toHaveText(say("en", "history-title"));
  await expect(page.getByRole("img")).toBeVisible();
  await picture(page, "loan-history", project);
  await page.getByRole("link", { name: say("en", "history-anonymize-link") }).click();
  const rows = await rowsShown(page);
  expect(rows).toBeGreaterThan(100);
  const named = rows.toLocaleString("en").replaceAll(/\W/g, ".");
  await expect(heading(page)).toHaveText(new RegExp(named));
  await picture(page, "anonymize", project);
  await page.getByRole("button", { name: new RegExp(named) }).click();
  await expect(page).toHaveURL(/\/loan-history\/jobs\//);
  const job = page.url();
  // The tab is closed; the work goes on.
  await page.goto("about:blank");
  await page.waitForTimeout(1_000);
  await page.goto(job);
  await expect(heading(page)).toHaveText(say("en", "history-job-done-title"), { timeout: 120_000 });
  await expect(page.getByText(new RegExp(named))).toBeVisible();
  await picture(page, "anonymized", project);
  await page.goto("/my-data/checkout-history");
  const { mails } = await own();
  await expect.poll(() => takenMails(mails).some(({ body }) => body.includes("loans and holds no longer have your name"))).toBe(true);
  await page.goto("/loan-history/anonymize");
  await expect(heading(page)).toHaveText(say("en", "history-nothing"));
}

test("a loan history is anonymized after a question that names the number", async ({ page }, { project }) => {
  await anonymize(page, project.name);
});

test("staff see what a policy would do before they decide, and from when it holds", async ({ page }, { project }) => {
  await signIn(page, accounts.officer);
  await page.goto("/staff/loan-history");
  await page.getByLabel(say("en", "history-staff-days"), { exact: true }).fill("60");
  await page.getByRole("button", { name: say("en", "history-staff-preview-button") }).click();
  await expect(page.getByRole("heading", { name: say("en", "history-staff-preview-title") })).toBeVisible();
  await picture(page, "policies", project.name);
  await page.getByRole("button", { name: /Decide it for/ }).click();
  await expect(page.getByRole("status").filter({ hasText: say("en", "history-staff-done") })).toBeVisible();
  await page.goto("/loan-history");
  await expect(page.getByText("another rule holds")).toBeVisible();
  // What is agreed to stands beside the button.
  await expect(page.getByText(say("en", "consent-if-not"))).toBeVisible();
  await picture(page, "keep", project.name);
  await page.getByRole("button", { name: say("en", "history-choice-keep-turn-on") }).click();
  await expect(page.getByText(say("en", "history-choice-keep-on"))).toBeVisible();
  // Everybody else is asked before it holds.
  await page.context().clearCookies();
  await signIn(page, accounts.noora);
  await expect(page.getByText(/Unless you agree before/)).toBeVisible();
  await picture(page, "keep-asked", project.name);
  await page.getByRole("button", { name: say("en", "consent-prompt-later") }).click();
  await expect(page.getByText(/Unless you agree before/)).toBeHidden();
});
