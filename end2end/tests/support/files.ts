import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The text of a PDF; `undefined` where there is no `pdftotext` (poppler-utils). */
export function textOfPdf(bytes: Buffer): string | undefined {
  return withFile(bytes, "report.pdf", (path) => {
    try {
      return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8", maxBuffer: 1e9 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  });
}

/** A file of a zip archive, such as an ODS is; `undefined` where there is no `unzip`. */
export function fromZip(bytes: Buffer, name: string): string | undefined {
  return withFile(bytes, "table.zip", (path) => {
    try {
      return execFileSync("unzip", ["-p", path, name], { encoding: "utf8", maxBuffer: 1e9 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  });
}

function withFile<T>(bytes: Buffer, name: string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "carrel-file-"));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The records of a CSV file (RFC 4180), without its byte order mark. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  let record: string[] = [];
  const body = text.replace(/^\ufeff/, "");
  for (let cell = cells.exec(body); cell && cell.index < body.length; cell = cells.exec(body)) {
    record.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!);
    if (cell[3] !== ",") {
      records.push(record);
      record = [];
    }
  }
  return records;
}
