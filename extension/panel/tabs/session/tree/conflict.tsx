// biome-ignore-all lint/a11y/useSemanticElements: rows of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the first row has the focus
/** A value that somebody else changed while it was edited: both, to choose from. */

import type { VNode } from "preact";
import { parseStored } from "../../../../json/parse.ts";
import { pathText } from "../../../../json/path.ts";
import { visible } from "../../../../json/visible.ts";
import { Button } from "../../../widgets/button.tsx";
import { Ago } from "../../../widgets/countdown.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { placeholder, Sentence } from "../../../widgets/sentence.tsx";
import { type RowPlace, TreeRow } from "../../../widgets/tree.tsx";
import type { Row } from "../../../widgets/tree-rows.ts";
import { Scalar } from "../../../widgets/tree-value.tsx";
import type { Pending } from "../edits/saver.ts";
import type { SessionTab } from "../state.ts";

export interface ConflictProps {
  readonly tab: SessionTab;
  readonly row: Row;
  readonly place: RowPlace;
  readonly pending: Extract<Pending, { phase: "conflict" }>;
}

const narrow = {
  changed: "sessionConflictNarrow",
  removed: "sessionConflictNarrowRemoved",
  exists: "sessionConflictNarrowExists",
} as const;

export function Conflict({ tab, row, place, pending }: ConflictProps): VNode {
  const { panel, words, saver, tree, news } = tab;
  const { text } = panel;
  const { edit, refusal } = pending;
  const { "aria-rowindex": rowIndex, ...outer } = place;
  const was = words.was(refusal);
  const cause = news.lastChange(row.path)?.cause ?? null;
  const mine = "to" in edit && edit.kind !== "rename" ? edit.to : null;
  const noPlace = refusal.why === "removed" && edit.path.length > 1 && tab.shown.at(edit.path.slice(0, -1)) === null;
  const choose = (act: () => unknown) => () => {
    act();
    tree.focus();
  };
  return (
    <div {...outer} class="conflict mark" role="rowgroup" aria-label={text("sessionConflictOn", pathText(row.path))}>
      <TreeRow state={tree} row={row} place={{ "aria-rowindex": rowIndex }} onOpen={() => {}}>
        <div class="val" role="gridcell">
          <span class="conflict-says">
            <Icon name="warning" />
            <CutLine class="not-narrow">
              {words.conflict(refusal)}{" "}
              {was !== "" && (
                <span class="sub">
                  <Sentence text={text("sessionConflictWas", placeholder)}>
                    <span class="mono">{was}</span>
                  </Sentence>
                </span>
              )}
            </CutLine>
            <CutLine class="only-narrow">{text(narrow[refusal.why])}</CutLine>
          </span>
        </div>
        <div class="cell c-size-col" role="gridcell" />
        <div class="cell c-chg-col" role="gridcell">
          {cause !== null && (
            <CutLine class="by">
              {words.by(cause)}
              {" · "}
              <Ago at={cause.at} now={panel.now} />
            </CutLine>
          )}
        </div>
      </TreeRow>
      <Side name={text("sessionConflictYours")} value={mine} absent={text("sessionConflictDelete")}>
        <Button
          kind="line"
          small
          label={text("sessionConflictUseMine")}
          title={noPlace ? text("sessionConflictNoPlace") : undefined}
          disabled={noPlace}
          onClick={choose(() => void saver.useMine(row.id))}
        />
      </Side>
      <Side name={text("sessionConflictTheirs")} value={refusal.theirs} absent={text("sessionConflictNothing")}>
        <Button
          kind="line"
          small
          label={text("sessionConflictKeepTheirs")}
          onClick={choose(() => saver.keepTheirs(row.id))}
        />
      </Side>
    </div>
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
