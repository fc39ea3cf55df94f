// The whole way of a patron's data: asked for on paper, recorded, refused, checked, sent, opened once.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { heading, signIn } from "../support/pages";
import { expect, test } from "../support/test";

const button = (page: Page, key: string) => page.getByRole("button", { name: say("en", key), exact: true });

/** The patron's page, found by card number. */
async function openPatron(page: Page, card: string): Promise<void> {
  await page.goto("/staff/patrons");
  await page.getByLabel(say("en", "patrons-find-label")).fill(card);
  await button(page, "find-button").click();
  await page.locator("table.rows").getByRole("link").first().click();
}

/** The link in the newest mail that has one for this patron. */
async function mailedLink(page: Page, surname: string): Promise<string> {
  let address = "";
  await expect(async () => {
    await page.goto("/demo/mail");
    const mail = page.locator("article").filter({ hasText: "/d/" }).filter({ hasText: surname }).first();
    address = (await mail.getByRole("link").first().getAttribute("href", { timeout: 1_000 })) ?? "";
    expect(address).toContain("/d/");
  }).toPass();
  return new URL(address).pathname.replace(/^\/fi/, "");
}

test("a patron's data is delivered by a link that opens once", async ({ page, browser, baseURL, visitor }) => {
  test.slow();
  await signIn(page, accounts.officer);
  await expect(page).toHaveURL("/my-data");
  await openPatron(page, visitor.card);

  // What came on paper is recorded; before the identity is checked nothing is offered, and nothing goes.
  await page.getByLabel(say("en", "request-document-label")).fill("D 17/2026");
  await button(page, "record-button").click();
  await expect(page).toHaveURL(/\/staff\/requests\/[\w-]+$/);
  const request = new URL(page.url()).pathname;
  await expect(page.getByText(say("en", "delivery-identity-first"))).toBeVisible();
  await expect(button(page, "link-send")).toHaveCount(0);
  const refused = await page.request.post(`${request}/link`, {
    form: {},
    headers: { origin: baseURL!, "sec-fetch-site": "same-origin" },
  });
  expect(refused.status()).toBe(422);

  await page.reload();
  await page.getByLabel(say("en", "identity-method-identity-card")).check();
  await button(page, "identity-button").click();
  await button(page, "link-send").click();
  await expect(page.locator(".badge", { hasText: say("en", "disclosure-state-sent") })).toBeVisible();

  // The mail's scanner fetches what it finds, and uses nothing up.
  const link = await mailedLink(page, visitor.surname);
  for (const method of ["GET", "HEAD", "GET"]) {
    const scanned = await fetch(baseURL + link, { method });
    expect(scanned.status).toBe(200);
  }

  const phone = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const patron = await phone.newPage();
  await patron.goto(link);
  await patron.getByRole("link", { name: say("en", "link-sign-in") }).click();
  await patron.getByLabel(say("en", "cardnumber-label")).fill(visitor.card);
  await patron.getByLabel(say("en", "pin-label")).fill(visitor.pin);
  await patron.getByRole("button", { name: say("en", "sign-in-button") }).click();
  await expect(heading(patron)).toHaveText(say("en", "link-ready-title"));
  await patron.getByRole("button", { name: say("en", "link-open-button") }).click();
  await expect(heading(patron)).toHaveText(say("en", "link-open-title"));
  await patron.reload();
  await expect(heading(patron)).toHaveText(say("en", "link-open-title"));

  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await signIn(other, visitor);
  await other.goto(link);
  await expect(heading(other)).toHaveText(say("en", "link-used-title"));

  // The request tells it all, and so does the patron's own log.
  await page.goto(request);
  for (const step of ["recorded", "delivery-refused", "identity-checked", "link-sent", "link-opened"]) {
    await expect(page.locator(".timeline")).toContainText(say("en", `event-${step}`));
  }
  await other.goto("/my-data/log");
  await expect(other.locator("table.rows")).toContainText(say("en", "code-action-link-sent"));
  await phone.close();
  await elsewhere.close();
});

test("staff find no more than their role includes", async ({ page }) => {
  await signIn(page, accounts.auditor);
  await page.goto("/staff");
  const navigation = page.getByRole("navigation", { name: say("en", "nav-staff-label") });
  await expect(navigation.getByRole("link", { name: say("en", "nav-logs") })).toBeVisible();
  await expect(navigation.getByRole("link", { name: say("en", "nav-patrons") })).toHaveCount(0);
  await page.goto("/staff/patrons");
  await expect(heading(page)).toHaveText(say("en", "refused-title"));
});

test("a patron finds no staff pages", async ({ page, visitor }) => {
  await signIn(page, visitor);
  await expect(page.getByRole("link", { name: say("en", "nav-staff") })).toHaveCount(0);
  for (const path of ["/staff", "/staff/patrons", "/staff/logs", "/staff/roles"]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});
