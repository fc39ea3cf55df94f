import { type BrowserContext, type Page, test as base } from "@playwright/test";

import { type Account, type AccountName, accounts, forgetfulOf, visitorOf } from "./accounts";
import { stateOf } from "./sign-in-everyone";

export { expect } from "@playwright/test";

interface Options {
  /** Whose sign-in the browser has; nobody's if not set. */
  as: AccountName | undefined;
}

interface Fixtures {
  /** Someone not signed in whose sessions the test may begin and end. */
  visitor: Account;
  /** Someone whose PIN the test may get wrong. */
  forgetful: Account;
  /** What went wrong in the browser beside what a test looks at: must stay empty. */
  complaints: string[];
}

/** Tests whose pages are watched: an error in the console, a request to another host or a name in an address fails them. */
export const test = base.extend<Fixtures & Options>({
  as: [undefined, { option: true }],
  storageState: async ({ as: name }, use) => use(name && stateOf(name)),
  visitor: async ({}, use, info) => use(visitorOf(info.project.name)),
  forgetful: async ({}, use, info) => use(forgetfulOf(info.project.name)),
  complaints: [
    async ({ context, baseURL, javaScriptEnabled }, use) => {
      const complaints: string[] = [];
      await watch(context, new URL(baseURL!).origin, complaints, javaScriptEnabled !== false);
      await use(complaints);
      base.expect(complaints, "what the browser complained of").toEqual([]);
    },
    { auto: true },
  ],
});

/** What must not stand in an address: it is kept in histories and logs. */
const personal = Object.values(accounts).flatMap(({ card, surname }) => [card, surname]).filter((text) => text !== "");

async function watch(context: BrowserContext, origin: string, complaints: string[], hasCode: boolean): Promise<void> {
  context.on("request", (request) => {
    const address = readable(request.url());
    if (!address.startsWith(`${origin}/`)) complaints.push(`request to another host: ${address}`);
    for (const text of personal) {
      if (address.includes(text)) complaints.push(`personal data in an address: ${address}`);
    }
  });
  const listen = (page: Page) => {
    page.on("pageerror", (error) => complaints.push(`error in the page: ${error.message}`));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      // A page that says “there is no such page” has that status; so has a form that was filled in wrongly.
      if (/^Failed to load resource: .*status of 4(01|03|04|10|22)/.test(message.text()) && isPage(message.location().url)) return;
      // Without code nobody uses what was loaded ahead for it.
      if (!hasCode && message.text().includes("was preloaded using link preload but not used")) return;
      complaints.push(`console: ${message.text()} (${message.location().url})`);
    });
  };
  context.pages().forEach(listen);
  context.on("page", listen);
  if (hasCode) {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }
}

function readable(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll("+", " "));
  } catch {
    return address;
  }
}

const isPage = (address: string) => !/^\/(pkg|fonts|api)\/|\.\w+$/.test(new URL(address).pathname);
