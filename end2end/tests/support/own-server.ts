import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";

import { type Program, programOf } from "./operator";
import { test } from "./test";

/** A server of a test's own, for what changes a whole library: `stop` ends it and removes what it wrote. */
interface OwnServer {
  url: string;
  /** The folder of its mails. */
  mails: string;
  /** Its program, folder and database. */
  program: Program;
  stop: () => Promise<void>;
}

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Starts one with the demo library. */
async function startOwnServer(): Promise<OwnServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const mails = `results/mail-${port}`;
  const written = `results/server-${port}.json`;
  const env = { ...process.env, CARREL_TEST_PORT: String(port), CARREL_TEST_MAILS: mails, CARREL_TEST_SERVER: written };
  const child: ChildProcess = spawn("./serve", { env, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(mails, { recursive: true, force: true });
    rmSync(written, { force: true });
  };
  for (let tries = 0; tries < 600; tries++) {
    const answers = await fetch(`${url}/health`).then((answer) => answer.ok, () => false);
    if (answers) return { url, mails, program: programOf(written), stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error("The test's own server did not answer within two minutes.");
}

/**
 * Gives the tests of a file, one after the other, such a server: whatever looks at an address first starts it. Answers it.
 */
export function useOwnServer(): () => Promise<OwnServer> {
  let server: OwnServer | undefined;
  const own = async () => (server ??= await startOwnServer());
  test.describe.configure({ mode: "serial", timeout: 180_000 });
  test.afterAll(async () => {
    await server?.stop();
  });
  test.use({ baseURL: async ({}, use) => use((await own()).url) });
  return own;
}
