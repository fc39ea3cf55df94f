import { say } from "../support/catalogue";
import { code, enrolee, picture } from "../support/factors";
import { heading, signIn, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

test("An app is set up and asked for, without any code in the browser", async ({ page }, info) => {
  const who = enrolee(info.project.name, 0);
  await signIn(page, who, "fi");
  await page.goto("/fi/security");
  await picture(page, "security", info.project.name);
  await page.getByRole("link", { name: say("fi", "two-step-link") }).click();
  await expect(heading(page)).toHaveText(say("fi", "two-step-title"));
  await picture(page, "two-step-off", info.project.name);
  await page.getByRole("button", { name: say("fi", "totp-add"), exact: true }).click();
  await expect(page.getByRole("img", { name: say("fi", "totp-qr-label") })).toBeVisible();
  await picture(page, "enrolment", info.project.name);
  const secret = await page.locator(".secret").innerText();
  await page.getByLabel(say("fi", "totp-code-label")).fill("000000");
  await page.getByRole("button", { name: say("fi", "totp-confirm"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(say("fi", "problem-wrong-code"));
  const used = code(secret);
  await page.getByLabel(say("fi", "totp-code-label")).fill(used);
  await page.getByRole("button", { name: say("fi", "totp-confirm"), exact: true }).click();
  await expect(page.locator(".code-list > li")).toHaveCount(10);
  await picture(page, "two-step-on", info.project.name);
  const recovery = await page.locator(".code-list > li").first().innerText();

  await signOutButton(page, "fi").click();
  await signIn(page, who, "fi");
  await expect(page).toHaveURL("/fi/sign-in/second-step");
  await picture(page, "second-step", info.project.name);
  // That very one, and not what the app shows by now: half a minute may have ended since.
  await page.getByRole("textbox").fill(used);
  await page.getByRole("button", { name: say("fi", "step-button"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(say("fi", "step-wrong"));
  // The next code, which a clock half a minute fast shows already.
  await page.getByRole("textbox").fill(code(secret, 1));
  await page.getByRole("button", { name: say("fi", "step-button"), exact: true }).click();
  await expect(page).toHaveURL("/fi/my-data");

  await signOutButton(page, "fi").click();
  await signIn(page, who, "fi");
  await page.getByRole("textbox").fill(recovery);
  await page.getByRole("button", { name: say("fi", "step-button"), exact: true }).click();
  await expect(page).toHaveURL("/fi/my-data");
  await page.goto("/fi/security/passkeys");
  await expect(page.getByText(say("fi", "passkeys-need-script"))).toBeVisible();
});
