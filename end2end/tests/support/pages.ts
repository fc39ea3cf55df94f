import { readFileSync } from "node:fs";

import { expect, type Download, type Locator, type Page } from "@playwright/test";

import type { Account } from "./accounts";
import type { Language } from "./catalogue";
import { field, say } from "./catalogue";
import { type Entry } from "./fixture";

/** Categories by the last part of their address, in the order of the report. */
export const categories = [
  "identity",
  "contact",
  "guardians",
  "checkouts",
  "checkout-history",
  "holds",
  "hold-history",
  "fees",
  "notices",
  "messages",
  "restrictions",
  "suggestions",
  "interlibrary-loans",
  "attributes",
  "consents",
  "preferences",
  "log",
] as const;
export type CategoryName = (typeof categories)[number];

/** The address of a page in a language. */
export const at = (language: Language, path: string): string => (language === "en" ? path : `/${language}${path}`);

/** Fills in the sign-in form and sends it. */
export async function signIn(page: Page, { card, pin }: Account, language: Language = "en"): Promise<void> {
  await page.goto(at(language, "/sign-in"));
  await cardField(page, language).fill(card);
  await pinField(page, language).fill(pin);
  await signInButton(page, language).click();
}

export const cardField = (page: Page, language: Language = "en"): Locator =>
  page.getByLabel(say(language, "cardnumber-label"));
export const pinField = (page: Page, language: Language = "en"): Locator => page.getByLabel(say(language, "pin-label"));
export const signInButton = (page: Page, language: Language = "en"): Locator =>
  page.getByRole("button", { name: say(language, "sign-in-button"), exact: true });
export const signOutButton = (page: Page, language: Language = "en"): Locator =>
  page.getByRole("banner").getByRole("button", { name: say(language, "sign-out"), exact: true });

/** The one heading of the page. */
export const heading = (page: Page): Locator => page.getByRole("heading", { level: 1 });

/** Opens everything that can be opened, or the first few. */
export async function openDetails(page: Page, most = Infinity): Promise<void> {
  await page.evaluate((most) => {
    [...document.querySelectorAll("details")].slice(0, most).forEach((details) => (details.open = true));
  }, most);
}

/** “50 entries” on a category's page, as a number. */
export async function countOn(page: Page): Promise<number> {
  const count = page.locator("p.count");
  return (await count.count()) === 0 ? 0 : digitsOf(await count.innerText());
}

export const digitsOf = (text: string): number => Number(text.replace(/\D/g, "") || "0");

/** The cards of my data's categories, without those of other services. */
export const categoryCards = (page: Page): Locator =>
  page.locator(".card").filter({ hasNot: page.locator('a[href*="/my-data/remote/"]') });

/** Counts on the home page by category; the patron's own record counts as one. */
export async function countsAtHome(page: Page): Promise<Record<string, number>> {
  const cards = await categoryCards(page).evaluateAll((cards) =>
    cards.map((card) => [card.querySelector("a")!.pathname, card.querySelector(".card-count")!.textContent]),
  );
  return Object.fromEntries(cards.map(([path, count]) => [path!.split("/").at(-1)!, digitsOf(count ?? "")]));
}

/** The entries on this page, field by field, opened or not. */
export async function entriesOn(page: Page): Promise<Entry[]> {
  return page.evaluate(() => {
    const pairs = (list: Element | null): [string, string][] =>
      [...(list?.querySelectorAll("dl > div, :scope > div") ?? [])]
        .filter((pair) => pair.querySelector("dt"))
        .map((pair) => [pair.querySelector("dt")!.textContent!, pair.querySelector("dd")!.textContent!]);
    const entry = (fields: [string, string][], other: [string, string][]) => ({
      fields: Object.fromEntries(fields.filter(([, value]) => value !== "–")),
      other: Object.fromEntries(other),
    });
    const record = document.querySelector("dl.record");
    if (record) return [entry(pairs(record), pairs(document.querySelector(".other-fields")))];
    return [...document.querySelectorAll("table.rows tbody tr")].map((row) => {
      const cells = [...row.querySelectorAll("[data-label]")].map((cell): [string, string] => [
        cell.getAttribute("data-label")!,
        cell.textContent!,
      ]);
      return entry([...cells, ...pairs(row.querySelector("details dl"))], pairs(row.querySelector(".other-fields")));
    });
  });
}

/** The entries of all pages of a category, page by page through “Next”. */
export async function allEntries(page: Page, language: Language, category: string): Promise<Entry[]> {
  await page.goto(at(language, `/my-data/${category}`));
  const entries = await entriesOn(page);
  const next = page.getByRole("link", { name: say(language, "next-page"), exact: true });
  while ((await next.count()) > 0) {
    await next.click();
    await page.waitForLoadState();
    entries.push(...(await entriesOn(page)));
  }
  return entries;
}

/** The cells of one column on this page. */
export const column = (page: Page, name: string, language: Language = "en"): Promise<string[]> =>
  page.locator(`table.rows tbody [data-label="${field(language, name)}"]`).allTextContents();

/** The bytes of what a click saves. */
export async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
}

async function bytesOf(download: Download): Promise<Buffer> {
  expect(await download.failure()).toBeNull();
  return readFileSync(await download.path());
}

/** Asks for the whole report. */
export async function askForReport(page: Page, format: "pdf" | "json", language: Language = "en"): Promise<void> {
  await page.goto(at(language, "/my-data/take-away"));
  await page.getByLabel(say(language, `format-${format}`)).check();
  await page.getByRole("button", { name: say(language, "take-away-button") }).click();
}
