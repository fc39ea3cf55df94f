import type { Page } from "@playwright/test";

import { say } from "../support/catalogue";
import { heading, saved } from "../support/pages";
import { expect, test } from "../support/test";

/** What has the focus, in words, and whether one can see it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement!;
    const marks = [getComputedStyle(element), getComputedStyle(element, "::after")];
    const outline = marks.find((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    const box = element.getBoundingClientRect();
    const label = (element as HTMLInputElement).labels?.[0]?.innerText;
    return {
      name: (label ?? element.getAttribute("aria-label") ?? (element as HTMLElement).innerText ?? element.tagName).trim(),
      isVisible: outline !== undefined && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
  });

/** Presses Tab until something has the focus; everything on the way must show that it has it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    expect(stop.isVisible, `one sees that “${stop.name}” has the focus`).toBe(true);
    if (stop.name === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("With the keyboard alone one signs in, reads, takes a file and signs out", async ({ page, visitor }) => {
  await page.goto("/sign-in");
  await tabTo(page, say("en", "cardnumber-label"));
  await page.keyboard.type(visitor.card);
  await tabTo(page, say("en", "pin-label"));
  await page.keyboard.type(visitor.pin);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/my-data");

  await tabTo(page, say("en", "category-checkout-history"));
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(say("en", "category-checkout-history"));
  await tabTo(page, say("en", "details"));
  await page.keyboard.press("Enter");
  await expect(page.locator("details").first()).toHaveAttribute("open");

  await page.goto("/my-data");
  await tabTo(page, say("en", "take-away-link"));
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(say("en", "take-away-title"));
  await tabTo(page, say("en", "format-pdf"));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel(say("en", "format-json"))).toBeChecked();
  await tabTo(page, say("en", "take-away-button"));
  const { bytes } = await saved(page, () => page.keyboard.press("Enter"));
  expect(JSON.parse(bytes.toString("utf8"))).toHaveProperty("categories");

  await page.goto("/security");
  await tabTo(page, say("en", "sign-out"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/sign-in?reason=signed-out");
});

test.describe("The first stop of Tab", () => {
  test.use({ as: "helmi" });

  test("skips to the content", async ({ page }) => {
    await page.goto("/my-data/fees");
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: say("en", "skip-to-content") });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await page.keyboard.press("Tab");
    expect((await focused(page)).name).toBe(say("en", "my-data-title"));
  });
});
