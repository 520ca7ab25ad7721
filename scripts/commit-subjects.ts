/** `node scripts/commit-subjects.ts BASE..HEAD`: whether the subjects of these commits follow CONTRIBUTING.md; merges do not count. */

import { execFileSync } from "node:child_process";

/** Git, mail and GitHub show about this much of a subject. */
const limit = 72;

/** What is wrong with a subject; null where nothing is. */
export function problemOf(subject: string): string | null {
  const { length } = [...subject];
  if (!/^[\w./, -]{1,30}: \S/.test(subject)) return 'begin with the area, as in "panel: …"';
  if (length >= limit) return `it has ${length} characters; stay under ${limit}`;
  return null;
}

if (import.meta.main) {
  const log = execFileSync("git", ["log", "--no-merges", "--format=%s", process.argv[2]!], { encoding: "utf8" });
  for (const subject of log.split("\n").filter((line) => line !== "")) {
    const problem = problemOf(subject);
    if (problem === null) continue;
    console.error(`${subject}\n  ${problem}`);
    process.exitCode = 1;
  }
}
