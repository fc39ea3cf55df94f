// What Playwright's JSON report says, for a person who sees only the end of the log: `node summary.mjs REPORT`.
// The first line counts passed and failed; every other line is a test that failed, or passed only the second time, and why.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));

function* tests(suite) {
  for (const inner of suite.suites ?? []) yield* tests(inner);
  for (const spec of suite.specs ?? []) for (const test of spec.tests) yield { spec, test };
}

const plain = (text) => text.replace(/\x1b\[[0-9;]*m/g, "");
/** The lines of an error that tell what was expected, and what came, in one. */
const reason = ({ results }) =>
  plain(results.find(({ error }) => error)?.error.message ?? "")
    .split("\n")
    .filter((line) => line.trim())
    .slice(0, 6)
    .join(" ⏎ ")
    .slice(0, 600);

console.log(report.stats.expected + report.stats.flaky, report.stats.unexpected);
for (const { spec, test } of tests(report)) {
  if (test.status !== "unexpected" && test.status !== "flaky") continue;
  const kind = test.status === "flaky" ? "passed only the second time" : "failed";
  console.log(`${kind}: [${test.projectName}] ${spec.file}:${spec.line} ${spec.title}: ${reason(test)}`);
}
