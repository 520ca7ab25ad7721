/**
 * `npm run bench:panel [-- --only WORDS]`: measures a panel with much in it, in a real Chromium on the playground's build.
 * The same run makes the same gesture in an almost empty panel, and the ratio of the two depends less on the machine than
 * milliseconds do.
 */

import { parseArgs } from "node:util";
import { openPlayground } from "./panel-page.ts";
import { subjects } from "./panel-subjects.ts";
import { table } from "./report.ts";
import { treeColumns, treeRows } from "./trees.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const playground = await openPlayground();
const rows: string[][] = [];
for (const { name, unit, large, empty } of subjects.filter((subject) => subject.name.includes(values.only))) {
  const [ours, bare] = [await playground.use(large), await playground.use(empty)];
  console.error(`${name}: ${ours.toFixed(1)} ${unit}, ${bare.toFixed(1)} ${unit}`);
  rows.push([name, unit, ours.toFixed(1), bare.toFixed(1), bare > 0 ? (ours / bare).toFixed(1) : "-"]);
}
const beside = "trees".includes(values.only) ? await treeRows(playground.use) : [];
await playground.close();
console.log(table(["what", "unit", "at size", "empty panel", "ratio"], rows, 2));
console.log();
console.log(table(treeColumns, beside, 1));
