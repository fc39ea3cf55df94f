// What the library says in its own words: news to whoever agreed to get them, and the register of processing; on a phone and
// a desk, with no code in the browser. The tests have a server of their own, for what they change is the whole library's.
import { accounts } from "../support/accounts";
import { say } from "../support/catalogue";
import { picture } from "../support/factors";
import { takenMails } from "../support/mails";
import { useOwnServer } from "../support/own-server";
import { signIn } from "../support/pages";
import { expect, test } from "../support/test";

const own = useOwnServer();

const subject = "Summer in the library";

test("news go to whoever agreed, and one press in the mail ends them", async ({ page }, { project }) => {
  await signIn(page, accounts.aino);
  await page.goto("/consents");
  const news = page.getByRole("region", { name: say("en", "code-consent-direct-mailing") });
  await news.getByRole("button", { name: say("en", "consent-agree") }).click();
  await expect(news).toContainText("You agreed on");

  await page.context().clearCookies();
  await signIn(page, accounts.administrator);
  await page.goto("/staff/news");
  await expect(page.getByText(say("en", "news-write-first"))).toBeVisible();
  await page.getByRole("link", { name: /: English/ }).click();
  await page.getByLabel(say("en", "template-subject-label")).fill(subject);
  await page.getByLabel(say("en", "template-body-label")).fill("We read in the garden.\n\n<<unsubscribeurl>>");
  await page.getByRole("button", { name: say("en", "template-save") }).click();
  await page.goto("/staff/news");
  await expect(page.getByText("One patron has agreed to get news.")).toBeVisible();
  await picture(page, "news-written", project.name);
  await page.getByRole("button", { name: say("en", "news-send") }).click();
  const mailings = page.getByRole("region", { name: say("en", "news-mailings") });
  await expect(async () => {
    await page.reload();
    await expect(mailings).toContainText(say("en", "news-state-done"));
  }).toPass({ timeout: 60_000 });
  await expect(mailings).toContainText(subject);
  await picture(page, "news-sent", project.name);
  // The same once more only on purpose.
  await page.getByRole("button", { name: say("en", "news-send") }).click();
  await expect(page.getByRole("alert")).toContainText(say("en", "problem-news-again"));

  const { mails } = await own();
  const mail = async () => takenMails(mails).find((taken) => taken.subject === subject);
  await expect.poll(async () => (await mail())?.body ?? "", { timeout: 30_000 }).toContain("We read in the garden.");
  const address = /https?:\/\/\S+\/u\/\S+/.exec((await mail())?.body ?? "")?.[0] ?? "";
  await page.context().clearCookies();
  // The installation is called otherwise in mails than the test's server is.
  await page.goto(new URL(address).pathname);
  await page.getByRole("button", { name: say("en", "unsubscribe-button") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "unsubscribed-title"));
  await picture(page, "news-called-off", project.name);

  await signIn(page, accounts.administrator);
  await page.goto("/staff/news");
  await expect(page.getByText("0 patrons have agreed to get news.")).toBeVisible();
});

test("staff word what patrons read beside their data", async ({ page }, { project }) => {
  const words = "To learn which books wear out.";
  await signIn(page, accounts.administrator);
  await page.goto("/staff/settings");
  await page.getByRole("link", { name: say("en", "processing-title") }).click();
  await page.getByRole("link", { name: /Loan history\s*, English/ }).click();
  await page.getByLabel(say("en", "report-purpose")).fill(words);
  await page.getByRole("button", { name: say("en", "processing-save") }).click();
  await expect(page.getByRole("status").filter({ hasText: say("en", "processing-saved") })).toBeVisible();
  await picture(page, "register-worded", project.name);

  await page.context().clearCookies();
  await signIn(page, accounts.aino);
  await page.goto("/my-data/checkout-history");
  await expect(page.getByRole("complementary")).toContainText(words);
});
