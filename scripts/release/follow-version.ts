/** Run by `npm version --workspace sessionscope`, after it: what holds the version beside server-sdk/package.json follows. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sdk from "../../server-sdk/package.json" with { type: "json" };

const root = join(import.meta.dirname, "../..");

function replace(file: string, pattern: RegExp, text: string): void {
  const before = readFileSync(join(root, file), "utf8");
  if (!pattern.test(before)) throw new Error(`${file} has no place for the version.`);
  writeFileSync(join(root, file), before.replace(pattern, text));
}

replace("django/sessionscope_django/version.py", /^version = ".*"$/m, `version = "${sdk.version}"`);
const today = new Date().toISOString().slice(0, 10);
replace("CHANGELOG.md", /^## Unreleased$/m, `## ${sdk.version} (${today})`);
