import { say } from "../support/catalogue";
import { enrolee, isAccessible, picture, plugIn } from "../support/factors";
import { heading, pinField, signIn, signOutButton } from "../support/pages";
import { expect, test } from "../support/test";

const button = (key: string) => ({ name: say("en", key), exact: true });

test("A passkey is added, signs in without a card number, is the second step, and is removed", async ({ page }, info) => {
  const who = enrolee(info.project.name, 0);
  await plugIn(page);
  await signIn(page, who);
  await page.goto("/security/passkeys");
  await isAccessible(page);
  await page.getByLabel(say("en", "passkey-name-label")).fill("My phone");
  await page.getByRole("button", button("passkey-add")).click();
  await expect(page.getByRole("heading", { name: say("en", "codes-title") })).toBeVisible();
  await expect(page.locator(".code-list > li")).toHaveCount(10);
  await isAccessible(page);
  await picture(page, "codes", info.project.name);
  await page.goto("/security/passkeys");
  await expect(page.locator(".code-list")).toHaveCount(0);
  await expect(page.locator(".sessions")).toContainText("My phone");
  await picture(page, "passkeys", info.project.name);

  await signOutButton(page).click();
  await page.goto("/sign-in");
  await isAccessible(page);
  await picture(page, "sign-in", info.project.name);
  await page.getByRole("button", button("passkey-sign-in")).click();
  await expect(page).toHaveURL("/my-data");

  await signOutButton(page).click();
  await signIn(page, who);
  await expect(page).toHaveURL("/sign-in/second-step");
  await expect(heading(page)).toHaveText(say("en", "step-title"));
  await isAccessible(page);
  await picture(page, "second-step", info.project.name);
  await page.getByRole("button", button("passkey-use")).click();
  await expect(page).toHaveURL("/my-data");

  await page.goto("/security/passkeys");
  await page.getByText(say("en", "passkey-rename")).first().click();
  await page.locator("details[open]").getByLabel(say("en", "passkey-name-label")).fill("Old phone");
  await page.locator("details[open]").getByRole("button", button("passkey-rename")).click();
  await expect(page.locator(".sessions")).toContainText("Old phone");
  await page.getByRole("button", { name: `${say("en", "passkey-remove")} Old phone` }).click();
  await expect(page.locator(".sessions")).toHaveCount(0);
  await signOutButton(page).click();
  await signIn(page, who);
  await expect(page).toHaveURL("/my-data");
});

test("A copy of a passkey is refused", async ({ page }, info) => {
  const who = enrolee(info.project.name, 1);
  const { session, id } = await plugIn(page);
  await signIn(page, who);
  await page.goto("/security/passkeys");
  await page.getByLabel(say("en", "passkey-name-label")).fill("Key");
  await page.getByRole("button", button("passkey-add")).click();
  await expect(page.locator(".code-list")).toBeVisible();
  await signOutButton(page).click();
  await page.goto("/sign-in");
  await page.getByRole("button", button("passkey-sign-in")).click();
  await expect(page).toHaveURL("/my-data");
  // The copy was made before: it counts from where it was.
  const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId: id });
  await session.send("WebAuthn.removeCredential", { authenticatorId: id, credentialId: credentials[0]!.credentialId });
  await session.send("WebAuthn.addCredential", { authenticatorId: id, credential: { ...credentials[0]!, signCount: 0 } });
  await signOutButton(page).click();
  await page.goto("/sign-in");
  await page.getByRole("button", button("passkey-sign-in")).click();
  await expect(page.getByRole("alert")).toContainText(say("en", "passkey-failed"));
  await expect(pinField(page)).toBeVisible();
});
