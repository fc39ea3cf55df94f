// The whole way of a patron's data: asked for on paper, recorded, refused, checked, sent, opened once.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { takenMails } from "../support/mails";
import { verifyLog, verifyLogAfter } from "../support/operator";
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

/** The link in the newest mail that has one for this patron, as the mail server took it. */
async function mailedLink(surname: string): Promise<string> {
  const find = () =>
    takenMails()
      .filter((mail) => mail.body.includes(surname))
      .map((mail) => /https?:\S+\/d\/\S+/.exec(mail.body)?.[0])
      .find((link) => link !== undefined);
  await expect.poll(find, { message: `a mail with a link for ${surname}` }).toBeDefined();
  return new URL(find()!).pathname.replace(/^\/[a-z]{2}\/d\//, "/d/");
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

  // A scanner of mails fetches what it finds, and uses nothing up; nor does somebody else who got hold of it.
  const link = await mailedLink(visitor.surname);
  for (const method of ["GET", "HEAD", "GET"]) {
    const scanned = await fetch(baseURL + link, { method });
    expect(scanned.status).toBe(200);
  }
  const stranger = await browser.newContext({ baseURL });
  const strangers = await stranger.newPage();
  await signIn(strangers, accounts.noora);
  await strangers.goto(link);
  await expect(heading(strangers)).toHaveText(say("en", "link-nothing-title"));
  await stranger.close();

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
  const second = await other.request.post(link, { headers: { origin: baseURL!, "sec-fetch-site": "same-origin" } });
  expect(second.status()).toBe(410);

  // The request tells it all, and so does the patron's own log.
  await page.goto(request);
  for (const step of ["recorded", "delivery-refused", "identity-checked", "link-sent", "link-opened"]) {
    await expect(page.locator(".timeline")).toContainText(say("en", `event-${step}`));
  }
  await other.goto("/my-data/log");
  for (const action of ["data-request-recorded", "identity-checked", "link-sent", "link-opened", "link-refused"]) {
    await expect(other.locator("table.rows")).toContainText(say("en", `code-action-${action}`));
  }
  await phone.close();
  await elsewhere.close();

  // And so does the whole log, which staff can look through and the operator can prove.
  const number = request.split("/").at(-1)!;
  await page.goto(`/staff/logs?object=request:${number}`);
  for (const action of ["data-request-recorded", "delivery-refused", "identity-checked", "link-sent"]) {
    await expect(page.locator("table")).toContainText(say("en", `code-action-${action}`));
  }
  const proof = verifyLog();
  expect(proof.said).toContain("The log is whole");
  expect(proof.isWhole).toBe(true);

  // Somebody with the database in their hands makes it look as if the identity had been checked by somebody else, or as if
  // nothing had been sent.
  const own = `object = 'request:${number}'`;
  for (const [statement, found] of [
    [`UPDATE audit_entry SET actor_id = actor_id - 1 WHERE action = 'identity-checked' AND ${own}`, "was changed"],
    [`DELETE FROM audit_entry WHERE action = 'link-sent' AND ${own}`, "was removed"],
  ] as const) {
    const tampered = verifyLogAfter(statement);
    expect(tampered.changed).toBe(1);
    expect(tampered.said).toContain("the log is not whole");
    expect(tampered.said).toContain(found);
    expect(tampered.isWhole).toBe(false);
  }
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
