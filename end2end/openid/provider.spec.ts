import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect, test } from "@playwright/test";

import { accounts } from "../tests/support/accounts";

/** Signs in at the provider: its own page, any password. */
async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function hasNoFaults(page: Page): Promise<void> {
  // axe is code of the page's own.
  if (test.info().project.use.javaScriptEnabled === false) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), colorScheme).toEqual([]);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wide, "nothing is wider than the screen").toBe(false);
}

/** Pictures for people to look at: SCREENSHOTS=folder. */
async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const path = `${process.env.SCREENSHOTS}/${test.info().project.name}-${name}-${colorScheme}.png`;
    await page.screenshot({ path, fullPage: true });
  }
}

test("a patron whom a claim names signs in, and signing out is told to the provider", async ({ page }) => {
  const { card, surname } = accounts.aino;
  await page.goto("/sign-in");
  await hasNoFaults(page);
  await picture(page, "sign-in");
  await page.getByRole("button", { name: "City account" }).click();
  await signInThere(page, card);
  await expect(page).toHaveURL(/\/my-data$/);
  await expect(page.getByText(surname).first()).toBeVisible();
  await page.goto("/security/identities");
  await expect(page.getByRole("main").getByRole("strong")).toHaveText("City account");
  await hasNoFaults(page);
  await picture(page, "identities");
  // Everywhere on the page, or within the menu of a small screen.
  const out = page.getByRole("button", { name: "Sign out", exact: true });
  if (!(await out.first().isVisible())) await page.locator("summary").first().click();
  await out.first().click();
  // The provider asks whether to sign out there too.
  await page.getByRole("button", { name: /yes/i }).click();
  await expect(page).toHaveURL(/\/sign-in\?reason=signed-out$/);
  await page.goto("/my-data");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a stranger is told what to do, signs in with the card once, and links @once", async ({ page }) => {
  const { card, pin } = accounts.noora;
  const name = `noora-${test.info().project.name.replaceAll(/\W/g, "")}`;
  await page.goto("/fi/sign-in");
  await page.getByRole("button", { name: "Kaupungin tunnus" }).click();
  await signInThere(page, name);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Emme vielä tiedä, kenen kirjautuminen tämä on");
  await hasNoFaults(page);
  await picture(page, "unknown");
  await page.getByRole("link", { name: "Kirjaudu ja yhdistä" }).click();
  await page.locator("#cardnumber").fill(card);
  await page.locator("input[name=pin]").fill(pin);
  await page.getByRole("button", { name: "Kirjaudu", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Yhdistetäänkö Kaupungin tunnus tähän korttiin?" })).toBeVisible();
  await hasNoFaults(page);
  await picture(page, "offer");
  await page.getByRole("button", { name: "Kyllä, yhdistä" }).click();
  await expect(page.getByRole("status")).toContainText("Palvelu on yhdistetty");
});

test("a sign-in that is not of the required kind is refused", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Strong sign-in" }).click();
  await signInThere(page, accounts.aino.card);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A stronger sign-in is needed");
  await expect(page).toHaveURL(/\/sign-in\/openid\/strict\?problem=not-enough$/);
  await hasNoFaults(page);
  await picture(page, "not-enough");
});

test("a provider that is away is told of, and the card goes on working @once", async ({ page }) => {
  const { card, pin } = accounts.noora;
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "University" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("University is not answering");
  await picture(page, "away");
  await page.getByRole("link", { name: "To the sign-in page" }).click();
  await page.locator("#cardnumber").fill(card);
  await page.locator("input[name=pin]").fill(pin);
  await page.locator("input[name=pin]").press("Enter");
  await expect(page).toHaveURL(/\/my-data$/);
});

test("an administrator says by which ways each group may sign in", async ({ page }) => {
  const { card, pin } = accounts.administrator;
  await page.goto("/sign-in?next=/staff/sign-in");
  await page.locator("#cardnumber").fill(card);
  await page.locator("input[name=pin]").fill(pin);
  await page.locator("input[name=pin]").press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ways to sign in");
  await hasNoFaults(page);
  await picture(page, "ways");
  await page.getByRole("checkbox", { name: "Administrator: PIN or password" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("could sign in any more");
  await page.goto("/sign-in/other-way?ways=passkey,openid:city");
  await expect(page.getByRole("listitem").filter({ hasText: "City account" })).toBeVisible();
  await hasNoFaults(page);
  await picture(page, "other-way");
});
