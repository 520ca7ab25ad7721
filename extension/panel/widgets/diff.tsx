// biome-ignore-all lint/a11y/useSemanticElements: cells of a treegrid
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus
/** Two states of a dictionary side by side: a tree of what differs, with unchanged values folded. */

import type { ComponentChildren, VNode } from "preact";
import { pathText } from "../../json/path.ts";
import { visible } from "../../json/visible.ts";
import "./diff.css";
import type { DiffRow, DiffValue } from "./diff-rows.ts";
import type { DiffState } from "./diff-state.ts";
import { count } from "./format.ts";
import { Icon } from "./icon.tsx";
import { useText } from "./text.ts";
import { Tree } from "./tree.tsx";
import { MoreRow, type RowPlace, TreeRowView } from "./tree-row.tsx";
import { textOf } from "./tree-rows.ts";
import { ValueText } from "./tree-value.tsx";

/** The head of a side: its name, and which state it is. */
export interface SideHead {
  readonly name: string;
  readonly aside?: string;
}

export interface DiffProps {
  readonly state: DiffState;
  readonly label: string;
  /** Height of a usual row, pixels. */
  readonly rowHeight: number;
  readonly before: SideHead;
  readonly after: SideHead;
  /** A value of which a side is cut was opened: load it whole. */
  onOpen?(row: DiffRow): void;
  /** Stands before the name, such as a box to tick. */
  gutter?(row: DiffRow): ComponentChildren;
  /** Keyboard keys beside those of a tree, asked first. @returns whether the key was handled. */
  onKey?(event: KeyboardEvent, row: DiffRow): boolean;
}

export function Diff(props: DiffProps): VNode {
  const { state, before, after, onKey } = props;
  const text = useText();
  const toggle = (row: DiffRow) => {
    if (!row.expandable) return;
    if (!row.expanded) props.onOpen?.(row);
    state.toggle(row.id);
  };
  return (
    <div class={`diff ${props.gutter === undefined ? "" : "has-gutter"}`}>
      <Tree
        state={state}
        label={props.label}
        rowHeight={props.rowHeight}
        columns={[
          { id: "name", name: text("key") },
          { id: "before", ...before },
          { id: "after", ...after },
        ]}
        sort={{ by: null, descending: false }}
        onSort={() => {}}
        onKey={(event, row) => jumps(event, state) || (onKey?.(event, row) ?? false)}
        onEdit={toggle}
        onMenu={() => {}}
        onChoose={(row) => row.fold !== null && toggle(row)}
        onOpen={(row) => props.onOpen?.(row)}
      >
        {(row, place) => <Row key={row.id} {...props} row={row} place={place} />}
      </Tree>
    </div>
  );
}

/** `]` and `[`. On many keyboards they are typed with AltGr, which some systems report as Ctrl and Alt. */
export function jumps({ key, metaKey }: KeyboardEvent, state: Pick<DiffState, "jump">): boolean {
  if (metaKey || (key !== "]" && key !== "[")) return false;
  state.jump(key === "]" ? 1 : -1);
  return true;
}

interface RowProps extends DiffProps {
  readonly row: DiffRow;
  readonly place: RowPlace;
}

function Row(props: RowProps): VNode {
  const { state, row, place } = props;
  if (row.rest !== null) return <MoreRow state={state} row={row} place={place} />;
  if (row.fold !== null) return <FoldRow {...props} />;
  return (
    <TreeRowView
      state={state}
      row={row}
      place={place}
      class={`is-${row.sign}`}
      gutter={
        <>
          <SignMark sign={row.sign} />
          {props.gutter?.(row)}
        </>
      }
      onOpen={(opened) => props.onOpen?.(opened)}
    >
      <Side class="old" value={row.before} open={row.expanded} />
      <Side class="new" value={row.after} open={row.expanded} />
    </TreeRowView>
  );
}

const marks = { added: "+", changed: "~", removed: "−", inside: "·", same: "" } as const;
const signNames = {
  added: "diffAdded",
  changed: "changeLogChanged",
  removed: "changeLogRemoved",
  inside: "diffInside",
} as const;

function SignMark({ sign }: Pick<DiffRow, "sign">): VNode | null {
  const text = useText();
  if (sign === null || sign === "same") return null;
  return (
    <span class="sign" role="img" aria-label={text(signNames[sign])} title={text(signNames[sign])}>
      {marks[sign]}
    </span>
  );
}

interface SideProps {
  readonly class: string;
  readonly value: DiffValue | null;
  /** The rows below show what is in it. */
  readonly open: boolean;
}

/** UTF-16 units of a tooltip. */
const longestTitle = 1000;

function Side({ class: side, value, open }: SideProps): VNode {
  if (value === null) return <div class={`val ${side}`} role="gridcell" />;
  const { root, node } = value;
  const raw = textOf({ root, node });
  return (
    <div class={`val ${side}`} role="gridcell">
      <span class="cut" title={raw === null ? undefined : visible(raw.slice(0, longestTitle))}>
        <ValueText row={{ ...value, expanded: open }} hits={noHits} />
      </span>
    </div>
  );
}

const noHits: readonly string[] = [];

/** Stands for the unchanged values of a dictionary, list or dict. */
function FoldRow({ state, row, place }: RowProps): VNode {
  const text = useText();
  const parent = pathText(row.path.slice(0, -1));
  const says = text("diffUnchanged", count(row.fold ?? 0));
  return (
    <div
      {...place}
      class="row fold"
      role="row"
      data-row={row.id}
      data-path={`${parent}#unchanged`}
      aria-level={row.level}
      aria-expanded={row.expanded}
      tabIndex={state.current.value?.id === row.id ? 0 : -1}
      style={{ "--l": row.level - 1 }}
    >
      <div class="key" role="gridcell">
        <Icon name="fold" />
        {says}
      </div>
    </div>
  );
}
