// biome-ignore-all lint/a11y/useSemanticElements: a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** The heads of a tree's columns: some sort the rows. */

import type { VNode } from "preact";
import { CutLine } from "./cut-line.tsx";
import { Icon } from "./icon.tsx";

export interface TreeColumn {
  readonly id: string;
  readonly name: string;
  readonly class?: string;
  /** Stands beside the name, less strongly. */
  readonly aside?: string;
  /** May the rows be sorted by it? */
  readonly sorts?: boolean;
}

export interface TreeHeadProps {
  readonly columns: readonly TreeColumn[];
  /** Id of the column that the rows are sorted by; null: by none. */
  readonly sort: { readonly by: string | null; readonly descending: boolean };
  onSort(column: string): void;
}

export const TreeHead = ({ columns, sort, onSort }: TreeHeadProps): VNode => (
  <div class="head" role="row" aria-rowindex={1}>
    {columns.map((column) => (
      <div
        key={column.id}
        role="columnheader"
        class={column.class}
        aria-sort={sort.by === column.id ? (sort.descending ? "descending" : "ascending") : undefined}
      >
        {column.sorts ? (
          <button type="button" class="sort" tabIndex={-1} onClick={() => onSort(column.id)}>
            <CutLine>{column.name}</CutLine>
            {sort.by === column.id && <Icon name={sort.descending ? "sort-down" : "sort-up"} />}
          </button>
        ) : (
          <>
            {column.name}
            {column.aside !== undefined && <CutLine class="dim num">{column.aside}</CutLine>}
          </>
        )}
      </div>
    ))}
  </div>
);
