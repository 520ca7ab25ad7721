// biome-ignore-all lint/a11y/useSemanticElements: cells of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** One row of the dictionary: its value, its size, who changed it last; while it is edited, its field. */

import type { VNode } from "preact";
import { isWithin, pathText } from "../../../../json/path.ts";
import { Button } from "../../../widgets/button.tsx";
import { Keys } from "../../../widgets/field.tsx";
import { bytes } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import type { RowPlace } from "../../../widgets/tree.tsx";
import { TreeRow } from "../../../widgets/tree.tsx";
import { type Row, sizeOf } from "../../../widgets/tree-rows.ts";
import type { Typing } from "../edits/cells.ts";
import type { Pending } from "../edits/saver.ts";
import type { Flash } from "../known/news.ts";
import type { SessionTab } from "../state.ts";
import { CellEditor } from "./cell-editor.tsx";
import { Conflict } from "./conflict.tsx";
import { Asides, FlashText, LastChange, RowActions } from "./row-cells.tsx";
import { ValueCell } from "./value-cell.tsx";

export interface SessionRowProps {
  readonly tab: SessionTab;
  readonly row: Row;
  readonly place: RowPlace;
  edit(row: Row): void;
  open(row: Row): void;
  /** A cell was closed; which is next? */
  done(row: Row, next: -1 | 0 | 1): void;
}

const flashClasses = { added: "add", changed: "chg", removed: "rem" } as const;
const markOf = (
  flash: Flash | undefined,
  typing: Typing | undefined,
  pending: Pending | undefined,
  edited: boolean,
) => {
  if (typing !== undefined && (typing.complaint !== null || (typing.told && !typing.checked.ok))) return "m-err";
  if (pending !== undefined || edited || (typing !== undefined && typing.typed !== typing.from)) return "m-edit";
  if (flash === undefined) return null;
  return { added: "m-add", changed: "m-chg", removed: "m-err" }[flash.change.kind];
};

/** What is not settled in a row that is closed must not be forgotten. */
function insideMark({ saver, editing }: SessionTab, row: Row): string | null {
  if (!row.expandable || row.expanded) return null;
  const pending = [...saver.pending.value.values()].filter(({ edit }) => isWithin(edit.path, row.path));
  if (pending.some(({ phase }) => phase === "conflict")) return "m-warn";
  const open = [...editing.desk.typings.value.values(), ...editing.documents.open.value.values()];
  return pending.length > 0 || open.some(({ path }) => isWithin(path, row.path)) ? "m-edit" : null;
}

export function SessionRow(props: SessionRowProps): VNode {
  const { tab, row, place } = props;
  const { news, saver, editing, tree } = tab;
  const pending = saver.pending.value.get(row.id);
  if (pending?.phase === "conflict") return <Conflict tab={tab} row={row} place={place} pending={pending} />;

  const typing = editing.desk.typings.value.get(row.id);
  const flash = news.flashes.value.get(row.id);
  const above = row.expandable && !row.expanded && news.above.value.has(row.id);
  const edited = editing.documents.open.value.has(row.id);
  const mark = markOf(flash, typing, pending, edited) ?? insideMark(tab, row) ?? (above ? "m-chg" : null);
  const tint =
    flash === undefined ? "" : `flash-${flashClasses[flash.change.kind]} ${flash.count % 2 === 0 ? "" : "flash-again"}`;
  const removing = pending?.phase === "waiting" && pending.edit.kind === "remove";
  const bad = typing !== undefined && (typing.complaint !== null || (typing.told && !typing.checked.ok));
  const errorId = `error-${row.id}`;
  const field = typing !== undefined && (
    <CellEditor
      id={row.id}
      typing={typing}
      desk={editing.desk}
      label={tab.panel.text(typing.what === "value" ? "sessionValueOf" : "sessionNameOf", pathText(row.path))}
      errorId={errorId}
      onDone={(next) => props.done(row, next)}
    />
  );

  return (
    <TreeRow
      state={tree}
      row={row}
      place={place}
      class={`${mark === null ? "" : `mark ${mark}`} ${tint} ${removing ? "is-gone" : ""} ${bad ? "is-tall" : ""}`}
      nameField={typing?.what === "name" ? field || null : null}
      onOpen={props.open}
    >
      <div class="val" role="gridcell">
        {typing?.what === "value" ? (
          field
        ) : (
          <>
            <ValueCell tab={tab} row={row} flash={flash} />
            <Asides tab={tab} row={row} flash={flash} pending={pending} edited={edited} />
            <RowActions tab={tab} row={row} pending={pending} edit={props.edit} />
          </>
        )}
      </div>
      <div class="cell end num dim c-size-col" role="gridcell">
        {row.ghost ? "" : bytes(sizeOf(row))}
      </div>
      <div class="cell c-chg-col" role="gridcell">
        <LastChange tab={tab} row={row} flash={flash} />
      </div>
      {flash !== undefined && (
        <div class="under by only-narrow" role="gridcell">
          <FlashText tab={tab} flash={flash} />
        </div>
      )}
      {bad && <Fault tab={tab} row={row} typing={typing} id={errorId} onDone={() => props.done(row, 0)} />}
    </TreeRow>
  );
}

interface FaultProps {
  readonly tab: SessionTab;
  readonly row: Row;
  readonly typing: Typing;
  readonly id: string;
  onDone(): void;
}

function Fault({ tab, row, typing, id, onDone }: FaultProps): VNode {
  const { text } = tab.panel;
  const { desk } = tab.editing;
  const { checked, complaint, what } = typing;
  return (
    <div class="msg" role="gridcell">
      <span class="what" id={id}>
        <Icon name="error" />
        {complaint ?? (checked.ok ? "" : checked.sentence)}
      </span>
      {what === "value" && complaint === null && (
        <span class="then">
          <Button
            kind="link"
            label={text("saveAsString")}
            tabIndex={-1}
            onClick={() => {
              if (desk.apply(row.id, true)) onDone();
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
