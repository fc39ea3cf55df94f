import { AxeBuilder } from "@axe-core/playwright";

import { say } from "../support/catalogue";
import { cardField, heading, pinField, signInButton } from "../support/pages";
import { expect, test } from "../support/test";

test.describe("When nothing happens for a while", () => {
  test("a shared computer warns, lets one stay, and gives a half-written form back", async ({ page, visitor }) => {
    await page.clock.install();
    await page.goto("/sign-in?next=/my-requests");
    await cardField(page).fill(visitor.card);
    await pinField(page).fill(visitor.pin);
    await page.getByLabel(say("en", "shared-label")).check();
    await signInButton(page).click();
    await expect(page).toHaveURL(/my-requests$/);

    const warning = page.getByRole("dialog", { name: say("en", "idle-title") });
    await page.clock.fastForward("03:58");
    await expect(warning).toBeHidden();
    await page.clock.fastForward("00:05");
    await expect(warning).toBeVisible();
    await expect(warning.getByRole("button", { name: say("en", "idle-stay") })).toBeFocused();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press("Enter");
    await expect(warning).toBeHidden();

    // Time begins anew: four minutes later there is no warning yet, five minutes later the page has left.
    const words = "Please correct the spelling of my street.";
    await page.getByLabel(say("en", "my-request-wish-label")).fill(words);
    await page.clock.fastForward("03:50");
    await expect(warning).toBeHidden();
    const keeping = page.waitForResponse("**/session/keep");
    await page.clock.fastForward("01:06");
    expect((await keeping).status()).toBe(204);
    const leaving = page.waitForRequest("**/sign-in?reason=idle");
    await page.clock.fastForward("00:10");
    await leaving;

    // The server's clock did not run ahead with the browser's: the same person is still signed in, and sent home.
    await expect(page).toHaveURL(/my-data$/);
    await page.goto("/kept-form");
    await expect(heading(page)).toHaveText(say("en", "kept-form-title"));
    await expect(page.getByText(words)).toBeVisible();
    await page.getByRole("button", { name: say("en", "kept-form-discard") }).click();
    await expect(page).toHaveURL(/my-data$/);
  });

  test("one's own computer says that the session is over, and leaves the page as it was", async ({ page, visitor }) => {
    await page.clock.install();
    await page.goto("/sign-in?next=/my-requests");
    await cardField(page).fill(visitor.card);
    await pinField(page).fill(visitor.pin);
    await signInButton(page).click();
    await expect(page).toHaveURL(/my-requests$/);
    await page.clock.fastForward("31:00");
    await expect(page.getByRole("link", { name: say("en", "idle-over-sign-in") })).toBeVisible();
    await expect(page).toHaveURL(/my-requests$/);
    await expect(page).toHaveTitle(new RegExp(say("en", "idle-over-title")));
  });
});
