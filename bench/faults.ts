/** `npm run bench:faults`: prints which of three faults happen to which library. */

import { subjects } from "./fault-subjects.ts";
import { happens, trials } from "./fault-trials.ts";

console.log(`| | ${trials.map(({ name }) => name).join(" | ")} |`);
console.log(`| --- |${trials.map(() => " --- |").join("")}`);
for (const subject of subjects) {
  const cells: string[] = [];
  for (const trial of trials) cells.push((await happens(trial, subject)) ? "**happens**" : "no");
  console.log(`| ${subject.name} | ${cells.join(" | ")} |`);
}
