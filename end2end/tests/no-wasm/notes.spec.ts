// Notes to review, without any code in the browser.
import { say } from "../support/catalogue";
import { expect, test } from "../support/test";

test.use({ as: "officer" });

test("A note is kept with a reason, and identity numbers are covered", async ({ page }, info) => {
  // Each project has a note of its own.
  const surname = info.project.name.startsWith("phone") ? "Törmänen" : "Lehtonen";
  await page.goto("/fi/staff/notes");
  const note = page.locator(".finding", { hasText: surname });
  await expect(note.locator("mark").first()).toBeVisible();
  await expect(page.locator("main")).not.toContainText("131052-308T");
  await note.locator("summary").click();
  await note.getByLabel(say("fi", "notes-keep-label")).fill("Sovittu asiakkaan kanssa");
  await note.getByRole("button", { name: say("fi", "notes-keep-button"), exact: true }).click();
  await expect(page.getByRole("status")).toHaveText(say("fi", "notes-done-keep"));
  await expect(page.locator(".finding", { hasText: surname })).toHaveCount(0);
});
