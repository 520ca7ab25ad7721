// biome-ignore-all lint/a11y/useSemanticElements: a grid of the ARIA patterns, whose rows carry the focus; a <table> is a document's
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus, its cells do not
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid around the rows has the keys
/**
 * A table with heads that sort, rows to tick, and one current row that arrow keys move. Its cells are the caller's content.
 * Of many rows only the visible ones and the current one are in the document.
 */

import { useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { useFocusRequest } from "./focus-request.ts";
import { type ListWindow, useWindow } from "./list-window.ts";
import "./rows.css";
import { useStickToEnd } from "./stick-to-end.ts";
import "./table.css";
import { Head, type HeadColumn } from "./table-head.tsx";
import type { TableState } from "./table-state.ts";

export interface Column<R> extends HeadColumn {
  cell(row: R): ComponentChildren;
}

export interface TableProps<R> {
  readonly state: TableState<R>;
  readonly label: string;
  readonly columns: readonly Column<R>[];
  /** Height of a usual row, and of the head (0: no head is shown), pixels. */
  readonly rowHeight: number;
  readonly headHeight: number;
  /** Labels of the boxes that tick all rows and one; both or none. */
  readonly tickAllLabel?: string;
  tickLabel?(row: R): string;
  /** Stays at its end when rows come, until it is scrolled away from there. */
  readonly sticksToEnd?: boolean;
  rowClass?(row: R): string;
  /** A second line of the row: what is wrong with it. */
  below?(row: R): ComponentChildren;
  /** Enter, or a double click on a cell (`column`). */
  onOpen(row: R, column: string | null): void;
  /** A click or a key chose the row. */
  onChoose?(row: R): void;
  /** The context menu's key or button. */
  onMenu(row: R, at: HTMLElement): void;
  /** Keyboard keys that the table does not handle. @returns whether the key was handled. */
  onKey(event: KeyboardEvent, row: R): boolean;
}

export function Table<R>(props: TableProps<R>): VNode {
  const { state } = props;
  const ticks = props.tickLabel !== undefined;
  const body = useRef<HTMLDivElement>(null);
  useStickToEnd(body, props.sticksToEnd ?? false);
  const { value: rows } = state.rows;
  // Peeked, so that a change of the current row draws only the rows concerned.
  const currentId = () => (state.current.peek() === null ? null : state.idOf(state.current.peek()!));
  const rowAt = (id: string | null) =>
    id === null ? null : body.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);

  const [, draw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const shown = useWindow({
    scroller: body,
    count: rows.length,
    rowHeight: props.rowHeight,
    above: props.headHeight,
    keyOf: (index) => (rows[index] === undefined ? "" : state.idOf(rows[index])),
    keep: state.current.peek() === null ? -1 : rows.indexOf(state.current.peek()!),
  });

  // The focus follows the current row while a row has it, and answers a focus request once the row is drawn.
  const request = useFocusRequest(state.focusRequests.peek());
  const settleFocus = () => {
    const requests = state.focusRequests.peek();
    const element = state.rows.peek().length === 0 ? body.current : rowAt(currentId());
    const { activeElement } = document;
    const inRow = activeElement?.matches("[role=row]") && body.current?.contains(activeElement);
    if (!element || !(request.isOpen(requests) || inRow)) return;
    request.done(requests);
    if (element.contains(document.activeElement)) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  };
  useSignalEffect(() => {
    void [state.focusRequests.value, state.current.value];
    queueMicrotask(() => {
      if (currentId() !== null && rowAt(currentId()) === null) draw(undefined);
      else settleFocus();
    });
  });
  useLayoutEffect(settleFocus);

  // When a pane opens below, the current row stays in view.
  useLayoutEffect(() => {
    const scroller = body.current!;
    let height = scroller.clientHeight;
    const observer = new ResizeObserver(() => {
      const row = rowAt(currentId());
      // Where the table does not scroll, what is around it does, and is the user's to scroll.
      const scrolls = getComputedStyle(scroller).overflowY !== "visible";
      if (scrolls && row && row.offsetTop < scroller.scrollTop + height && row.offsetTop >= scroller.scrollTop) {
        row.scrollIntoView({ block: "nearest" });
      }
      height = scroller.clientHeight;
    });
    observer.observe(scroller);
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const current = state.current.peek();
    if (event.defaultPrevented || current === null || target.matches("input:not([type=checkbox]), select")) return;
    if (move(event) || (target.matches("[role=row]") && act(event, current)) || props.onKey(event, current)) {
      event.preventDefault();
    }
  };
  const page = () => Math.max(1, Math.floor((body.current!.clientHeight - props.headHeight) / props.rowHeight) - 1);
  const move = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: -rows.length,
      End: rows.length,
      PageDown: page(),
      PageUp: -page(),
    };
    const by = steps[event.key];
    if (by === undefined) return false;
    state.move(by, event.shiftKey && ticks);
    return true;
  };
  const act = (event: KeyboardEvent, row: R): boolean => {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      props.onMenu(row, rowAt(state.idOf(row))!);
    } else if (event.altKey) return false;
    else if (command && event.key === "a" && ticks) state.tickAll(true);
    else if (command) return false;
    else if (event.key === " " && ticks) state.choose(state.idOf(row), "toggle");
    else if (event.key === "Enter") props.onOpen(row, null);
    else return state.find(event.key, event.timeStamp);
    return true;
  };

  return (
    <div
      ref={body}
      class="table"
      role="grid"
      aria-label={props.label}
      aria-multiselectable={ticks || undefined}
      aria-rowcount={rows.length + 1}
      tabIndex={rows.length === 0 ? 0 : undefined}
      onKeyDown={onKeyDown}
    >
      <Head {...props} />
      {/* Flat, so that a row is found by its key when others come and go, and keeps its element, and with it the focus. */}
      {shown.rows.flatMap(({ index, gap }) => {
        const row = rows[index];
        if (row === undefined) return [];
        const id = state.idOf(row);
        return [
          gap > 0 && <Gap key={`gap ${id}`} height={gap} />,
          <RowView key={id} {...props} row={row} index={index} measure={shown.measure} />,
        ];
      })}
      {shown.rest > 0 && <Gap key="rest" height={shown.rest} />}
    </div>
  );
}

const Gap = ({ height }: { readonly height: number }): VNode => (
  <div role="presentation" style={{ height: `${height}px` }} />
);

interface RowProps<R> extends TableProps<R> {
  readonly row: R;
  readonly index: number;
  readonly measure: ListWindow["measure"];
}

function RowView<R>(props: RowProps<R>): VNode {
  const { state, row, columns, index, measure } = props;
  const id = state.idOf(row);
  const isCurrent = useComputed(() => state.current.value !== null && state.idOf(state.current.value) === id).value;
  const isTicked = useComputed(() => state.ticked.value.has(id)).value;
  const below = props.below?.(row);
  const choose = (event: MouseEvent) => {
    // Buttons and fields in a row handle their own clicks.
    if ((event.target as HTMLElement).closest("button, input, select, a")) return;
    const ticks = props.tickLabel !== undefined;
    const how = !ticks ? "only" : event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only";
    state.choose(id, how);
    if (how === "only") props.onChoose?.(row);
  };
  return (
    <div
      ref={measure}
      class={`row ${props.rowClass?.(row) ?? ""}`}
      role="row"
      data-id={id}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      tabIndex={isCurrent ? 0 : -1}
      onClick={choose}
      onDblClick={(event) => {
        const target = event.target as HTMLElement;
        if (target.closest("button, input, select, a")) return;
        props.onOpen(row, target.closest<HTMLElement>("[data-column]")?.dataset.column ?? null);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        state.choose(id);
        props.onMenu(row, event.currentTarget);
      }}
    >
      {props.tickLabel !== undefined && (
        <div class="cell c-tick" role="gridcell">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={props.tickLabel(row)}
            checked={isTicked}
            onClick={(event) => {
              event.preventDefault();
              state.choose(id, event.shiftKey ? "range" : "toggle");
            }}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          class={`cell c-${column.id} ${column.end ? "end" : ""}`}
          role="gridcell"
          data-column={column.id}
        >
          {column.cell(row)}
        </div>
      ))}
      {below !== null && below !== undefined && below !== false && (
        <div class="under" role="gridcell">
          {below}
        </div>
      )}
    </div>
  );
}
