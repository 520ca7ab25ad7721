// biome-ignore-all lint/a11y/useSemanticElements: a treegrid; no table has rows that open
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** A dictionary as a tree in columns: a treegrid of the ARIA patterns. */

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useFocusRequest } from "./focus-request.ts";
import { useWindow } from "./list-window.ts";
import "./rows.css";
import "./tree.css";
import { TreeHead, type TreeHeadProps } from "./tree-head.tsx";
import { takeTreeKey } from "./tree-keyboard.ts";
import type { TreeParts } from "./tree-parts.ts";
import type { RowPlace } from "./tree-row.tsx";
import type { TreeRow } from "./tree-rows.ts";

export interface TreeProps<R extends TreeRow> extends TreeHeadProps {
  readonly state: TreeParts<R>;
  readonly label: string;
  /** Height of a usual row, pixels. */
  readonly rowHeight: number;
  /** Draws a row: a `TreeRowView`, or an element around several. The outermost element carries `place`. */
  children(row: R, place: RowPlace): VNode;
  /** Keyboard keys that the rows handle themselves, asked first. @returns whether the key was handled. */
  onKey(event: KeyboardEvent, row: R): boolean;
  /** Enter or a double click. */
  onEdit(row: R): void;
  onMenu(row: R, target: HTMLElement): void;
  /** The row was clicked or tapped. */
  onChoose(row: R): void;
  /** A branch whose content is not known yet was opened. */
  onOpen(row: R): void;
}

/** Pixels. */
const headHeight = 24;

export function Tree<R extends TreeRow>(props: TreeProps<R>): VNode {
  const { state, label, columns, sort, rowHeight } = props;
  const grid = useRef<HTMLDivElement>(null);
  const { value: rows } = state.rows;
  const { value: current } = state.current;
  const shown = useWindow({
    scroller: grid,
    count: rows.length,
    rowHeight,
    above: headHeight,
    keyOf: (index) => rows[index]?.id ?? "",
    keep: current === null ? -1 : rows.indexOf(current),
  });
  const currentElement = () =>
    grid.current!.querySelector<HTMLElement>(`[data-row="${CSS.escape(current?.id ?? "")}"]`);

  const { value: requests } = state.focusRequests;
  const request = useFocusRequest(requests);
  useLayoutEffect(() => {
    if (!request.isOpen(requests)) return;
    const row = currentElement();
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    request.done(requests);
  });
  useEffect(() => {
    // A row that scrolls into view must not stop below the head.
    grid.current!.style.scrollPaddingTop = `${headHeight}px`;
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const on = rowAt(rows, event.target);
    // Fields and buttons in a row handle their own keys.
    if (on === null || event.target !== on.element || event.defaultPrevented) return;
    const page = Math.max(1, Math.floor((grid.current!.clientHeight - headHeight) / rowHeight) - 1);
    const onMenu = (row: R) => props.onMenu(row, currentElement()!);
    if (takeTreeKey(event, on.row, { ...props, page, onMenu })) event.preventDefault();
  };

  return (
    <div
      ref={grid}
      class="tree"
      role="treegrid"
      style={{ "--deepest": rows.reduce((deepest, { level }) => Math.max(deepest, level - 1), 1) }}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      tabIndex={rows.length === 0 ? 0 : undefined}
      onKeyDown={onKeyDown}
      {...mouseHandlers(props, rows)}
    >
      <TreeHead columns={columns} sort={sort} onSort={props.onSort} />
      {/* Flat, so that a row is found by its key when others come and go, and keeps its element, and with it the focus. */}
      {shown.rows.flatMap(({ index, gap }) => {
        const row = rows[index];
        if (row === undefined) return [];
        return [
          gap > 0 && <Gap key={`gap-${row.id}`} height={gap} />,
          props.children(row, { "data-index": index, "aria-rowindex": index + 2, ref: shown.measure }),
        ];
      })}
      {shown.rest > 0 && <Gap key="rest" height={shown.rest} />}
    </div>
  );
}

const Gap = ({ height }: { readonly height: number }): VNode => (
  <div class="gap" role="presentation" style={{ height: `${height}px` }} />
);

interface RowElement<R> {
  readonly row: R;
  readonly element: HTMLElement;
}

function rowAt<R extends TreeRow>(rows: readonly R[], target: EventTarget | null): RowElement<R> | null {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
  const row = rows.find(({ id }) => id === element?.dataset.row);
  return element === null || row === undefined ? null : { row, element };
}

/** Buttons and fields in a row handle their own clicks. */
const ownClicks = "button, input, textarea, a";

function mouseHandlers<R extends TreeRow>({ state, onChoose, onEdit, onMenu }: TreeProps<R>, rows: readonly R[]) {
  const rowOf = ({ target }: MouseEvent, except: string) =>
    target instanceof Element && target.closest(except) !== null ? null : rowAt(rows, target);
  return {
    onMouseDown(event: MouseEvent) {
      const on = rowOf(event, ownClicks);
      if (on === null) return;
      // The second press of a double click must not select words.
      if (event.detail > 1 || event.shiftKey) event.preventDefault();
      state.select(on.row.id, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only");
      state.focus();
    },
    onClick(event: MouseEvent) {
      const on = rowOf(event, ownClicks);
      if (on === null) return;
      if (on.row.rest !== null) state.showMore(on.row.id);
      else if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onChoose(on.row);
    },
    onDblClick(event: MouseEvent) {
      const on = rowOf(event, ownClicks);
      if (on !== null && on.row.rest === null) onEdit(on.row);
    },
    onContextMenu(event: MouseEvent) {
      const on = rowOf(event, "input, textarea");
      if (on === null) return;
      event.preventDefault();
      if (on.row.rest !== null) return;
      if (!state.selected.peek().has(on.row.id)) state.select(on.row.id);
      onMenu(on.row, on.element);
    },
  };
}
