// New words of a consent stand between sign-in and everything else, with code in the browser and without: what they say, that
// nobody gets round them, and what follows from a yes, a no, and a yes that is taken back. The tests have a server of their own.
import type { Browser, Page } from "@playwright/test";

import { type Account, accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { isAccessible, picture } from "../support/factors";
import { useOwnServer } from "../support/own-server";
import { heading, signIn, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

useOwnServer();

const words = {
  en: ["News from the library", "We send you news by e-mail, and count which of it you open.", "You get no news by e-mail. You can borrow as before."],
  fi: ["Kirjaston uutiset", "Lähetämme sinulle uutisia sähköpostitse ja laskemme, mitä niistä avaat.", "Et saa uutisia sähköpostitse. Voit lainata kuten ennenkin."],
} as const;

const button = (page: Page, key: string) => page.getByRole("button", { name: say("en", key) });
const news = (page: Page) => page.getByRole("region", { name: words.en[0] });

/** Somebody's own browser, beside the library's. */
async function open(browser: Browser, options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

async function comesBack(page: Page, who: Account): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, who);
}

test("the library publishes new words, reads how many it will ask, and interrupts nobody", async ({ page, browser, baseURL, javaScriptEnabled, viewport }, { project }) => {
  const aino = await open(browser, { baseURL: baseURL!, javaScriptEnabled, viewport });
  await signIn(aino, accounts.aino);
  await aino.goto("/consents");
  await button(aino, "consent-agree").and(news(aino).getByRole("button")).click();
  await expect(news(aino)).toContainText("You agreed on");

  // The library: a page after sign-in asks, and there are new words.
  await signIn(page, accounts.administrator);
  await page.goto("/staff/settings");
  await page.getByRole("link", { name: say("en", "consent-purposes-title") }).click();
  await isAccessible(page);
  await page.getByRole("link", { name: words.en[0] }).click();
  await page.getByLabel(say("en", "code-consent-asking-gate")).check();
  await page.getByLabel(say("en", "consent-gate-shows")).uncheck();
  await button(page, "consent-asking-button").click();
  await expect(page.getByRole("status")).toContainText(say("en", "settings-saved"));
  for (const [language, name] of [["en", "English"], ["fi", "Suomi"]] as const) {
    const fields = page.getByRole("group", { name, exact: true });
    await fields.getByLabel(say("en", "consent-words-name")).fill(words[language][0]);
    await fields.getByLabel(say("en", "consent-words-explanation")).fill(words[language][1]);
    await fields.getByLabel(say("en", "consent-words-consequence")).fill(words[language][2]);
  }
  await expect(page.getByLabel(say("en", "consent-asks-again"))).toBeChecked();
  await isAccessible(page);
  await picture(page, "consent-words", project.name);
  await button(page, "consent-preview-button").click();
  await expect(heading(page)).toHaveText(say("en", "consent-preview-title"));
  await expect(page.getByText(/^\d+ patrons will be asked/)).toBeVisible();
  await expect(page.getByText(words.fi[2])).toBeVisible();
  await isAccessible(page);
  await picture(page, "consent-preview", project.name);
  await button(page, "consent-publish-button").click();
  await expect(page.getByRole("status")).toContainText(say("en", "settings-saved"));
  await picture(page, "consent-published", project.name);

  await aino.goto("/my-data");
  await expect(aino).toHaveURL("/my-data");
  await aino.context().close();
});

test("whoever agreed to older words cannot go round the new ones; a yes has a receipt, and is taken back as it was given", async ({ page }, { project }) => {
  await signIn(page, accounts.aino);
  for (const path of ["/my-data", "/my-data/checkouts", "/messages", "/choices", "/security", "/my-data/take-away"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/consents/ask?next=${path}`);
  }
  await expect(heading(page)).toHaveText(say("en", "consent-gate-title"));
  await expect(news(page)).toContainText(say("en", "consent-state-older"));
  for (const said of [words.en[1], `${say("en", "consent-if-not")} ${words.en[2]}`]) await expect(news(page)).toContainText(said);
  await expect(page.getByText(say("en", "consent-gate-waits"))).toBeVisible();
  await expect(signOutButton(page)).toBeVisible();
  await isAccessible(page);
  await picture(page, "gate", project.name);

  // Yes: on to where they were going, with a receipt of these words.
  await button(page, "consent-agree").click();
  await expect(page).toHaveURL("/my-data/take-away");
  await page.goto("/consents");
  await expect(news(page)).toContainText(`You agreed on`);
  await expect(news(page)).toContainText(`(${say("en", "code-consent-how-gate")})`);
  await isAccessible(page);
  const receipts = page.locator(".receipts a");
  await expect(receipts).toHaveCount(2);
  await receipts.first().click();
  await expect(heading(page)).toHaveText(say("en", "receipt-title"));
  await expect(page.getByRole("blockquote")).toContainText(words.en[1]);
  await isAccessible(page);
  await picture(page, "receipt", project.name);

  // Taken back as it was given: with one press.
  await page.goto("/consents");
  await news(page).getByRole("button", { name: say("en", "consent-withdraw") }).click();
  await expect(news(page)).toContainText("You said no on");
  await expect(receipts).toHaveCount(3);
  await expect(receipts.first()).toContainText(say("en", "code-consent-answer-withdrawn"));
  await picture(page, "consent-withdrawn", project.name);
  await page.goto("/my-data/consents");
  for (const answer of ["given", "withdrawn"]) {
    await expect(page.locator("table.rows")).toContainText(say("en", `code-consent-answer-${answer}`));
  }
  await comesBack(page, accounts.aino);
  await expect(page, "whoever said no is not asked again").toHaveURL("/my-data");
});

test("whoever says no at the gate read what follows from it, goes on, and is not asked again", async ({ page }, { project }) => {
  await signIn(page, accounts.noora);
  await expect(page).toHaveURL("/consents/ask?next=/my-data");
  await expect(news(page)).toContainText(words.en[2]);
  await expect(news(page)).not.toContainText(say("en", "consent-state-older"));
  // An answer is one of two buttons: there is no third way that would let them put it off.
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(2);
  await expect(page.getByRole("main").getByRole("link")).toHaveCount(0);
  await picture(page, "gate-first", project.name);
  await button(page, "consent-refuse").click();
  await expect(page).toHaveURL("/my-data");
  await page.goto("/consents");
  await expect(news(page)).toContainText("You said no on");
  await page.locator(".receipts a").first().click();
  await expect(page.getByText(say("en", "code-consent-answer-refused"), { exact: true })).toBeVisible();
  await comesBack(page, accounts.noora);
  await expect(page).toHaveURL("/my-data");
});
