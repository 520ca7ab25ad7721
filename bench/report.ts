/** Two tables in Markdown: the cost of a request with each library, and the ratios between libraries. */

import { type Scenario, scenarios } from "./scenarios.ts";
import type { Subject } from "./subjects.ts";

/** Microseconds of CPU time per request, one figure per slice. Slices with the same index were measured in turn. */
export type Results = ReadonlyMap<Subject, ReadonlyMap<Scenario, readonly number[]>>;

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

export function costs(subjects: readonly Subject[], results: Results): string {
  const rows = subjects.map((subject) => {
    const bare = subjects.find(({ framework, library }) => framework === subject.framework && library === "none")!;
    const cells = scenarios.map((scenario) => {
      const cost = median(results.get(subject)!.get(scenario)!);
      const added = paired(results, subject, bare, scenario, (ours, theirs) => ours - theirs);
      return subject === bare ? cost.toFixed(1) : `${cost.toFixed(1)} (${added < 0 ? "" : "+"}${added.toFixed(1)})`;
    });
    return [subject.framework, subject.store, subject.library, ...cells];
  });
  return table(["framework", "store", "sessions by", ...scenarios.map(({ name }) => name)], rows);
}

/** Our whole requests divided by each peer's on the same framework and store. Below 1, ours cost less. */
export function ratios(subjects: readonly Subject[], results: Results): string {
  const pairs = subjects.flatMap((ours) =>
    ours.library !== "sessionscope"
      ? []
      : subjects
          .filter(({ framework, store, library }) => {
            return framework === ours.framework && store === ours.store && library !== ours.library;
          })
          .map((other) => ({ ours, other })),
  );
  const rows = pairs.map(({ ours, other }) => [
    ours.framework,
    ours.store,
    other.library,
    ...scenarios.map((scenario) =>
      // The client by hand loads nothing for a request that does not read the session, so the round trips differ.
      other.library === "the client by hand" && scenario.path === "/untouched"
        ? "-"
        : paired(results, ours, other, scenario, (one, another) => one / another).toFixed(2),
    ),
  ]);
  return table(["framework", "store", "ours against", ...scenarios.map(({ name }) => name)], rows);
}

/** Compares the two slice by slice. @returns the median. */
function paired(
  results: Results,
  one: Subject,
  another: Subject,
  scenario: Scenario,
  compare: (one: number, another: number) => number,
): number {
  const others = results.get(another)!.get(scenario)!;
  return median(
    results
      .get(one)!
      .get(scenario)!
      .map((cost, at) => compare(cost, others[at]!)),
  );
}

/** A table in Markdown. The first columns hold labels, the others figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], labels = 3): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, at) => (at < labels ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
