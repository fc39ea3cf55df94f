// A lost PIN and a mail address, on a phone or a desk, with no code in the browser and the mail read where it went.
import type { Page } from "@playwright/test";

import { say } from "../support/catalogue";
import { cardField, pinField, signIn, signInButton } from "../support/pages";
import { expect, test } from "../support/test";

const button = (page: Page, key: string) => page.getByRole("button", { name: say("en", key), exact: true });

/** The newest mail's link that begins so. */
async function mailedLink(page: Page, path: string, not?: string): Promise<string> {
  let address = "";
  await expect(async () => {
    await page.goto("/demo/mail");
    const link = page.locator(`article a[href*="${path}"]`).first();
    address = (await link.getAttribute("href", { timeout: 1_000 })) ?? "";
    expect(address).toContain(path);
    expect(address).not.toBe(not ?? "");
  }).toPass();
  return new URL(address).pathname.replace(/^\/fi/, "");
}

test("a lost PIN is replaced by a password, by way of a mail, without staff", async ({ page, visitor, baseURL }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: say("en", "forgotten-pin") }).click();
  await page.getByLabel(say("en", "recovery-name-label")).fill(visitor.card);
  await button(page, "recovery-button").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "recovery-sent-title"));
  const link = await mailedLink(page, "/r/");
  // The mail's scanner fetches what it finds, and uses nothing up.
  for (const method of ["GET", "HEAD"]) expect((await fetch(baseURL + link, { method })).status).toBe(200);

  await page.goto(link);
  await expect(page.getByText(visitor.card.slice(-4))).toBeVisible();
  const field = page.getByLabel(say("en", "new-password-label"));
  await field.fill("4711");
  await button(page, "recovery-new-button").click();
  await expect(page.getByRole("alert")).toContainText("15");
  await expect(field).toHaveValue("");
  const password = `koivu tuuli ${visitor.pin} laituri`;
  await field.fill(password);
  await button(page, "recovery-new-button").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "recovery-done-title"));
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "recovery-nothing-title"));

  await page.getByRole("link", { name: say("en", "recovery-again") }).click();
  await page.getByRole("link", { name: say("en", "recovery-to-sign-in") }).click();
  await cardField(page).fill(visitor.card);
  await pinField(page).fill(password);
  await signInButton(page).click();
  await expect(page).toHaveURL("/my-data");
});
