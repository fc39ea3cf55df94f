import { execFileSync } from "node:child_process";
import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";

/** The browser that is on the machine; Playwright's own download is not needed. */
function chromium(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next name, then.
    }
  }
  throw new Error(`No Chromium found (${names.join(", ")}): install it or set CHROMIUM to its path.`);
}

const port = process.env.CARREL_TEST_PORT ?? "3100";
// A name and no number: passkeys belong to names.
const baseURL = `http://localhost:${port}`;

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent:
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
};
/** Tests of what works when the browser runs no code at all. */
const plain = /no-wasm\/.*\.spec\.ts$/;
/** Tests of what works just as well with code as without: on a desk with it, and on a phone without. */
const either = /either\/.*\.spec\.ts$/;

/** Pictures for people to look at are taken when asked for: SCREENSHOTS=/tmp/pictures playwright test screens */
const ignored = process.env.SCREENSHOTS ? [plain] : [plain, /screens\.spec\.ts$/];

const config: PlaywrightTestConfig = {
  testDir: "tests",
  globalSetup: "./tests/support/sign-in-everyone.ts",
  outputDir: "results/output",
  // Two: the machine that runs this may have no more cores, and builds beside it.
  workers: 2,
  fullyParallel: true,
  // Once more on CI: a browser starved of time on a busy machine is no fault of the page. It is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? "results/results.json" }]],
  use: {
    baseURL,
    locale: "en-GB",
    timezoneId: "Europe/Helsinki",
    screenshot: "only-on-failure",
    // A trace costs a fifth of the time: TRACE=retain-on-failure to have some.
    trace: (process.env.TRACE ?? "off") as "off",
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--no-sandbox", // Chromium refuses to run as root with it
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", testIgnore: ignored, use: desktop },
    // What the size of the screen does not change is tested once.
    { name: "phone", testIgnore: [...ignored, either], grepInvert: /@once/, use: phone },
    { name: "desktop, no code", testMatch: plain, use: { ...desktop, javaScriptEnabled: false } },
    { name: "phone, no code", testMatch: [plain, either], use: { ...phone, javaScriptEnabled: false } },
  ],
  webServer: {
    command: "exec ./serve",
    url: `${baseURL}/sign-in`,
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    // SIGTERM, so that `serve` removes its temporary directory.
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
};

export default defineConfig(config);
