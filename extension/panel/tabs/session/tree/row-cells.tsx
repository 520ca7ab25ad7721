/** What stands beside a value in its row: who changed it, what is not saved, what can be done. */

import type { ComponentChildren, VNode } from "preact";
import { stringOf } from "../../../../json/parse.ts";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Ago } from "../../../widgets/countdown.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { bytes } from "../../../widgets/format.ts";
import { dateOf, type Row, textOf } from "../../../widgets/tree-rows.ts";
import type { Pending } from "../edits/saver.ts";
import { lastCause } from "../known/attribution.ts";
import type { Flash } from "../known/news.ts";
import type { KnownEntry } from "../known/reader.ts";
import type { SessionTab } from "../state.ts";

/** "changed by POST /cart/add · 2 s ago" */
export const FlashText = ({ tab, flash, short = false }: { tab: SessionTab; flash: Flash; short?: boolean }): VNode => {
  const { words, panel } = tab;
  const { change } = flash;
  const said = short ? words.by(change.cause) : words.flash(change);
  return (
    <CutLine class="by">
      {said}
      {change.cause !== null && (
        <>
          {" · "}
          <Ago at={change.cause.at} now={panel.now} />
          {` ${panel.text("ago")}`}
        </>
      )}
    </CutLine>
  );
};

export function LastChange({ tab, row, flash }: { tab: SessionTab; row: Row; flash: Flash | undefined }): VNode | null {
  if (flash !== undefined) return <FlashText tab={tab} flash={flash} />;
  const recorded = row.level === 1 ? ((row.root as KnownEntry).changed ?? null) : null;
  const cause = lastCause(tab.news.lastChange(row.path), recorded);
  if (cause === null || row.ghost) return null;
  const who = tab.words.by(cause);
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
export function Asides({ tab, row, flash, pending, edited }: AsidesProps): VNode | null {
  const { text } = tab.panel;
  const said = (children: ComponentChildren, extra = "") => <CutLine class={`aside ${extra}`}>{children}</CutLine>;
  if (pending?.phase === "waiting") {
    return said(text(pending.edit.kind === "remove" ? "sessionNotDeleted" : "notSaved"), "c-accent");
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
  if (row.level === 1 && tab.muted.keys.value.has(row.root.key)) return said(text("mutedAside"));
  if (row.root.state === "cut" && row.level === 1) return said(bytes(row.root.size));
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

export function RowActions(props: {
  tab: SessionTab;
  row: Row;
  pending: Pending | undefined;
  edit(row: Row): void;
}): VNode | null {
  const { tab, row, pending } = props;
  const { panel, editing, saver, tree } = tab;
  const { text } = panel;
  // One tab stop for the tree; from its current row, Tab goes on to what can be done with it.
  const tabIndex = tree.current.value?.id === row.id ? 0 : -1;
  if (pending?.phase === "waiting") {
    return (
      <span class="acts is-shown">
        <Button
          label={text("sessionDiscard")}
          icon="undo"
          iconOnly
          small
          tabIndex={tabIndex}
          onClick={() => saver.discard(row.id)}
        />
      </span>
    );
  }
  const value = textOf(row);
  if (row.ghost || value === null) return null;
  return (
    <span class="acts">
      <CopyButton value={value} label={text("copyValue")} tabIndex={tabIndex} />
      {editing.editable(row) && (
        <>
          <Button
            label={text("editValue")}
            keys="Enter"
            icon="pencil"
            iconOnly
            small
            tabIndex={tabIndex}
            onClick={() => props.edit(row)}
          />
          <Button
            label={text("delete")}
            keys="Delete"
            icon="trash"
            iconOnly
            small
            disabled={row.partial}
            tabIndex={tabIndex}
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
