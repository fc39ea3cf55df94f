import { say } from "../support/catalogue";
import { cardField, heading, pinField, signIn, signInButton, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

test.describe("Signing in", () => {
  test("with card number and PIN leads to my data", async ({ page, visitor }) => {
    await signIn(page, visitor);
    await expect(page).toHaveURL("/my-data");
    // Relatives may have the same surname: the letter is to the visitor.
    await expect(page.locator("header.letter .lead")).toContainText(visitor.surname);
  });

  test("leads on to the page that was asked for", async ({ page, visitor }) => {
    await page.goto("/fi/my-data/checkout-history?sort=title&order=up");
    await expect(page).toHaveURL("/fi/sign-in?next=/my-data/checkout-history");
    await cardField(page, "fi").fill(visitor.card);
    await pinField(page, "fi").fill(visitor.pin);
    await signInButton(page, "fi").click();
    await expect(page).toHaveURL("/fi/my-data/checkout-history");
  });

  test("with the wrong PIN keeps the card number and not the PIN", async ({ page, forgetful }) => {
    await signIn(page, { ...forgetful, pin: "9999" });
    await expect(page.getByRole("alert")).toContainText(say("en", "sign-in-refused"));
    await expect(cardField(page)).toHaveValue(forgetful.card);
    await expect(pinField(page)).toHaveValue("");
    expect(await page.content()).not.toContain("9999");
  });

  test("tells nobody whether a card number exists", async ({ page, forgetful }) => {
    const answers = [];
    for (const card of [forgetful.card, "999999999999"]) {
      await signIn(page, { ...forgetful, card, pin: "9999" });
      await expect(page.getByRole("alert")).toBeVisible();
      // It comes with the WebAssembly, a moment after the words.
      await expect(page.getByRole("button", { name: say("en", "pin-show") })).toBeVisible();
      answers.push((await page.getByRole("main").innerText()).trim());
      expect(new URL(page.url()).pathname).toBe("/sign-in");
    }
    expect(answers[0]).toBe(answers[1]);
  });

  test("puts the focus on what is wrong, which is said and belongs to the fields", async ({ page }) => {
    await signIn(page, { card: "999999999998", pin: "9999", surname: "" });
    const problem = page.getByRole("alert");
    await expect(problem).toBeFocused();
    await expect(problem.getByRole("heading")).toHaveText(say("en", "problem-title"));
    for (const field of [cardField(page), pinField(page)]) {
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(new RegExp(say("en", "sign-in-refused")));
    }
  });

  test("with nothing filled in asks for both", async ({ page }) => {
    await page.goto("/sign-in");
    await signInButton(page).click();
    // The browser asks first.
    await expect(cardField(page)).toBeFocused();
    await page.locator(`main form[action="/sign-in"]`).evaluate((form: HTMLFormElement) => (form.noValidate = true));
    await signInButton(page).click();
    await expect(page.getByRole("alert")).toContainText(say("en", "sign-in-incomplete"));
  });

  test("on a shared computer leaves by itself and keeps nothing", async ({ page, context, visitor }) => {
    await page.goto("/sign-in");
    await cardField(page).fill(visitor.card);
    await pinField(page).fill(visitor.pin);
    await page.getByLabel(say("en", "shared-label")).check();
    const home = page.waitForResponse((answer) => answer.url().endsWith("/my-data"));
    await signInButton(page).click();
    expect(await (await home).text()).toContain(`<noscript><meta http-equiv="refresh" content="300;url=/sign-in?reason=idle">`);
    const cookies = await context.cookies();
    expect(cookies.map((cookie) => [cookie.expires, cookie.httpOnly])).toEqual([[-1, true]]);

    await signOutButton(page).click();
    await expect(page.getByRole("status")).toHaveText(say("en", "signed-out"));
    expect(await context.cookies()).toEqual([]);
  });

  test("keeps the tick of a shared computer when the PIN was wrong", async ({ page }) => {
    await page.goto("/sign-in");
    await cardField(page).fill("999999999997");
    await pinField(page).fill("9999");
    await page.getByLabel(say("en", "shared-label")).check();
    await signInButton(page).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel(say("en", "shared-label"))).toBeChecked();
  });

  test("can show the PIN and hide it again", async ({ page }) => {
    await page.goto("/sign-in");
    await pinField(page).fill("4321");
    await expect(pinField(page)).toHaveAttribute("type", "password");
    await page.getByRole("button", { name: say("en", "pin-show"), exact: true }).click();
    await expect(pinField(page)).toHaveAttribute("type", "text");
    await expect(pinField(page)).toHaveValue("4321");
    await page.getByRole("button", { name: say("en", "pin-hide"), exact: true }).click();
    await expect(pinField(page)).toHaveAttribute("type", "password");
    await expect(pinField(page)).toHaveValue("4321");
  });
});

test.describe("Signing out", () => {
  test("leaves nothing of the patron behind the back button", async ({ page, visitor }) => {
    await signIn(page, visitor);
    await page.goto("/my-data/identity");
    await expect(page.getByText(visitor.card).first()).toBeVisible();
    await signOutButton(page).click();
    await expect(page).toHaveURL("/sign-in?reason=signed-out");
    await expect(page.getByRole("status")).toHaveText(say("en", "signed-out"));

    for (let pages = 0; pages < 2; pages += 1) {
      await page.goBack();
      await expect(heading(page)).toHaveText(say("en", "sign-in-heading"));
      await expect(page.locator("body")).not.toContainText(visitor.surname);
      await expect(page.locator("body")).not.toContainText(visitor.card);
    }
  });

  test("ends the session for every tab", async ({ page, context, visitor }) => {
    await signIn(page, visitor);
    await expect(page).toHaveURL("/my-data");
    const other = await context.newPage();
    await other.goto("/security");
    await signOutButton(page).click();
    await expect(page).toHaveURL(/sign-in/);
    await other.reload();
    await expect(other).toHaveURL("/sign-in?next=/security");
  });
});

test("The start page leads to the language that the browser asks for", { tag: "@once" }, async ({ browser, baseURL }) => {
  for (const [locale, address] of [["fi-FI", "/fi/sign-in"], ["en-GB", "/sign-in"], ["xx", "/sign-in"]]) {
    const context = await browser.newContext({ locale, baseURL });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page).toHaveURL(address!);
    await context.close();
  }
});
