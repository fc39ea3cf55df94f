import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server as `serve` wrote it down. */
export interface Program {
  /** The program. */
  carrel: string;
  /** Its folder, with the key file. */
  data: string;
  /** Its database. */
  database: string;
}

/** The server of which `serve` wrote this file, in this folder. */
export const programOf = (written: string): Program =>
  JSON.parse(readFileSync(join(__dirname, "../..", written), "utf8")) as Program;

/** The server under test. */
const server = (): Program => programOf("results/server.json");

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

const anything = `
import json, sqlite3, sys
database, statement = sys.argv[1:]
with sqlite3.connect(database, timeout=20) as ours:
    done = ours.execute(statement)
    print(json.dumps({"rows": done.fetchall(), "changed": done.rowcount}))
`;

/** Asks the database of a running server what no page shows, or does to it what none does, such as letting days pass. */
export function inDatabase({ database }: Program, statement: string): { rows: unknown[][]; changed: number } {
  const path = database.replace(/^sqlite:/, "").replace(/\?.*$/, "");
  const python = process.env.CARREL_PYTHON ?? "python3";
  const { status, stdout, stderr } = spawnSync(python, ["-c", anything, path, statement], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the database does not answer: ${stderr}`);
  return JSON.parse(stdout) as { rows: unknown[][]; changed: number };
}

/** Imports patrons into a running server's database, as its operator does. */
export function importPatrons({ carrel, data, database }: Program, patrons: object[]): void {
  const folder = mkdtempSync(join(tmpdir(), "carrel-import-"));
  try {
    const file = join(folder, "patrons.jsonl");
    writeFileSync(file, patrons.map((patron) => `${JSON.stringify(patron)}\n`).join(""));
    const env = { PATH: process.env.PATH, CARREL_DATA_DIR: data, CARREL_DATABASE_URL: database };
    const { status, stdout, stderr } = spawnSync(carrel, ["import", "alldata", file], { encoding: "utf8", env });
    if (status !== 0) throw new Error(`the patrons were not imported: ${stdout}${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
