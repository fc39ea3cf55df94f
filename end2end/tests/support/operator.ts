import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Server {
  /** The program. */
  carrel: string;
  /** Its folder, with the key file. */
  data: string;
  /** Its database. */
  database: string;
}

/** The server under test, as `serve` wrote it down. */
const server = (): Server =>
  JSON.parse(readFileSync(join(__dirname, "../../results/server.json"), "utf8")) as Server;

/** Proves the log as the operator does, on the server's database or another. */
export function verifyLog(database = server().database): { isWhole: boolean; said: string } {
  const { carrel, data } = server();
  const { status, stdout, stderr } = spawnSync(carrel, ["audit", "verify"], {
    encoding: "utf8",
    // What the server itself was started with is not this process's.
    env: { PATH: process.env.PATH, CARREL_DATA_DIR: data, CARREL_DATABASE_URL: database },
  });
  return { isWhole: status === 0, said: stdout + stderr };
}

const script = `
import sqlite3, sys
source, copy, statement = sys.argv[1:]
with sqlite3.connect(source) as theirs, sqlite3.connect(copy) as ours:
    theirs.backup(ours)
    for (name,) in ours.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'").fetchall():
        ours.execute("DROP TRIGGER " + name)
    print(ours.execute(statement).rowcount)
`;

/**
 * Does something to a copy of the server's database, with the triggers that protect the log removed, as somebody could who
 * owns the database; and proves the log of that copy.
 */
export function verifyLogAfter(statement: string): { isWhole: boolean; said: string; changed: number } {
  const folder = mkdtempSync(join(tmpdir(), "carrel-tampered-"));
  try {
    const copy = join(folder, "carrel.sqlite");
    const source = server().database.replace(/^sqlite:/, "").replace(/\?.*$/, "");
    const python = process.env.CARREL_PYTHON ?? "python3";
    const { status, stdout, stderr } = spawnSync(python, ["-c", script, source, copy, statement], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the copy could not be changed: ${stderr}`);
    return { ...verifyLog(`sqlite:${copy}`), changed: Number(stdout) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
