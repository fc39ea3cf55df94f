import base from "./playwright.config";

/** Signing in with a certified provider: another Carrel, with other settings, and the provider beside it. */
const port = process.env.CARREL_TEST_PORT ?? "3190";
const baseURL = `http://localhost:${port}`;

export default {
  ...base,
  testDir: "openid",
  globalSetup: undefined,
  outputDir: "results/openid",
  workers: 1,
  use: { ...base.use, baseURL },
  projects: (base.projects ?? []).map((project) => ({
    name: project.name,
    use: project.use,
    // Without code everything must work as well; the phone is looked at with code only.
    grepInvert: project.name === "phone" ? /@once/ : undefined,
  })),
  webServer: { ...(base.webServer as object), command: "exec openid/serve", url: `${baseURL}/sign-in` },
} as typeof base;
