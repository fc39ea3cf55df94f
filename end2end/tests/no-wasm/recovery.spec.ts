// A lost PIN and a mail address, on a phone and a desk, with no code in the browser and the mails read where they went. The
// library's settings are changed: the tests have a server of their own.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { takenMails } from "../support/mails";
import { useOwnServer } from "../support/own-server";
import { cardField, pinField, signInButton } from "../support/pages";
import { expect, test } from "../support/test";

const own = useOwnServer();

const button = (page: Page, key: string) => page.getByRole("button", { name: say("en", key), exact: true });
const title = (page: Page) => page.getByRole("heading", { level: 1 });

async function signIn(page: Page, card: string, secret: string): Promise<void> {
  await page.goto("/sign-in");
  await cardField(page).fill(card);
  await pinField(page).fill(secret);
  await signInButton(page).click();
  await expect(page).toHaveURL(/\/my-data$/);
}

/** The newest mail's link that begins so. */
async function mailedLink(path: string): Promise<string> {
  const { mails } = await own();
  const found = (): string | undefined =>
    takenMails(mails).flatMap(({ body }) => body.split(/\s+/)).find((word) => word.startsWith("http") && word.includes(path));
  await expect.poll(found).toBeDefined();
  return new URL(found()!).pathname.replace(/^\/fi/, "");
}

test("a lost PIN is replaced by a password by way of a mail, without staff", async ({ page, baseURL }) => {
  const { card } = accounts.aino;
  const password = "koivu tuuli 84 laituri";
  await page.goto("/sign-in");
  await page.getByRole("link", { name: say("en", "forgotten-pin") }).click();
  await expect(title(page)).toHaveText(say("en", "recovery-title"));
  await page.getByLabel(say("en", "recovery-name-label")).fill(card);
  await button(page, "recovery-button").click();
  await expect(title(page)).toHaveText(say("en", "recovery-sent-title"));
  const link = await mailedLink("/r/");
  // The mail's scanner fetches what it finds, and uses nothing up.
  for (const method of ["GET", "HEAD"]) expect((await fetch(baseURL! + link, { method })).status).toBe(200);

  await page.goto(link);
  const field = page.getByLabel(say("en", "new-password-label"));
  await field.fill("4711");
  await button(page, "recovery-new-button").click();
  await expect(page.getByRole("alert")).toContainText("15");
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(field).toHaveValue("");
  await field.fill(password);
  await button(page, "recovery-new-button").click();
  await expect(title(page)).toHaveText(say("en", "recovery-done-title"));
  await page.goto(link);
  await expect(title(page)).toHaveText(say("en", "recovery-nothing-title"));
  await signIn(page, card, password);
});

test("a code on paper does the same for whoever has no address", async ({ page, browser, baseURL }) => {
  const desk = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await signIn(desk, "290100000021", "0021");
  await desk.goto("/staff/patrons");
  await desk.getByLabel(say("en", "patrons-find-label")).fill(accounts.noora.card);
  await button(desk, "find-button").click();
  await desk.locator("table.rows").getByRole("link").first().click();
  await desk.getByText(say("en", "staff-recovery-paper"), { exact: true }).click();
  await desk.getByLabel(say("en", "identity-method-identity-card")).check();
  await desk.getByLabel(say("en", "staff-recovery-reason")).fill("No e-mail address");
  await button(desk, "staff-recovery-paper-button").click();
  await expect(title(desk)).toHaveText(say("en", "paper-title"));
  const code = (await desk.locator(".code").textContent()) ?? "";
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  await desk.context().close();

  await page.goto("/recover/code");
  await page.getByLabel(say("en", "cardnumber-label")).fill(accounts.noora.card);
  await page.getByLabel(say("en", "recovery-code-label"), { exact: true }).fill(code.toLowerCase());
  await button(page, "recovery-code-button").click();
  await expect(title(page)).toHaveText(say("en", "recovery-new-title"));
  await page.getByLabel(say("en", "new-password-label")).fill("hidas joki 27 mustikka");
  await button(page, "recovery-new-button").click();
  await expect(title(page)).toHaveText(say("en", "recovery-done-title"));
});

test("an address is asked for gently, confirmed by the link, and never asked for again", async ({ page, browser, baseURL }) => {
  const admin = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await signIn(admin, accounts.administrator.card, accounts.administrator.pin);
  await admin.goto("/staff/settings");
  await admin.getByLabel(say("en", "setting-email-prompt"), { exact: true }).check();
  await button(admin, "settings-button").click();
  await expect(admin.getByRole("status")).toBeVisible();
  await admin.context().close();

  await signIn(page, accounts.kerttu.card, accounts.kerttu.pin);
  const question = page.getByRole("heading", { name: say("en", "email-prompt-title") });
  await expect(question).toBeVisible();
  await page.getByRole("textbox", { name: say("en", "email-label") }).fill("kerttu@posti.example");
  await page.locator(".email-prompt").getByRole("button", { name: say("en", "email-button") }).click();
  await expect(page.getByRole("status")).toContainText(say("en", "email-sent"));
  const link = await mailedLink("/e/");
  await page.goto(link);
  await page.goto("/my-data");
  await expect(question, "looking at the link confirms nothing").toBeVisible();
  await page.goto(link);
  await button(page, "confirm-button").click();
  await expect(title(page)).toHaveText(say("en", "confirm-done-title"));
  await page.goto("/my-data");
  await expect(question).toHaveCount(0);
  await page.goto("/my-data/contact");
  await expect(page.getByText("kerttu@posti.example")).toBeVisible();
});
