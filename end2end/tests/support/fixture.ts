import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Language } from "./catalogue";
import type { Columns } from "./columns";
import { cents, contact, fits, identity, interlibraryLoans, label, lists, links, mended, raw, shown } from "./columns";

type Json = Record<string, unknown>;
/** A patron of an all-data file: `personal`, and lists of rows. */
export type Patron = { personal: Json } & Record<string, unknown>;

const read = (path: string): Patron[] =>
  readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Patron);

const fixtures = read(join(__dirname, "../../fixtures/patrons.jsonl"));
/** A larger file that lies beside some clones; imported by `serve` too when it is there. */
const samplePath = join(__dirname, "../../../../shared/koha/alldata-sample.jsonl");
export const samples: Patron[] = existsSync(samplePath) ? read(samplePath) : [];

/** The line of the patron with this card. */
export function patronOf(card: string): Patron {
  const found = [...fixtures, ...samples].find((patron) => patron.personal.cardnumber === card);
  if (!found) throw new Error(`No fixture has the card ${card}`);
  return found;
}

/** An entry by the names of its fields; without empty ones. */
export interface Entry {
  fields: Record<string, string>;
  other: Record<string, string>;
}

/** A row of the source: our names, the source's values; and what goes under “other”. */
interface Plain {
  known: [name: string, kind: Columns[string][1], value: unknown][];
  other: Record<string, string>;
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === "";
const secrets = ["password", "overdrive_auth_token"];

function plain(row: Json, columns: Columns, ignored: string[]): Plain {
  const found: Plain = { known: [], other: {} };
  for (const [column, value] of Object.entries(row)) {
    const [name, kind] = columns[column] ?? [];
    if (isEmpty(value) || ignored.includes(column) || secrets.includes(column)) continue;
    if (name && column === "transports" && Array.isArray(value)) found.known.push([name, "text", value.join(", ")]);
    else if (name && kind && fits(kind, value)) found.known.push([name, kind, value]);
    else found.other[mended(column)] = raw(value);
  }
  return found;
}

/** What a consent of the library system says: the later of yes and no, from there. */
function answer(row: Json): Plain["known"] {
  const [given, refused] = [row.given_on, row.refused_on].map((date) => (isEmpty(date) ? "" : String(date)));
  const how: Plain["known"][number] = ["how", "code consent-how", "import"];
  if (!given && !refused) return [how];
  const isRefused = refused !== "" && refused! >= given!;
  return [
    ["answer", "code consent-answer", isRefused ? "refused" : "given"],
    ["answered_at", "time", isRefused ? refused : given],
    how,
  ];
}

/** Every row of a patron by category, but for the two that are the patron's own record. */
function rows(patron: Patron): Map<string, Plain[]> {
  const found = new Map<string, Plain[]>();
  for (const [key, list] of Object.entries(patron)) {
    if (key === "personal" || key === "borrower_relationships") continue;
    const { category, id, columns } = lists[key] ?? interlibraryLoans;
    for (const row of list as Json[]) {
      const entry = plain(row, columns, [...links, id]);
      const link = row.itemnumber ?? row.biblionumber;
      if (columns.title && isEmpty(row.title) && link) {
        const number = category.startsWith("hold") ? (row.biblionumber ?? row.itemnumber) : link;
        entry.known.push(["title", "text", `№ ${String(number)}`]);
      }
      if (!lists[key]) entry.known.push(["section", "text", key]);
      if (category === "consents") entry.known.push(...answer(row));
      found.set(category, [...(found.get(category) ?? []), entry]);
    }
  }
  return found;
}

function record(patron: Patron, columns: Columns, others: Columns): Plain {
  const { known, other } = plain(patron.personal, columns, ["borrowernumber", ...Object.keys(others)]);
  return { known, other };
}

/** What pages must show, by category. */
export function expectedEntries(patron: Patron, language: Language): Map<string, Entry[]> {
  const entry = ({ known, other }: Plain): Entry => {
    const names = known.map(([name]) => name);
    // Kind of fee and kind of payment share a column, for a row has one of them; if it has both, both must be seen.
    const place = (name: string) =>
      name === "debit_type" || (name === "credit_type" && !names.includes("debit_type")) ? "type" : name;
    const fields = known.map(([name, kind, value]) => [label(language, place(name)), shown(language, kind, value)]);
    return { fields: Object.fromEntries(fields) as Record<string, string>, other };
  };
  const own: [string, Entry[]][] = [
    ["identity", [entry(record(patron, identity, contact))]],
    // The same unknown columns are not shown twice: they belong to identity.
    ["contact", [entry({ ...record(patron, contact, identity), other: {} })]],
  ];
  return new Map([...own, ...[...rows(patron)].map(([key, list]): [string, Entry[]] => [key, list.map(entry)])]);
}

/** What a file must hold, by category: one text for each value, as the file's own form writes it. */
export function expectedValues(patron: Patron): Map<string, Json[]> {
  const entry = ({ known, other }: Plain): Json => ({
    ...Object.fromEntries(known.map(([name, kind, value]) => [name, inFile(kind, value)])),
    ...(Object.keys(other).length > 0 ? { other } : {}),
  });
  const own: [string, Json[]][] = [
    ["identity", [entry(record(patron, identity, contact))]],
    ["contact", [entry({ ...record(patron, contact, identity), other: {} })]],
  ];
  return new Map([...own, ...[...rows(patron)].map(([key, list]): [string, Json[]] => [key, list.map(entry)])]);
}

function inFile(kind: Columns[string][1], value: unknown): unknown {
  switch (kind) {
    case "time":
      // Without the offset, which `inFileForm` takes off.
      return String(value).replace(" ", "T").padEnd(19, "T00:00:00");
    case "money":
      return { minor: Number(cents(value)), currency: "EUR" };
    case "count":
      return Number(value);
    case "flag":
      return ["1", "true"].includes(String(value));
    default:
      return raw(value);
  }
}

/** An entry of the JSON file, for comparing: without empty values, times without their offset. */
export const comparable = (entry: Json): Json =>
  Object.fromEntries(
    Object.entries(entry)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [
        name,
        typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[+-]\d\d:\d\d$/, "$1") : value,
      ]),
  );

/** Sorted texts of entries: two lists hold the same entries if these are equal. */
export const sorted = (entries: object[]): string[] =>
  entries.map((entry) => JSON.stringify(entry, (_, value: unknown) => inOrder(value))).sort();

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
