/** The cells beside a value: who changed it, whether it is saved, and buttons. */

import type { ComponentChildren, VNode } from "preact";
import { stringOf } from "../../../json/parse.ts";
import { Button } from "../../widgets/button.tsx";
import { CopyButton } from "../../widgets/code-line.tsx";
import { Ago, FromNow } from "../../widgets/countdown.tsx";
import { CutLine } from "../../widgets/cut-line.tsx";
import { bytes } from "../../widgets/format.ts";
import { dateOf, type TreeRow, textOf } from "../../widgets/tree-rows.ts";
import type { PendingEdit } from "../edits/pending-transitions.ts";
import { lastCause } from "../known/attribution.ts";
import type { KnownEntry } from "../known/entry.ts";
import type { Highlight } from "../known/highlights.ts";
import type { ShownSession } from "../shown-session.ts";
import type { RowState } from "./row-state.ts";
import { TimelineLink } from "./timeline-link.tsx";

/** "changed by POST /cart/add · 2 s ago" */
export const ChangeText = ({
  shown,
  highlight,
  short = false,
}: {
  shown: ShownSession;
  highlight: Highlight;
  short?: boolean;
}): VNode => {
  const { words, panel } = shown;
  const { change } = highlight;
  const said = short ? words.by(change.cause) : words.change(change);
  return (
    <CutLine class="by">
      {said}
      {change.cause !== null && (
        <>
          {" · "}
          <FromNow at={change.cause.at} now={panel.now} />
        </>
      )}
    </CutLine>
  );
};

export function LastChange({
  shown,
  row,
  highlight,
}: {
  shown: ShownSession;
  row: TreeRow;
  highlight: Highlight | undefined;
}): VNode | null {
  if (highlight !== undefined) return <ChangeText shown={shown} highlight={highlight} />;
  const recorded = row.level === 1 ? ((row.root as KnownEntry).changed ?? null) : null;
  const cause = lastCause(shown.changeLog.lastChange(row.path), recorded);
  if (cause === null || row.ghost) return null;
  const who = shown.words.by(cause);
  return (
    <TimelineLink
      panel={shown.panel}
      cause={cause}
      sessionKey={String(row.path[0])}
      who={who}
      class="by"
      tabIndex={shown.tree.current.value?.id === row.id ? 0 : -1}
    >
      {who}
      {" · "}
      <Ago at={cause.at} now={shown.panel.now} />
    </TimelineLink>
  );
}

/** The remark beside a value. */
export function Asides({ shown, row, state }: { shown: ShownSession; row: TreeRow; state: RowState }): VNode | null {
  const { pending, highlight, edited } = state;
  const { text } = shown.panel;
  const said = (children: ComponentChildren, extra = "") => <CutLine class={`aside ${extra}`}>{children}</CutLine>;
  if (pending?.phase === "waiting") {
    return said(text(pending.edit.kind === "remove" ? "sessionNotDeleted" : "notSaved"), "c-accent");
  }
  if (edited) return said(text("sessionEditedBeside"), "c-accent");
  if (highlight !== undefined) {
    return (
      <span class="aside by only-medium">
        <ChangeText shown={shown} highlight={highlight} short />
      </span>
    );
  }
  if (row.kind === "date" && row.node !== null) {
    const at = dateOf(stringOf(row.root.text, row.node));
    return said(at === null ? null : <FromNow at={at} now={shown.panel.now} />, "only-wide");
  }
  if (row.level === 1 && row.name === "flash" && row.kind === "dict") return said(text("sessionFlashKey"), "only-wide");
  if (row.level === 1 && shown.muted.keys.value.has(row.root.key)) return said(text("mutedAside"));
  if (row.root.state === "cut" && row.level === 1) return said(bytes(row.root.size));
  return null;
}

interface RowButtonsProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  readonly pending: PendingEdit | undefined;
  edit(row: TreeRow): void;
}

export function RowButtons({ shown, row, pending, edit }: RowButtonsProps): VNode | null {
  const { panel, rowActions, tree } = shown;
  const { text } = panel;
  // The tree is one tab stop. From the current row, Tab goes on to the controls in it.
  const tabIndex = tree.current.value?.id === row.id ? 0 : -1;
  const icon = { iconOnly: true, small: true, tabIndex } as const;
  if (pending?.phase === "waiting") {
    return (
      <span class="acts is-shown">
        <Button {...icon} label={text("sessionDiscard")} icon="undo" onClick={() => shown.pending.discard(row.id)} />
      </span>
    );
  }
  const value = textOf(row);
  if (row.ghost || value === null) return null;
  const remove = () => {
    tree.select(row.id);
    void rowActions.remove();
    tree.focus();
  };
  return (
    <span class="acts">
      <CopyButton value={value} label={text("copyValue")} tabIndex={tabIndex} />
      {rowActions.editable(row) && (
        <>
          <Button {...icon} label={text("editValue")} keys="Enter" icon="pencil" onClick={() => edit(row)} />
          <Button {...icon} label={text("delete")} keys="Delete" icon="trash" disabled={row.partial} onClick={remove} />
        </>
      )}
    </span>
  );
}
