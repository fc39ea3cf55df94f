import type { Page } from "@playwright/test";

import { say, textsOnlyIn } from "../support/catalogue";
import { at, categories, heading, openDetails } from "../support/pages";
import { expect, test } from "../support/test";

/** Everything on a page that somebody reads or hears, piece by piece. */
function pieces(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [document.title, document.querySelector('meta[name="description"]')!.getAttribute("content")!];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!;
      // What the library wrote is in whatever language it was written in.
      if (!parent.closest("script, dd, td, tbody th, .other-fields, option, [lang]:not(html)")) found.push(walker.currentNode.textContent!);
    }
    for (const name of ["aria-label", "alt", "title", "placeholder", "data-label"]) {
      document.querySelectorAll(`body [${name}]`).forEach((element) => found.push(element.getAttribute(name)!));
    }
    document.querySelectorAll(".note dd").forEach((text) => found.push(text.textContent!));
    return found.map((text) => text.trim()).filter((text) => text !== "");
  });
}

const screens = [
  "/my-data",
  ...categories.map((category) => `/my-data/${category}`),
  "/my-data/checkout-history?find=zzz",
  "/my-data/take-away",
  "/security",
  "/no-such-page",
];

for (const [language, other] of [["fi", "en"], ["en", "fi"]] as const) {
  test.describe(`Pages in ${language}`, () => {
    test.use({ as: "aino" });

    test(`hold no text of the catalogue in ${other}`, { tag: "@once" }, async ({ page }) => {
      const foreign = textsOnlyIn(other, language);
      expect(foreign.length).toBeGreaterThan(300);
      const found: string[] = [];
      for (const path of screens) {
        await page.goto(at(language, path));
        await openDetails(page);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        for (const piece of await pieces(page)) {
          const match = foreign.find(({ pattern }) => pattern.test(piece));
          if (match) found.push(`${path}: ${match.key}: ${piece}`);
        }
      }
      expect(found).toEqual([]);
    });
  });
}

test("The sign-in page in Finnish holds no English text, also when something went wrong", { tag: "@once" }, async ({ page }) => {
  const foreign = textsOnlyIn("en", "fi");
  const check = async () => {
    const found = (await pieces(page)).filter((piece) => foreign.some(({ pattern }) => pattern.test(piece)));
    expect(found).toEqual([]);
  };
  for (const path of ["/fi/sign-in", "/fi/sign-in?reason=idle", "/fi/sign-in?reason=signed-out", "/fi/nowhere"]) {
    await page.goto(path);
    await check();
  }
  await page.goto("/fi/sign-in");
  await page.locator("#cardnumber").fill("999999999996");
  await page.locator("#pin").fill("1");
  await page.getByRole("button", { name: say("fi", "sign-in-button"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(say("fi", "sign-in-refused"));
  await check();
});

test.describe("The language switch", () => {
  test.use({ as: "kerttu" });

  test("stays on the page, with its sorting, word and page", async ({ page }) => {
    await page.goto("/my-data/checkout-history?sort=title&order=up&page=3");
    const titles = await page.locator("tbody th").allTextContents();
    await page.getByRole("link", { name: "Suomi" }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/fi/my-data/checkout-history?sort=title&order=up&page=3");
    await expect(heading(page)).toHaveText(say("fi", "category-checkout-history"));
    expect(await page.locator("tbody th").allTextContents()).toEqual(titles);
    await page.getByRole("link", { name: "English" }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/my-data/checkout-history?sort=title&order=up&page=3");
  });

  test("keeps the language from link to link", { tag: "@once" }, async ({ page }) => {
    await page.goto("/fi/my-data");
    const addresses = await page.locator("a[href^='/']:not([hreflang])").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
    expect(addresses.filter((address) => !address.startsWith("/fi/"))).toEqual([]);
    const forms = await page.locator("form").evaluateAll((forms) => forms.map((form) => form.getAttribute("action")!));
    expect(forms.filter((address) => !address.startsWith("/fi/"))).toEqual([]);
  });
});

test.describe("The language switch after a form", () => {
  test("leads to a page that is there", async ({ page }) => {
    await page.goto("/sign-in");
    await page.locator("#cardnumber").fill("999999999995");
    await page.locator("#pin").fill("1");
    await page.getByRole("button", { name: say("en", "sign-in-button"), exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await page.getByRole("link", { name: "Suomi" }).filter({ visible: true }).click();
    await expect(page).toHaveURL("/fi/sign-in");
    await expect(heading(page)).toHaveText(say("fi", "sign-in-heading"));
  });
});

