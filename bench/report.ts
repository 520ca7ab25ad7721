/** Tables in Markdown: the cost of a request with each library, and the ratios between libraries. */

import type { Subject } from "./subjects/subject.ts";

/** Microseconds of CPU time per request, one figure per slice. Slices with the same index were measured in turn. */
export type Costs = ReadonlyMap<Subject, ReadonlyMap<string, readonly number[]>>;

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

const label = ({ framework, store, library }: Subject): string[] => [framework, store, library];

/** In brackets what is added to the bare framework. `columns` without figures are "-". */
export function costRows(subjects: readonly Subject[], costs: Costs, columns: readonly string[]): string[][] {
  const bare = subjects.find(({ library }) => library === "none")!;
  return subjects.map((subject) => {
    const cells = columns.map((column) => {
      const found = costs.get(subject)!.get(column);
      if (!found) return "-";
      const added = paired(costs, subject, bare, column, (ours, theirs) => ours - theirs);
      return subject === bare || added === null
        ? median(found).toFixed(1)
        : `${median(found).toFixed(1)} (${added < 0 ? "" : "+"}${added.toFixed(1)})`;
    });
    return [...label(subject), ...cells];
  });
}

/** Our whole requests divided by each of the others' on the same store. Below 1, ours cost less. */
export function ratioRows(subjects: readonly Subject[], costs: Costs, columns: readonly string[]): string[][] {
  const ours = subjects.find(({ library }) => library === "sessionscope")!;
  const others = subjects.filter(({ library }) => library !== "sessionscope" && library !== "none");
  return others.map((other) => {
    const cells = columns.map((column) => {
      // The client by hand loads nothing for a request that does not read the session, so the round trips differ.
      if (other.library === "the client by hand" && column === "untouched") return "-";
      return paired(costs, ours, other, column, (one, another) => one / another)?.toFixed(2) ?? "-";
    });
    return [...label(other), ...cells];
  });
}

/** In words, which ratios are above 1: there ours cost more. `rows` are those of `ratioRows`. */
export function slowerCells(rows: readonly (readonly string[])[], columns: readonly string[]): string {
  const slower = rows.flatMap(([framework, store, other, ...cells]) =>
    cells.flatMap((cell, at) =>
      Number(cell) > 1 ? [`${framework}, ${store}, ${columns[at]}: ${cell} times ${other}`] : [],
    ),
  );
  if (slower.length === 0) return "Ours cost less in every cell.";
  return [`Ours cost more in ${slower.length} of the cells:\n`, ...slower.map((one) => `- ${one}`)].join("\n");
}

/** Compares the two slice by slice. @returns the median; null where one of them has no figures. */
function paired(
  costs: Costs,
  one: Subject,
  another: Subject,
  column: string,
  compare: (one: number, another: number) => number,
): number | null {
  const [ours, theirs] = [one, another].map((subject) => costs.get(subject)!.get(column));
  if (!ours || !theirs) return null;
  return median(ours.map((cost, at) => compare(cost, theirs[at]!)));
}

/** A table in Markdown. The first columns hold labels, the others figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], labels = 3): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, at) => (at < labels ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
