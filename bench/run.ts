/**
 * `npm run bench`: every table of docs/performance.md, one part after the other, as Markdown. `-- --only requests,hot`: some
 * parts. `-- --check [words]`: no tables, but whether a session costs more beside a peer's than the limits allow.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check, isTooSlow, reportOn } from "./check.ts";

interface Part {
  /** As the page has it. */
  readonly title: string;
  readonly file: string;
  readonly args?: readonly string[];
}

const parts: Readonly<Record<string, Part>> = {
  session: { title: "A session alone", file: "session-alone.ts" },
  stores: { title: "A round trip", file: "round-trips.ts" },
  requests: { title: "Whole requests", file: "requests.ts" },
  writes: { title: "Writing to SQLite and files", file: "writes.ts" },
  hot: { title: "One visitor, many requests at once", file: "hot-session.ts" },
  debug: { title: "Debug on", file: "debug.ts" },
  panel: { title: "The panel at size", file: "panel.ts" },
  listing: { title: "The store's list at size", file: "listing.ts" },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean" }, only: { type: "string" } },
});

function print({ title, file, args = [] }: Part): boolean {
  const began = performance.now();
  const options = ["--conditions=@sessionscope/source", "--expose-gc", join(import.meta.dirname, file), ...args];
  console.log(`\n## ${title}\n`);
  const { status } = spawnSync(process.execPath, options, { stdio: "inherit" });
  console.log(`\nThis part took ${((performance.now() - began) / 60_000).toFixed(1)} minutes.`);
  return status === 0;
}

if (values.check) {
  const verdicts = await check(positionals.join(" "));
  console.log(reportOn(verdicts));
  process.exitCode = verdicts.some(isTooSlow) ? 1 : 0;
} else {
  const wanted = values.only?.split(",") ?? Object.keys(parts);
  const unknown = wanted.find((name) => !parts[name]);
  if (unknown) throw new Error(`--only ${unknown}: the parts are ${Object.keys(parts).join(", ")}.`);
  const failed = wanted.filter((name) => !print(parts[name]!));
  if (failed.length > 0) throw new Error(`There are no tables of ${failed.join(" and ")}.`);
}
