import { createHmac } from "node:crypto";

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type CDPSession, type Page } from "@playwright/test";

import type { Account } from "./accounts";

/**
 * People of the demo library whose factors a test may change: each test of each project has its own, for they run beside
 * each other on one server.
 */
const first: Record<string, number> = { desktop: 2100, phone: 2120, "desktop, no code": 2140, "phone, no code": 2160 };

export const enrolee = (project: string, test: number): Account => {
  const number = first[project]! + test;
  return { card: `29010000${number}`, pin: String(number), surname: "" };
};

/** What an authenticator app shows for a secret (RFC 6238), some steps from now. */
export function code(secret: string, steps = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = hash.at(-1)! & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A device with a fingerprint reader that always says yes. */
export interface Authenticator {
  session: CDPSession;
  id: string;
}

export async function plugIn(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}

/** Nothing on this screen is wrong as far as axe knows, light and dark, and it fits. axe itself is code in the page. */
export async function isAccessible(page: Page): Promise<void> {
  const hasCode = test.info().project.use.javaScriptEnabled !== false;
  for (const colorScheme of hasCode ? (["light", "dark"] as const) : []) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
    expect.soft(faults, colorScheme).toEqual([]);
  }
  const width = page.viewportSize()!.width;
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), "fits").toBeLessThanOrEqual(width);
}

/** A picture to look at, if somebody asked for some. */
export async function picture(page: Page, name: string, project: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (!folder) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${project.replaceAll(/\W+/g, "-")}-${name}-${colorScheme}.png`, fullPage: true });
  }
}
