// biome-ignore-all lint/a11y/useSemanticElements: a row of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus
/** A row of a tree: its place in it, its name, and the cells after that. */

import type { ComponentChildren, VNode } from "preact";
import { pathText } from "../../json/path.ts";
import { visible } from "../../json/visible.ts";
import { count, shortened } from "./format.ts";
import { Icon } from "./icon.tsx";
import { useText } from "./text.ts";
import type { TreeParts } from "./tree-parts.ts";
import { childrenAtOnce, type TreeRow } from "./tree-rows.ts";
import { Glyph, Marked } from "./tree-value.tsx";

/** What the outermost element of a row carries, so that the tree finds and measures it. */
export interface RowPlace {
  readonly "data-index": number;
  readonly "aria-rowindex": number;
  readonly ref: (element: HTMLElement | null) => void;
}

/** UTF-16 units of a name in a row, where more cannot be seen, and in its tooltip. */
const longestName = 200;
const longestTitle = 10_000;

export interface TreeRowViewProps<R extends TreeRow> {
  readonly state: Pick<TreeParts, "selected" | "current" | "toggle">;
  readonly row: R;
  readonly place: Partial<RowPlace>;
  readonly class?: string;
  /** The field that replaces the name while that is edited. */
  readonly nameField?: VNode | null;
  /** The parts of the name that match a filter. */
  readonly nameHits?: readonly string[];
  /** Stands before the name, in the gutter of the row. */
  readonly gutter?: ComponentChildren;
  onOpen(row: R): void;
  /** The cells after the name. */
  readonly children: ComponentChildren;
}

const noHits: readonly string[] = [];

export function TreeRowView<R extends TreeRow>({
  state,
  row,
  place,
  class: extra = "",
  nameField,
  nameHits = noHits,
  gutter,
  onOpen,
  children,
}: TreeRowViewProps<R>): VNode {
  const text = useText();
  const { id, path, level, name, kind, expandable, expanded, ghost, partial } = row;
  return (
    <div
      {...place}
      class={`row ${extra} ${ghost ? "is-gone" : ""}`}
      role="row"
      data-row={id}
      data-path={pathText(path)}
      aria-level={level}
      aria-expanded={expandable ? expanded : undefined}
      aria-selected={partial ? undefined : state.selected.value.has(id)}
      tabIndex={state.current.value?.id === id ? 0 : -1}
      style={{ "--l": level - 1 }}
    >
      <div class="key" role="gridcell">
        {gutter}
        {expandable ? (
          <button
            type="button"
            class="chev"
            tabIndex={-1}
            aria-label={text(expanded ? "closeBranch" : "openBranch", shortened(name, longestName))}
            onClick={() => {
              if (!expanded) onOpen(row);
              state.toggle(id);
            }}
          >
            <Icon name={expanded ? "chevron-down" : "chevron-right"} />
          </button>
        ) : (
          <span class="chev" />
        )}
        <Glyph kind={kind} />
        {nameField ?? (
          <span class="k" title={visible(shortened(name, longestTitle))}>
            <Marked text={shortened(name, longestName)} hits={nameHits} />
          </span>
        )}
      </div>
      {children}
    </div>
  );
}

export interface MoreRowProps {
  readonly state: Pick<TreeParts, "current">;
  readonly row: TreeRow;
  readonly place: Partial<RowPlace>;
}

/** Stands for the children that are not shown yet. */
export function MoreRow({ state, row, place }: MoreRowProps): VNode {
  const text = useText();
  const { id, level, rest } = row;
  return (
    <div
      {...place}
      class="row more"
      role="row"
      data-row={id}
      aria-level={level}
      tabIndex={state.current.value?.id === id ? 0 : -1}
      style={{ "--l": level - 1 }}
      title={text("treeMoreHow", count(childrenAtOnce))}
    >
      <div class="key" role="gridcell">
        <span class="chev" />
        {text("treeMore", count(rest ?? 0))}
      </div>
    </div>
  );
}
