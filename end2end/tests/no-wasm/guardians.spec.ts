// A guardian looks, the ward is told and sees who looked, staff decide: on a phone and a desk, with no code in the browser.
// Settings are changed: the tests have a server of their own.
import type { Page } from "@playwright/test";

import { accounts, type Account } from "../support/accounts";
import { say } from "../support/catalogue";
import { useOwnServer } from "../support/own-server";
import { heading, signIn, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

useOwnServer();

/** Demo library: Aino's son. */
const onni: Account = { card: "290100001002", pin: "1002", surname: "Virtanen" };

async function nowIs(page: Page, who: Account): Promise<void> {
  if (await signOutButton(page).isVisible()) await signOutButton(page).click();
  await signIn(page, who);
}

test("a mother sees her son's fees without what he reads, and he sees that she looked", async ({ page }) => {
  await signIn(page, accounts.aino);
  await page.getByRole("link", { name: say("en", "told-link") }).click();
  await page.getByRole("region", { name: say("en", "in-care-title") }).getByRole("link").click();
  await expect(heading(page)).toContainText("Onni Virtanen");
  await expect(page.locator(".cards a")).toHaveText(["Fees and payments", "Borrowing restrictions", "On loan now"]);
  await page.getByRole("link", { name: "Fees and payments" }).click();
  await expect(page.locator("table.rows")).toContainText("3.00");
  await expect(page.locator("table.rows")).not.toContainText("Kadonnut");
  const address = new URL(page.url()).pathname;
  expect((await page.goto(address.replace("fees", "checkout-history")))!.status()).toBe(404);

  await page.goto("/my-data");
  await nowIs(page, onni);
  await expect(page.locator(".notice")).toContainText("Aino Virtanen (Äiti) can see:");
  await page.goto("/my-data/log");
  const looks = page.locator("table.rows tbody > tr").filter({ hasText: say("en", "code-purpose-guardian-access") });
  await expect(looks).toHaveCount(2);
  await expect(looks.first()).toContainText("Aino Virtanen");
  expect((await page.goto(address))!.status(), "nobody is their own guardian").toBe(404);
});

test("staff see whom a decision concerns before they save it, and it holds at once", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await page.goto("/staff/settings");
  await page.getByRole("link", { name: say("en", "guardian-rules-title") }).click();
  const all = page.getByRole("row").filter({ hasText: say("en", "guardian-rules-all") });
  await all.getByRole("combobox").selectOption({ label: say("en", "guardian-until-nothing") });
  await page.getByRole("button", { name: say("en", "guardian-rules-button") }).click();
  await expect(page.locator("#reach-title")).toBeVisible();
  await page.getByRole("button", { name: /^Save:/ }).click();
  await expect(page.getByRole("status")).toContainText(say("en", "settings-saved"));
  await nowIs(page, onni);
  await page.goto("/guardians");
  await expect(page.getByRole("main")).toContainText("your library shows guardians nothing");
});
