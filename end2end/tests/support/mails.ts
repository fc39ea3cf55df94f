import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the tests' mail server (`mail-server.mjs`) puts what it takes. */
const folder = join(__dirname, "../../results/mail");

/** A mail as the mail server took it. */
export interface Mail {
  to: string;
  subject: string;
  body: string;
}

/** Every mail taken until now, the last first. A server of a test's own has a folder of its own. */
export function takenMails(from = folder): Mail[] {
  const files = readdirSync(from).filter((name) => name.endsWith(".eml"));
  return files.sort().reverse().map((name) => read(readFileSync(join(from, name), "utf8")));
}

function read(text: string): Mail {
  const end = text.indexOf("\r\n\r\n");
  const head = text.slice(0, end).replaceAll(/\r\n[ \t]/g, " ");
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
  const body = text.slice(end + 4);
  const isQuoted = field("Content-Transfer-Encoding").toLowerCase() === "quoted-printable";
  return { to: field("X-Envelope-To"), subject: field("Subject"), body: isQuoted ? unquoted(body) : body };
}

/** Quoted-printable (RFC 2045 §6.7). */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
