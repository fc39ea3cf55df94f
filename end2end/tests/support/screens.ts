import type { Page } from "@playwright/test";

import type { AccountName } from "./accounts";
import type { Language } from "./catalogue";
import { say } from "./catalogue";
import { askForReport, at, categories, cardField, openDetails, pinField, signInButton } from "./pages";

/** A screen that people should have a look at. */
export interface Screen {
  name: string;
  as?: AccountName;
  open: (page: Page, language: Language) => Promise<void>;
}

const visit = (name: string, as: AccountName | undefined, path: string): Screen => ({
  name,
  as,
  open: async (page, language) => void (await page.goto(at(language, path))),
});

/** Every screen there is, in each of its states. */
export const screens: Screen[] = [
  visit("sign-in", undefined, "/sign-in"),
  visit("sign-in-after-sign-out", undefined, "/sign-in?reason=signed-out"),
  {
    name: "sign-in-refused",
    open: async (page, language) => {
      await page.goto(at(language, "/sign-in"));
      // Nobody's card, another one each time: nobody is kept out.
      await cardField(page, language).fill(`nobody-${Math.random()}`);
      await pinField(page, language).fill("0000");
      await signInButton(page, language).click();
      await page.getByRole("alert").waitFor();
    },
  },
  visit("recovery", undefined, "/recover"),
  visit("recovery-sent", undefined, "/recover?sent=1"),
  visit("recovery-code", undefined, "/recover/code"),
  visit("recovery-link-over", undefined, "/r/none"),
  visit("address-link-over", undefined, "/e/none"),
  visit("password", "aino", "/security/password"),
  visit("address", "aino", "/security/email"),
  visit("addresses-by-library", "officer", "/staff/contact"),
  visit("not-found", undefined, "/no-such-page"),
  visit("home", "aino", "/my-data"),
  visit("home-of-nothing", "noora", "/my-data"),
  ...categories.map((category) => visit(`category-${category}`, "aino", `/my-data/${category}`)),
  visit("category-empty", "noora", "/my-data/fees"),
  visit("list-of-many", "kerttu", "/my-data/checkout-history?page=3"),
  visit("list-nothing-found", "kerttu", "/my-data/checkout-history?find=xyzzy"),
  ...(["identity", "contact", "checkouts", "fees", "notices"] as const).map((category): Screen => ({
    name: `hostile-${category}`,
    as: "hostile",
    open: async (page, language) => {
      await page.goto(at(language, `/my-data/${category}`));
      await openDetails(page);
    },
  })),
  visit("home-of-a-long-name", "long", "/my-data"),
  visit("long-name", "long", "/my-data/identity"),
  visit("long-titles", "long", "/my-data/checkout-history"),
  visit("right-to-left", "child", "/my-data/checkouts"),
  visit("other-service", "aino", "/my-data/remote/ill"),
  visit("other-service-fails", "aino", "/my-data/remote/rooms"),
  visit("take-away", "aino", "/my-data/take-away"),
  {
    name: "file-being-prepared",
    as: "kerttu",
    open: async (page, language) => {
      await askForReport(page, "pdf", language);
      await page.getByRole("button", { name: say(language, "export-cancel") }).waitFor();
    },
  },
  visit("security", "aino", "/security"),
  visit("my-requests", "aino", "/my-requests"),
  visit("choices", "aino", "/choices"),
  visit("consents", "aino", "/consents"),
  visit("loan-history", "aino", "/loan-history"),
  visit("loan-history-anonymize", "aino", "/loan-history/anonymize"),
  visit("consents-asked-for", "administrator", "/staff/consents"),
  visit("consent-words", "administrator", "/staff/consents/direct-mailing"),
  visit("loan-histories", "officer", "/staff/loan-history"),
  visit("messages", "aino", "/messages"),
  visit("contact", "aino", "/contact"),
  visit("unsubscribe", undefined, "/u/none"),
  visit("guardian", "helmi", "/guardians"),
  visit("ward", "child", "/guardians"),
  visit("home-of-a-ward", "child", "/my-data"),
  ...(["checkouts", undefined] as const).map((category): Screen => ({
    name: `ward-${category ?? "page"}`,
    as: "helmi",
    open: async (page, language) => {
      await page.goto(at(language, "/guardians"));
      await page.locator(".people a").first().click();
      if (category) await page.locator(`a[href$="/${category}"]`).click();
      await page.locator("h1").waitFor();
    },
  })),
  visit("guardian-rules", "administrator", "/staff/guardians"),
  {
    name: "guardian-rules-reach",
    as: "administrator",
    open: async (page, language) => {
      await page.goto(at(language, "/staff/guardians"));
      await page.locator("form.stack button").click();
      await page.locator("#reach-title").waitFor();
    },
  },
  visit("contact-changes", "officer", "/staff/contact-changes"),
  visit("link-of-somebody", undefined, "/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
  visit("link-of-nothing", "aino", "/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
  visit("today", "officer", "/staff"),
  visit("patrons", "officer", "/staff/patrons"),
  visit("notes-to-review", "officer", "/staff/notes"),
  visit("words-for-notes", "administrator", "/staff/notes/words"),
  {
    name: "patron",
    as: "officer",
    open: async (page, language) => {
      await page.goto(at(language, "/staff/patrons"));
      await page.locator("#find").fill("290100001001");
      await page.locator("form.panel-sheet button").click();
      await page.locator("table.rows").getByRole("link").first().click();
      await page.locator("#document").waitFor();
    },
  },
  {
    name: "request",
    as: "officer",
    open: async (page, language) => {
      await page.goto(at(language, "/staff/requests"));
      const requests = page.locator("table.rows").getByRole("link");
      if ((await requests.count()) === 0) return;
      await requests.first().click();
      await page.locator(".timeline").waitFor();
    },
  },
  visit("requests", "officer", "/staff/requests"),
  visit("log", "auditor", "/staff/logs"),
  visit("no-permission", "auditor", "/staff/patrons"),
  visit("templates", "administrator", "/staff/templates"),
  visit("news", "administrator", "/staff/news"),
  visit("template", "administrator", "/staff/templates/PATRON_DATA"),
  visit("mails", "administrator", "/staff/mail"),
  visit("roles", "administrator", "/staff/roles"),
  visit("libraries", "administrator", "/staff/libraries"),
  visit("programs", "administrator", "/staff/api-clients"),
  visit("interface-for-programs", undefined, "/api/v1/docs"),
  visit("library-ends", "administrator", "/staff/libraries/end?ending=merge&from=RAN&to=KOI"),
  visit("settings", "administrator", "/staff/settings"),
  visit("register", "administrator", "/staff/register"),
  visit("register-words", "administrator", "/staff/register/checkout-history"),
  visit("contact-fields", "administrator", "/staff/contact-fields"),
  visit("retention", "officer", "/staff/retention"),
  visit("retention-rule", "officer", "/staff/retention/rules/checkout-history"),
  visit("retention-preview", "officer", "/staff/retention/rules/all"),
  visit("retention-people", "officer", "/staff/retention/people"),
  visit("statistics", "officer", "/staff/retention/statistics"),
];

/** Leaves nothing running behind that would keep the next one waiting. */
export async function tidyUp(page: Page, language: Language): Promise<void> {
  for (const key of ["export-cancel", "export-delete"]) {
    const button = page.getByRole("button", { name: say(language, key) });
    if ((await button.count()) > 0) {
      await Promise.all([page.waitForURL(/take-away$/), button.click()]);
      return;
    }
  }
}
