// Patron's choices on a phone and a desk, with no code in the browser: consents, messages, contact data. Settings are
// changed: the tests have a server of their own.
import type { Page } from "@playwright/test";

import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { useOwnServer } from "../support/own-server";
import { cardField, pinField, signInButton } from "../support/pages";
import { expect, test } from "../support/test";

useOwnServer();

const button = (page: Page, key: string) => page.getByRole("button", { name: say("en", key) });

async function signIn(page: Page, card: string, pin: string): Promise<void> {
  await page.goto("/sign-in");
  await cardField(page).fill(card);
  await pinField(page).fill(pin);
  await signInButton(page).click();
}

test("a consent is given and taken back with one press each, and both have a receipt", async ({ page }) => {
  await signIn(page, accounts.aino.card, accounts.aino.pin);
  await page.goto("/choices");
  await page.getByRole("link", { name: say("en", "consents-title") }).click();
  const news = page.getByRole("region", { name: say("en", "code-consent-direct-mailing") });
  if (await news.getByRole("button", { name: say("en", "consent-agree") }).isVisible()) {
    await news.getByRole("button", { name: say("en", "consent-agree") }).click();
  }
  await expect(news).toContainText("You agreed on");
  await news.getByRole("button", { name: say("en", "consent-withdraw") }).click();
  await expect(news).toContainText("You said no on");
  await page.locator(".receipts a").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "receipt-title"));
  await expect(page.getByText(say("en", "code-consent-answer-withdrawn"), { exact: true })).toBeVisible();
});

test("messages are chosen in the grid and stay chosen", async ({ page }) => {
  await signIn(page, accounts.aino.card, accounts.aino.pin);
  await page.goto("/messages");
  const returns = page.getByRole("checkbox", {
    name: `${say("en", "code-event-item-check-in")}: ${say("en", "code-transport-email")}`,
  });
  const before = await returns.isChecked();
  await returns.setChecked(!before);
  await button(page, "messages-button").click();
  await expect(page.getByText(say("en", "messages-saved"))).toBeVisible();
  await expect(returns).toBeChecked({ checked: !before });
});

test("a phone number is corrected", async ({ page }) => {
  await signIn(page, accounts.aino.card, accounts.aino.pin);
  await page.goto("/contact");
  await page.getByLabel(say("en", "field-phone"), { exact: true }).fill("+358 50 1234567");
  await button(page, "contact-button").click();
  await expect(page.getByText(say("en", "contact-saved"))).toBeVisible();
  await page.goto("/my-data/contact");
  await expect(page.getByText("+358 50 1234567")).toBeVisible();
});
