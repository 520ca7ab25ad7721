/** Two states of a dictionary → the rows of a tree that shows what differs, and folds what does not. Pure. */

import type { JsonNode } from "../../json/node.ts";
import { childrenOf, type Path, pathId } from "../../json/path.ts";
import { type DiffRoot, type Sign, signsOf } from "./diff-signs.ts";
import { childrenAtOnce, kindOf, nodeOf, type Root, type TreeRow, type ValueKind } from "./tree-rows.ts";

/** A value as it is on one side. */
export interface DiffValue {
  readonly root: Root;
  readonly node: JsonNode | null;
  readonly kind: ValueKind;
  readonly count: number | null;
}

export interface DiffRow extends TreeRow {
  /** null: it stands for other rows. */
  readonly sign: Sign | null;
  /** It is itself a difference: not part of one, nor shown only for one inside it. */
  readonly head: boolean;
  readonly before: DiffValue | null;
  readonly after: DiffValue | null;
  /** It stands for this many unchanged siblings, which follow it where it is open. null: it is a value. */
  readonly fold: number | null;
}

export interface DiffRowsInput {
  readonly roots: readonly DiffRoot[];
  readonly expanded: ReadonlySet<string>;
  /** How many rows are shown in a list, dict or fold, by its id, where that is not `childrenAtOnce`. */
  readonly room?: ReadonlyMap<string, number>;
}

interface Pair {
  readonly path: Path;
  readonly before: Side | null;
  readonly after: Side | null;
}
interface Side {
  readonly root: Root;
  readonly node: JsonNode | null;
}
/** A pair whose sign is known. */
interface Judged extends Pair {
  readonly signs: ReadonlyMap<string, Sign>;
  readonly sign: Sign;
  /** The sign comes from the value it is in. */
  readonly inherited: boolean;
}

/** The step of a fold in its path. No value has it as its index. */
const foldStep = -1;

export function diffRowsOf({ roots, expanded, room = new Map() }: DiffRowsInput): DiffRow[] {
  const rows: DiffRow[] = [];

  const add = (judged: Judged) => {
    const row = rowOf(judged, expanded);
    rows.push(row);
    if (row.expanded) list(judged.path, childrenIn(judged), judged.sign !== "same");
  };
  /** @param folds whether unchanged values are folded. */
  const list = (parent: Path, children: Iterable<Judged>, folds: boolean) => {
    const unchanged: Judged[] = [];
    const shown: Judged[] = [];
    for (const child of children) (folds && child.sign === "same" ? unchanged : shown).push(child);
    addSome(parent, shown);
    if (unchanged.length === 0) return;
    const fold = foldRow(parent, unchanged, expanded);
    rows.push(fold);
    if (fold.expanded) addSome(fold.path, unchanged);
  };
  const addSome = (within: Path, children: readonly Judged[]) => {
    const most = room.get(pathId(within)) ?? childrenAtOnce;
    for (const child of children.slice(0, most)) add(child);
    const next = children[most];
    if (next !== undefined) rows.push(restRow([...within, next.path.at(-1)!], next, children.length - most));
  };

  list([], roots.map(judgedRoot), true);
  return rows;
}

function judgedRoot(root: DiffRoot): Judged {
  const side = (one: Root | null) => one && { root: one, node: nodeOf(one) };
  const signs = signsOf(root);
  const path = [root.key];
  const sign = signs.get(pathId(path)) ?? "same";
  return { path, before: side(root.before), after: side(root.after), signs, sign, inherited: false };
}

/** The children of both sides: those before in their order, then the new ones. */
function* childrenIn(parent: Judged): Iterable<Judged> {
  const { path, before, after } = parent;
  const fresh = new Map(childrenOf(after?.node));
  const judge = (step: string | number, old: JsonNode | null, now: JsonNode | null): Judged => {
    const pair: Pair = {
      path: [...path, step],
      before: old && { root: before!.root, node: old },
      after: now && { root: after!.root, node: now },
    };
    const own = parent.signs.get(pathId(pair.path));
    return { ...pair, signs: parent.signs, sign: own ?? signWithin(parent, pair), inherited: own === undefined };
  };
  for (const [step, old] of childrenOf(before?.node)) {
    const now = fresh.get(step) ?? null;
    fresh.delete(step);
    yield judge(step, old, now);
  }
  for (const [step, now] of fresh) yield judge(step, null, now);
}

/** The sign of a value that is no difference of its own. */
function signWithin(parent: Judged, { before, after }: Pair): Sign {
  if (parent.sign !== "changed") return parent.sign === "inside" ? "same" : parent.sign;
  if (before === null || after === null) return before === null ? "added" : "removed";
  return rawOf(before) === rawOf(after) ? "same" : "changed";
}

const rawOf = ({ root, node }: Side) => (node === null ? null : root.text.slice(node.start, node.end));

function valueOn(side: Side | null): DiffValue | null {
  if (side === null) return null;
  const { root, node } = side;
  const count = node?.kind === "list" || node?.kind === "dict" ? node.count : null;
  return { root, node, kind: kindOf(root, node), count };
}

/** Can it be opened? What is cut can be, once it is loaded whole. */
const holdsSome = (value: DiffValue | null) =>
  value !== null &&
  (value.count === null ? value.root.state === "cut" && /list|dict/.test(value.kind) : value.count > 0);

function rowOf({ path, before, after, sign, inherited }: Judged, expanded: ReadonlySet<string>): DiffRow {
  const [old, now] = [valueOn(before), valueOn(after)];
  const id = pathId(path);
  const expandable = holdsSome(old) || holdsSome(now);
  const isOpen = expandable && expanded.has(id);
  // A closed value counts as changed if something in it is.
  const drawn = sign === "inside" && !isOpen ? "changed" : sign;
  const main = (now ?? old)!;
  return {
    id,
    path,
    name: String(path.at(-1)),
    level: path.length,
    kind: main.kind,
    root: main.root,
    node: main.node,
    count: main.count,
    expandable,
    expanded: isOpen,
    ghost: false,
    partial: false,
    rest: null,
    sign: drawn,
    head: drawn !== "same" && drawn !== "inside" && !inherited,
    before: old,
    after: now,
    fold: null,
  };
}

/** A row that stands for others. */
function standIn(path: Path, { before, after }: Judged): DiffRow {
  return {
    id: pathId(path),
    path,
    name: "",
    level: path.length,
    kind: "hidden",
    root: (after ?? before)!.root,
    node: null,
    count: null,
    expandable: false,
    expanded: false,
    ghost: false,
    partial: true,
    rest: null,
    sign: null,
    head: false,
    before: null,
    after: null,
    fold: null,
  };
}

const foldRow = (parent: Path, unchanged: readonly Judged[], expanded: ReadonlySet<string>): DiffRow => {
  const row = standIn([...parent, foldStep], unchanged[0]!);
  return { ...row, expandable: true, expanded: expanded.has(row.id), fold: unchanged.length };
};

const restRow = (path: Path, next: Judged, rest: number): DiffRow => ({
  ...standIn(path, next),
  level: next.path.length,
  rest,
});
