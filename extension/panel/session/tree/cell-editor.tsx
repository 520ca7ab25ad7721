/** The field of an open cell. A wavy line marks the text from where it is no JSON. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Cell, type Cells, problemShown } from "../edits/cells.ts";
import "./cell-editor.css";

export interface CellEditorProps {
  readonly id: string;
  readonly cell: Cell;
  readonly cells: Cells;
  readonly label: string;
  /** Id of the element that tells the problem. */
  readonly errorId: string;
  /** The cell was closed: by Enter or Esc (0), by Tab (1), or by Shift+Tab (-1). */
  onDone(next: -1 | 0 | 1): void;
}

export function CellEditor({ id, cell, cells, label, errorId, onDone }: CellEditorProps): VNode {
  const field = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLSpanElement>(null);
  const { typed, checked, told } = cell;
  const bad = problemShown(cell) !== null;
  const at = told && !checked.ok && checked.at !== null ? Math.min(checked.at, Math.max(typed.length - 1, 0)) : null;

  useLayoutEffect(() => {
    const { value } = field.current!;
    field.current!.focus();
    // Most renames replace the whole name; most edits change the end of a value.
    field.current!.setSelectionRange(cell.what === "name" ? 0 : value.length, value.length);
  }, []);
  const follow = () => {
    if (mirror.current !== null) mirror.current.style.translate = `${-field.current!.scrollLeft}px`;
  };
  useLayoutEffect(follow);

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      event.preventDefault();
      cells.cancel(id);
      onDone(0);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (cells.apply(id, command)) onDone(0);
    } else if (event.key === "Tab" && !command) {
      event.preventDefault();
      if (cells.apply(id)) onDone(event.shiftKey ? -1 : 1);
    }
  };

  return (
    <span class={`edit ${bad ? "is-bad" : ""}`}>
      <span class="mirror" aria-hidden="true">
        <span ref={mirror}>
          {at === null ? (
            typed
          ) : (
            <>
              {typed.slice(0, at)}
              <span class="squiggle">{typed.slice(at) || " "}</span>
            </>
          )}
        </span>
      </span>
      <input
        ref={field}
        aria-label={label}
        aria-invalid={bad}
        aria-describedby={bad ? errorId : undefined}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => cells.type(id, event.currentTarget.value)}
        onScroll={follow}
        onKeyDown={onKeyDown}
        onBlur={() => cells.leave(id)}
      />
    </span>
  );
}
