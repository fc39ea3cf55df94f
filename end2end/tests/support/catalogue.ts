import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const locales = join(__dirname, "../../../app/locales");

export type Language = "en" | "fi";

/** A text of the catalogues: one form, or several for different numbers. */
interface Message {
  forms: string[];
}

function read(language: Language): Map<string, Message> {
  const messages = new Map<string, Message>();
  for (const file of readdirSync(join(locales, language)).sort()) {
    let key = "";
    for (const line of readFileSync(join(locales, language, file), "utf8").split("\n")) {
      const start = /^([a-z][a-z0-9-]*) =\s*(.*)$/.exec(line);
      const form = /^\s+\*?\[[a-z0-9]+\]\s(.*)$/.exec(line);
      const more = /^\s+(\S.*)$/.exec(line);
      if (start) {
        key = start[1]!;
        const text = start[2]!;
        messages.set(key, { forms: text && !text.endsWith("->") ? [text] : [] });
      } else if (form) {
        messages.get(key)!.forms.push(form[1]!);
      } else if (more && !more[1]!.endsWith("->") && more[1] !== "}") {
        messages.get(key)!.forms.push(more[1]!);
      }
    }
  }
  return messages;
}

const catalogues: Record<Language, Map<string, Message>> = { en: read("en"), fi: read("fi") };

/** A text without variables, or with them filled in; of a text with several forms, the last one (the general one). */
export function say(language: Language, key: string, variables: Record<string, string> = {}): string {
  const text = catalogues[language].get(key)?.forms.at(-1);
  if (text === undefined) throw new Error(`No text ${key} in ${language}`);
  return text.replace(/\{ \$([a-z]+) \}/g, (_, name: string) => variables[name] ?? `{${name}}`);
}

/** What a code of the source is called; the code itself if the catalogue does not know it. */
export function code(language: Language, set: string, value: string): string {
  const key = `code-${set}-${[...value].slice(0, 60).join("").replace(/[^a-zA-Z0-9]/g, "-").toLowerCase()}`;
  return catalogues[language].get(key)?.forms[0] ?? value;
}

/** What a column is called. */
export const field = (language: Language, name: string): string => say(language, `field-${name.replaceAll("_", "-")}`);

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Every text of a catalogue as a pattern of a whole text, without those that another language writes the same way.
 * `{ $x }` stands for anything.
 */
export function textsOnlyIn(language: Language, other: Language): { key: string; pattern: RegExp }[] {
  const shared = new Set([...catalogues[other].values()].flatMap((message) => message.forms));
  return [...catalogues[language]].flatMap(([key, message]) =>
    message.forms
      .filter((form) => !shared.has(form) && /\p{L}{2}/u.test(form.replace(/\{.*?\}/g, "")))
      .map((form) => ({
        key,
        pattern: new RegExp(`^${form.split(/\{ \$[a-z]+ \}/).map(escape).join(".+")}$`, "su"),
      })),
  );
}
