// biome-ignore-all lint/a11y/useSemanticElements: a treegrid; no table has rows that open
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** A dictionary as a tree in columns: a treegrid with everything the keyboard can do in one. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { pathText } from "../../json/path.ts";
import { visible } from "../../json/visible.ts";
import { CutLine } from "./cut-line.tsx";
import { shortened } from "./format.ts";
import { Icon } from "./icon.tsx";
import "./rows.css";
import "./tree.css";
import { useWindow } from "./list-window.ts";
import { useText } from "./text.ts";
import type { Row } from "./tree-rows.ts";
import type { TreeState } from "./tree-state.ts";
import { Glyph, Marked } from "./tree-value.tsx";

export interface TreeColumn {
  readonly id: string;
  readonly name: string;
  readonly class?: string;
  /** May the rows be sorted by it? */
  readonly sorts?: boolean;
}

export interface TreeProps {
  readonly state: TreeState;
  readonly label: string;
  readonly columns: readonly TreeColumn[];
  /** Id of the column that the rows are sorted by; null: by none. */
  readonly sort: { readonly by: string | null; readonly descending: boolean };
  onSort(column: string): void;
  /** Height of a usual row, pixels. */
  readonly rowHeight: number;
  /** Draws a row: a `TreeRow`, or several with one around them. What it draws outermost carries `place`. */
  children(row: Row, place: RowPlace): VNode;
  /** Keys of the rows themselves, before those that move; true: taken. */
  onKey(event: KeyboardEvent, row: Row): boolean;
  /** Enter or a double click. */
  onEdit(row: Row): void;
  onMenu(row: Row, target: HTMLElement): void;
  /** A click or a tap chose the row. */
  onChoose(row: Row): void;
  /** A branch whose content is not known yet was opened. */
  onOpen(row: Row): void;
}

export interface RowPlace {
  readonly "data-index": number;
  readonly "aria-rowindex": number;
  readonly ref: (element: HTMLElement | null) => void;
}

const headHeight = 24;

export function Tree(props: TreeProps): VNode {
  const { state, label, columns, sort, rowHeight } = props;
  const grid = useRef<HTMLDivElement>(null);
  const { value: rows } = state.rows;
  const { value: current } = state.current;
  const at = current === null ? -1 : rows.indexOf(current);
  const {
    rows: window,
    rest,
    measure,
  } = useWindow({
    scroller: grid,
    count: rows.length,
    rowHeight,
    above: headHeight,
    keyOf: (index) => rows[index]?.id ?? "",
    keep: at,
  });

  const rowElement = () => grid.current!.querySelector<HTMLElement>(`[data-row="${CSS.escape(current?.id ?? "")}"]`);
  const { value: summons } = state.summons;
  const answered = useRef(summons);
  useLayoutEffect(() => {
    if (answered.current === summons) return;
    const row = rowElement();
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    answered.current = summons;
  });

  const rowOf = (target: EventTarget | null): { row: Row; element: HTMLElement } | null => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    const row = rows.find(({ id }) => id === element?.dataset.row);
    return element === null || row === undefined ? null : { row, element };
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const on = rowOf(event.target);
    // Keys of fields and buttons inside rows are theirs.
    if (on === null || event.target !== on.element || event.defaultPrevented) return;
    if (take(event, on.row)) event.preventDefault();
  };
  const take = (event: KeyboardEvent, row: Row): boolean => {
    if (props.onKey(event, row)) return true;
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey) return false;
    const page = Math.max(1, Math.floor((grid.current!.clientHeight - headHeight) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const by = moves[event.key];
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      props.onMenu(row, rowElement()!);
      return true;
    }
    if (event.key === "Enter" && !command) {
      props.onEdit(row);
      return true;
    }
    if (by !== undefined) state.move(by, event.shiftKey);
    else if (command && event.key.toLowerCase() === "a") state.selectAll();
    else if (command) return false;
    else if (event.key === "ArrowRight") {
      if (row.expandable && !row.expanded) props.onOpen(row);
      state.enter();
    } else if (event.key === "ArrowLeft") state.leave();
    else if (event.key === "*") state.openBelow();
    else if (event.key === " ") state.select(row.id, "toggle");
    else if (!state.find(event.key, event.timeStamp)) return false;
    state.focus();
    return true;
  };

  const onMouseDown = (event: MouseEvent) => {
    const on = rowOf(event.target);
    if (on === null || (event.target as Element).closest("button, input, textarea, a")) return;
    // The second press of a double click must not select words.
    if (event.detail > 1) event.preventDefault();
    state.select(on.row.id, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only");
    if (event.shiftKey) event.preventDefault();
    state.focus();
  };

  useEffect(() => {
    // Scrolled by a row's own height at its top edge, the head covers it otherwise.
    grid.current!.style.scrollPaddingTop = `${headHeight}px`;
  }, []);

  return (
    <div
      ref={grid}
      class="tree"
      role="treegrid"
      style={{
        "--deepest": Math.max(
          1,
          rows.reduce((deepest, { level }) => Math.max(deepest, level - 1), 0),
        ),
      }}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      tabIndex={rows.length === 0 ? 0 : undefined}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={(event) => {
        const on = rowOf(event.target);
        if (on === null || (event.target as Element).closest("button, input, textarea, a")) return;
        if (!event.shiftKey && !event.ctrlKey && !event.metaKey) props.onChoose(on.row);
      }}
      onDblClick={(event) => {
        const on = rowOf(event.target);
        if (on === null || (event.target as Element).closest("button, input, textarea, a")) return;
        props.onEdit(on.row);
      }}
      onContextMenu={(event) => {
        const on = rowOf(event.target);
        if (on === null || (event.target as Element).closest("input, textarea")) return;
        event.preventDefault();
        if (!state.selected.peek().has(on.row.id)) state.select(on.row.id);
        props.onMenu(on.row, on.element);
      }}
    >
      <div class="head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            class={column.class}
            aria-sort={sort.by === column.id ? (sort.descending ? "descending" : "ascending") : undefined}
          >
            {column.sorts ? (
              <button type="button" class="sort" tabIndex={-1} onClick={() => props.onSort(column.id)}>
                <CutLine>{column.name}</CutLine>
                {sort.by === column.id && <Icon name={sort.descending ? "sort-down" : "sort-up"} />}
              </button>
            ) : (
              column.name
            )}
          </div>
        ))}
      </div>
      {/* Flat, so that a row is found by its key when others come and go, and keeps its element, and with it the focus. */}
      {window.flatMap(({ index, gap }) => {
        const row = rows[index];
        if (row === undefined) return [];
        return [
          gap > 0 && <div key={`gap-${row.id}`} class="gap" role="presentation" style={{ height: `${gap}px` }} />,
          props.children(row, { "data-index": index, "aria-rowindex": index + 2, ref: measure }),
        ];
      })}
      {rest > 0 && <div key="rest" class="gap" role="presentation" style={{ height: `${rest}px` }} />}
    </div>
  );
}

/** UTF-16 units of a name that are put into a row: more cannot be seen; and into its tooltip. */
const longestName = 200;
const longestTitle = 10_000;

export interface TreeRowProps {
  readonly state: TreeState;
  readonly row: Row;
  readonly place: Partial<RowPlace>;
  readonly class?: string;
  /** Stands in the place of the name, while that is edited. */
  readonly nameField?: VNode | null;
  onOpen(row: Row): void;
  /** The cells after the name. */
  readonly children: ComponentChildren;
}

export function TreeRow({ state, row, place, class: extra = "", nameField, onOpen, children }: TreeRowProps): VNode {
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
            <Marked text={shortened(name, longestName)} hits={state.hits.value.names} />
          </span>
        )}
      </div>
      {children}
    </div>
  );
}
