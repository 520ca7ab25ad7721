// biome-ignore-all lint/a11y/useSemanticElements: cells of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** One row of the dictionary: its value, its size, who changed it last; while it is edited, its field. */

import type { ComponentChildren, VNode } from "preact";
import { stringOf } from "../../../json/parse.ts";
import { pathText } from "../../../json/path.ts";
import { Button } from "../../widgets/button.tsx";
import { CopyButton } from "../../widgets/code-line.tsx";
import { Ago } from "../../widgets/countdown.tsx";
import { Keys } from "../../widgets/field.tsx";
import { bytes } from "../../widgets/format.ts";
import { Icon } from "../../widgets/icon.tsx";
import type { RowPlace } from "../../widgets/tree.tsx";
import { TreeRow } from "../../widgets/tree.tsx";
import { dateOf, type Row, sizeOf, textOf } from "../../widgets/tree-rows.ts";
import { ValueText } from "../../widgets/tree-value.tsx";
import { CellEditor } from "./cell-editor.tsx";
import { Conflict } from "./conflict.tsx";
import type { Flash } from "./news.ts";
import type { KnownEntry } from "./reader.ts";
import type { Pending } from "./saver.ts";
import type { SessionTab } from "./state.ts";
import type { Typing } from "./typing.ts";

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

export function SessionRow(props: SessionRowProps): VNode {
  const { tab, row, place } = props;
  const { news, saver, editing, tree } = tab;
  const pending = saver.pending.value.get(row.id);
  if (pending?.phase === "conflict") return <Conflict tab={tab} row={row} place={place} pending={pending} />;

  const typing = editing.desk.typings.value.get(row.id);
  const flash = news.flashes.value.get(row.id);
  const above = row.expandable && !row.expanded && news.above.value.has(row.id);
  const edited = editing.documents.open.value.has(row.id);
  const mark = markOf(flash, typing, pending, edited) ?? (above ? "m-chg" : null);
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
            <span class="cut">
              <ValueText row={row} hits={tree.hits.value.values} />
            </span>
            <Asides tab={tab} row={row} flash={flash} pending={pending} edited={edited} />
            <Actions tab={tab} row={row} pending={pending} edit={props.edit} />
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

/** "changed by POST /cart/add · 2 s ago" */
const FlashText = ({ tab, flash, short = false }: { tab: SessionTab; flash: Flash; short?: boolean }): VNode => {
  const { words, panel } = tab;
  const { change } = flash;
  const said = short ? words.by(change.cause, change.author) : words.flash(change);
  return (
    <span class="cut by">
      {said}
      {change.cause !== null && (
        <>
          {" · "}
          <Ago at={change.cause.at} now={panel.now} />
          {` ${panel.text("ago")}`}
        </>
      )}
    </span>
  );
};

function LastChange({ tab, row, flash }: { tab: SessionTab; row: Row; flash: Flash | undefined }): VNode | null {
  if (flash !== undefined) return <FlashText tab={tab} flash={flash} />;
  const seen = tab.news.lastChange(row.path)?.cause ?? null;
  const own = row.level === 1 ? ((row.root as KnownEntry).changed ?? null) : null;
  const cause = own ?? seen;
  if (cause === null || row.ghost) return null;
  const who = tab.words.by(cause, cause.by === "panel" ? "you" : "request");
  return (
    <span class="cut by" title={who}>
      {who}
      {" · "}
      <Ago at={cause.at} now={tab.panel.now} />
    </span>
  );
}

interface AsidesProps {
  readonly tab: SessionTab;
  readonly row: Row;
  readonly flash: Flash | undefined;
  readonly pending: Pending | undefined;
  readonly edited: boolean;
}

/** What is said beside a value. */
function Asides({ tab, row, flash, pending, edited }: AsidesProps): VNode | null {
  const { text, now } = tab.panel;
  const said = (children: ComponentChildren, extra = "") => <span class={`aside ${extra}`}>{children}</span>;
  if (pending?.phase === "waiting") {
    return said(text(pending.edit.kind === "remove" ? "sessionNotDeleted" : "sessionNotSaved"), "c-accent");
  }
  if (edited) return said(text("sessionEditedBeside"), "c-accent");
  if (flash !== undefined) {
    return <span class="aside by only-medium">{<FlashText tab={tab} flash={flash} short />}</span>;
  }
  if (row.kind === "date" && row.node !== null) {
    const at = dateOf(stringOf(row.root.text, row.node));
    return said(at === null ? null : <RelativeTime at={at} tab={tab} />, "only-wide");
  }
  if (row.level === 1 && row.name === "flash" && row.kind === "dict") return said(text("sessionFlashKey"), "only-wide");
  if (row.root.state === "cut" && row.level === 1) return said(bytes(row.root.size));
  void now;
  return null;
}

/** "2 s ago", "in 3 d". */
function RelativeTime({ tab, at }: { tab: SessionTab; at: number }): VNode {
  const { text, now } = tab.panel;
  const past = at <= now.value;
  return (
    <>
      {past ? "" : `${text("inTime")} `}
      <Ago at={past ? at : 2 * now.value - at} now={now} />
      {past ? ` ${text("ago")}` : ""}
    </>
  );
}

function Actions(props: {
  tab: SessionTab;
  row: Row;
  pending: Pending | undefined;
  edit(row: Row): void;
}): VNode | null {
  const { tab, row, pending } = props;
  const { panel, editing, saver, tree } = tab;
  const { text } = panel;
  if (pending?.phase === "waiting") {
    return (
      <span class="acts is-shown">
        <Button
          label={text("sessionDiscard")}
          icon="undo"
          iconOnly
          small
          tabIndex={-1}
          onClick={() => saver.discard(row.id)}
        />
      </span>
    );
  }
  const value = textOf(row);
  if (row.ghost || value === null) return null;
  return (
    <span class="acts">
      <CopyButton value={value} label={text("copyValue")} tabIndex={-1} />
      {editing.editable(row) && (
        <>
          <Button
            label={text("editValue")}
            keys="Enter"
            icon="pencil"
            iconOnly
            small
            tabIndex={-1}
            onClick={() => props.edit(row)}
          />
          <Button
            label={text("deleteValue")}
            keys="Delete"
            icon="trash"
            iconOnly
            small
            tabIndex={-1}
            onClick={() => {
              tree.select(row.id);
              void editing.remove();
              tree.focus();
            }}
          />
        </>
      )}
    </span>
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
