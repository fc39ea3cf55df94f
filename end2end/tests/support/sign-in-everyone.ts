import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { type FullConfig, request } from "@playwright/test";

import type { AccountName } from "./accounts";
import { accounts } from "./accounts";

const folder = join(__dirname, "../../results/state");

/** Where the cookies of someone's sign-in are kept during a run. */
export const stateOf = (name: AccountName): string => join(folder, `${name}.json`);

/** Signs everyone in once, before any test: signing in is slow on purpose. */
export default async function signInEveryone(config: FullConfig): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const baseURL = config.projects[0]!.use.baseURL!;
  await Promise.all(
    (Object.keys(accounts) as AccountName[]).map(async (name) => {
      const { card, pin } = accounts[name];
      const browser = await request.newContext({ baseURL });
      const answer = await browser.post("/sign-in", { form: { cardnumber: card, pin }, maxRedirects: 0 });
      if (answer.status() !== 303) throw new Error(`${name} cannot sign in with card ${card}: ${answer.status()}`);
      await browser.storageState({ path: stateOf(name) });
      await browser.dispose();
    }),
  );
}
