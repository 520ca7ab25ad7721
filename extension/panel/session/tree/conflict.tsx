// biome-ignore-all lint/a11y/useSemanticElements: rows of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the first row has the focus
/** A conflict: the user's value and the server's, to choose from. */

import type { VNode } from "preact";
import type { EditProblem } from "../../../json/edit.ts";
import { parseStored } from "../../../json/parse.ts";
import { pathText } from "../../../json/path.ts";
import { visible } from "../../../json/visible.ts";
import { Button } from "../../widgets/button.tsx";
import { Ago } from "../../widgets/countdown.tsx";
import { CutLine } from "../../widgets/cut-line.tsx";
import { Icon } from "../../widgets/icon.tsx";
import { placeholder, Sentence } from "../../widgets/sentence.tsx";
import { type RowPlace, TreeRowView } from "../../widgets/tree-row.tsx";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { Scalar } from "../../widgets/tree-value.tsx";
import type { Conflict } from "../edits/pending-transitions.ts";
import type { ShownSession } from "../shown-session.ts";
import "./conflict.css";

export interface ConflictProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  readonly place: RowPlace;
  readonly conflict: Conflict;
}

const narrow = {
  changed: "sessionConflictNarrow",
  removed: "sessionConflictNarrowRemoved",
  exists: "sessionConflictNarrowExists",
} as const;

export function ConflictRows({ shown, row, place, conflict }: ConflictProps): VNode {
  const { panel, conflicts, tree, overlay } = shown;
  const { text } = panel;
  const { edit, problem } = conflict;
  const { "aria-rowindex": rowIndex, ...outer } = place;
  const mine = "to" in edit && edit.kind !== "rename" ? edit.to : null;
  const noPlace = problem.why === "removed" && edit.path.length > 1 && overlay.nodeAt(edit.path.slice(0, -1)) === null;
  const choose = (act: () => unknown) => () => {
    act();
    tree.focus();
  };
  return (
    <div {...outer} class="conflict mark" role="rowgroup" aria-label={text("sessionConflictOn", pathText(row.path))}>
      <TreeRowView
        state={tree}
        row={row}
        place={{ "aria-rowindex": rowIndex }}
        nameHits={tree.hits.value.names}
        onOpen={() => {}}
      >
        <div class="val" role="gridcell">
          <What shown={shown} problem={problem} />
        </div>
        <div class="cell c-size-col" role="gridcell" />
        <div class="cell c-chg-col" role="gridcell">
          <Who shown={shown} row={row} />
        </div>
      </TreeRowView>
      <Side name={text("sessionConflictYours")} value={mine} absent={text("sessionConflictDelete")}>
        <Button
          kind="line"
          small
          label={text("sessionConflictUseMine")}
          title={noPlace ? text("sessionConflictNoPlace") : undefined}
          disabled={noPlace}
          onClick={choose(() => void conflicts.useMine(row.id))}
        />
      </Side>
      <Side name={text("sessionConflictTheirs")} value={problem.theirs} absent={text("sessionConflictNothing")}>
        <Button
          kind="line"
          small
          label={text("sessionConflictKeepTheirs")}
          onClick={choose(() => conflicts.keepTheirs(row.id))}
        />
      </Side>
    </div>
  );
}

function What({ shown, problem }: { shown: ShownSession; problem: EditProblem }): VNode {
  const { editWords, panel } = shown;
  const was = editWords.was(problem);
  return (
    <span class="conflict-says">
      <Icon name="warning" />
      <CutLine class="not-narrow">
        {editWords.conflict(problem)}{" "}
        {was !== "" && (
          <span class="sub">
            <Sentence text={panel.text("sessionConflictWas", placeholder)}>
              <span class="mono">{was}</span>
            </Sentence>
          </span>
        )}
      </CutLine>
      <CutLine class="only-narrow">{panel.text(narrow[problem.why])}</CutLine>
    </span>
  );
}

/** Names who changed the value meanwhile. */
function Who({ shown, row }: { shown: ShownSession; row: TreeRow }): VNode | null {
  const cause = shown.changeLog.lastChange(row.path)?.cause ?? null;
  if (cause === null) return null;
  return (
    <CutLine class="by">
      {shown.words.by(cause)}
      {" · "}
      <Ago at={cause.at} now={shown.panel.now} />
    </CutLine>
  );
}

interface SideProps {
  readonly name: string;
  readonly value: string | null;
  readonly absent: string;
  readonly children: VNode;
}

function Side({ name, value, absent, children }: SideProps): VNode {
  const parsed = value === null ? null : parseStored(value);
  return (
    <div class="row" role="row">
      <div class="side" role="gridcell">
        {name}
      </div>
      <div class="val" role="gridcell">
        <span class="cut" title={value === null ? undefined : visible(value)}>
          {value !== null && parsed?.ok ? (
            <Scalar text={value} node={parsed.node} hits={[]} />
          ) : (
            <i class="t-p">{absent}</i>
          )}
        </span>
        <span class="acts is-shown">{children}</span>
      </div>
    </div>
  );
}
