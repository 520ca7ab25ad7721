/** The columns of the cases. */

import type { VNode } from "preact";
import type { Verdict } from "../../../../cookies/lab/outcome.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Icon, type IconName } from "../../../widgets/icon.tsx";
import type { Column } from "../../../widgets/table.tsx";
import { differs, heldOf, isSkipped, type LabRow, reasonOf, verdictOf } from "../results/lab-rows.ts";
import { verdictWord } from "../results/words.ts";
import type { LabState } from "../state.ts";
import { titleOf } from "./title.ts";

/** UTF-16 units of a line in its cell. */
const longestLine = 200;

export function columnsOf(state: LabState): readonly Column<LabRow>[] {
  const { text } = state.panel;
  const column = (id: string, name: string, cell: (row: LabRow) => VNode | null): Column<LabRow> => ({
    id,
    name: text(name),
    unsorted: true,
    cell,
  });
  return [
    column("case", "labCase", (row) => <Case state={state} row={row} />),
    column("asked", "labAskedFor", ({ lines }) => (
      <Cut class="mono sub" text={lines.map((line) => line.slice(0, longestLine)).join(" · ")} />
    )),
    column("rules", "labByRules", ({ expected }) =>
      expected === null ? null : <span class="sub">{verdictWord(expected, text)}</span>,
    ),
    column("verdict", "labVerdict", (row) => <VerdictCell state={state} row={row} />),
    column("stored", "labStoredAs", (row) => <Stored state={state} row={row} />),
    column("why", "labReason", (row) => (
      <>
        <Cut class="sub" text={text(...reasonOf(row))} />
        {row.one.rule !== "partitioned" && (
          <span class="rule" title={text("labRule", row.one.rule)}>{`§ ${row.one.rule}`}</span>
        )}
      </>
    )),
  ];
}

interface CellProps {
  readonly state: LabState;
  readonly row: LabRow;
}

function Case({ state, row }: CellProps): VNode {
  const { text } = state.panel;
  const open = state.opened.value === row.one.id;
  return (
    <>
      <Button
        label={text("labDetails")}
        icon={open ? "chevron-down" : "chevron-right"}
        iconOnly
        small
        tabIndex={-1}
        pressed={open}
        onClick={() => {
          state.opened.value = open ? null : row.one.id;
        }}
      />
      <Cut text={titleOf(row.one, text)} />
    </>
  );
}

const looks: Readonly<Record<Verdict, readonly [tone: string, icon: IconName]>> = {
  kept: ["c-ok", "ok"],
  changed: ["c-chg", "altered"],
  refused: ["c-err", "ban"],
};

function VerdictCell({ state, row }: CellProps): VNode | null {
  const { text } = state.panel;
  const verdict = verdictOf(row);
  if (verdict !== null) {
    const [tone, icon] = looks[verdict];
    return (
      <span class={`verdict ${tone}`}>
        <Icon name={icon} />
        {verdictWord(verdict, text)}
        {differs(row) && (
          <span class="against c-warn" role="img" aria-label={text("labDiffers")} title={text("labDiffers")}>
            <Icon name="warning" />
          </span>
        )}
      </span>
    );
  }
  if (isSkipped(row)) return <span class="dim">{text("labSkipped")}</span>;
  return row.running ? <span class="dim">…</span> : null;
}

function Stored({ state, row }: CellProps): VNode | null {
  const { text } = state.panel;
  const verdict = verdictOf(row);
  if (verdict === null) return null;
  if (verdict === "refused") return <span class="dim">–</span>;
  const held = heldOf(row).map((one) => (typeof one === "string" ? one : text(...one)));
  return held.length === 0 ? <span class="dim">{text("labAsSent")}</span> : <Cut class="mono" text={held.join("; ")} />;
}
