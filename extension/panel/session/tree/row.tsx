// biome-ignore-all lint/a11y/useSemanticElements: cells of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** One row of the dictionary: its value, its size, and who changed it last. While it is edited, its field. */

import type { VNode } from "preact";
import { pathText } from "../../../json/path.ts";
import { Button } from "../../widgets/button.tsx";
import { Keys } from "../../widgets/field.tsx";
import { bytes } from "../../widgets/format.ts";
import { Icon } from "../../widgets/icon.tsx";
import { MoreRow, type RowPlace, TreeRowView } from "../../widgets/tree-row.tsx";
import { sizeOf, type TreeRow } from "../../widgets/tree-rows.ts";
import { type Cell, problemShown } from "../edits/cells.ts";
import type { ShownSession } from "../shown-session.ts";
import { CellEditor } from "./cell-editor.tsx";
import { ConflictRows } from "./late-parts.ts";
import { Asides, ChangeText, LastChange, RowButtons } from "./row-cells.tsx";
import { classesOf, rowState } from "./row-state.ts";
import { ValueCell } from "./value-cell.tsx";
import "./row.css";

export interface SessionRowProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  readonly place: RowPlace;
  edit(row: TreeRow): void;
  open(row: TreeRow): void;
  /** A cell was closed. @param next the row to edit then: the next (1), the one before (-1), or none (0). */
  done(row: TreeRow, next: -1 | 0 | 1): void;
}

export function SessionRow(props: SessionRowProps): VNode {
  const { shown, row, place } = props;
  if (row.rest !== null) return <MoreRow state={shown.tree} row={row} place={place} />;
  const state = rowState(shown, row);
  const { pending, cell, highlight } = state;
  if (pending?.phase === "conflict") return <ConflictRows shown={shown} row={row} place={place} conflict={pending} />;
  const problem = cell === undefined ? null : problemShown(cell);
  const field = cell !== undefined && <Field {...props} cell={cell} />;
  return (
    <TreeRowView
      state={shown.tree}
      row={row}
      place={place}
      class={classesOf(shown, row, state)}
      nameHits={shown.tree.hits.value.names}
      nameField={cell?.what === "name" ? field || null : null}
      onOpen={props.open}
    >
      <div class="val" role="gridcell">
        {cell?.what === "value" ? (
          field
        ) : (
          <>
            <ValueCell shown={shown} row={row} highlight={highlight} />
            <Asides shown={shown} row={row} state={state} />
            <RowButtons shown={shown} row={row} pending={pending} edit={props.edit} />
          </>
        )}
      </div>
      <div class="cell end num dim c-size-col" role="gridcell">
        {row.ghost ? "" : bytes(sizeOf(row))}
      </div>
      <div class="cell c-chg-col" role="gridcell">
        <LastChange shown={shown} row={row} highlight={highlight} />
      </div>
      {highlight !== undefined && (
        <div class="under by only-narrow" role="gridcell">
          <ChangeText shown={shown} highlight={highlight} />
        </div>
      )}
      {cell !== undefined && problem !== null && <Problem {...props} cell={cell} problem={problem} />}
    </TreeRowView>
  );
}

const errorIdOf = ({ id }: TreeRow) => `error-${id}`;

function Field({ shown, row, cell, done }: SessionRowProps & { readonly cell: Cell }): VNode {
  return (
    <CellEditor
      id={row.id}
      cell={cell}
      cells={shown.cells}
      label={shown.panel.text(cell.what === "value" ? "sessionValueOf" : "sessionNameOf", pathText(row.path))}
      errorId={errorIdOf(row)}
      onDone={(next) => done(row, next)}
    />
  );
}

interface ProblemProps extends SessionRowProps {
  readonly cell: Cell;
  readonly problem: string;
}

/** Why what was typed is not accepted, and what to do about it. */
function Problem({ shown, row, cell, problem, done }: ProblemProps): VNode {
  const { text } = shown.panel;
  return (
    <div class="msg" role="gridcell">
      <span class="what" id={errorIdOf(row)}>
        <Icon name="error" />
        {problem}
      </span>
      {cell.what === "value" && cell.problem === null && (
        <span class="then">
          <Button
            kind="link"
            label={text("saveAsString")}
            tabIndex={-1}
            onClick={() => {
              if (shown.cells.apply(row.id, true)) done(row, 0);
            }}
          />
          <span class="only-wide">
            <Keys keys="Ctrl+Enter" />
          </span>
        </span>
      )}
      <span class="only-wide">
        <span class="then">
          {text("cancel")} <Keys keys="Esc" />
        </span>
      </span>
    </div>
  );
}
