/** A dictionary of JSON texts → the visible rows of a tree, each with its type. Pure. */

import type { JsonNode } from "../../json/node.ts";
import { parseStored, stringOf } from "../../json/parse.ts";
import { childrenOf, type Path, pathId, pathText } from "../../json/path.ts";
import { byteSize } from "../../json/print.ts";

/** One key of the dictionary. Callers keep the object while nothing in it changes, because its parsed value is cached by it. */
export interface Root {
  readonly key: string;
  /** JSON text. If `cut`, only its beginning. If `locked`, with `mask` in place of what is hidden; empty: all of it is hidden. */
  readonly text: string;
  readonly state: "whole" | "cut" | "locked";
  /** JSON text that stands for a hidden value; null: none is hidden. */
  readonly mask: string | null;
  /** Bytes of the whole value. */
  readonly size: number;
  /** It can only be looked at. Its text may be no JSON. */
  readonly readOnly?: boolean;
}

export type ValueKind = "string" | "number" | "boolean" | "date" | "null" | "list" | "dict" | "hidden" | "other";

export interface TreeRow {
  /** `pathId` of the path. */
  readonly id: string;
  readonly path: Path;
  /** Its own name: a key, a name in a dict, a place in a list. */
  readonly name: string;
  /** 1 for a key of the dictionary. */
  readonly level: number;
  readonly kind: ValueKind;
  readonly root: Root;
  /** Where the value stands in the root's text; null: hidden, cut short, or no JSON. */
  readonly node: JsonNode | null;
  /** Of a list or dict: how many children; null: not known. */
  readonly count: number | null;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** It is no longer in the dictionary, and still shown. */
  readonly ghost: boolean;
  /** The filter hides something in it, or shows it only for a match in it. It cannot be selected or deleted. */
  readonly partial: boolean;
  /** It stands for this many children of its parent, itself the first, that are not shown yet; null: it is a row of its own. */
  readonly rest: number | null;
}

/** Children of a list or dict that are shown at first, and that are added each time. */
export const childrenAtOnce = 1000;

/** A value that is no longer in the dictionary and still shown in its former place. */
export interface Ghost {
  readonly path: Path;
  /** The value it is shown in, if its parent is gone as well. */
  readonly under?: Path;
  /** JSON text. */
  readonly text: string;
  /** Its place among its siblings; null: the last. */
  readonly at: number | null;
}

/** The result of a filter: which rows it shows. */
export interface Sieve {
  readonly shows: (id: string) => boolean;
  /** It is open because of a match in it. */
  readonly opens: (id: string) => boolean;
  /** It matches, and the filter hides nothing in it: commands on all matches may include it. */
  readonly takes: (id: string) => boolean;
  /** How many values fit. */
  readonly found: number;
  /** False: some root has more values than are looked at. */
  readonly searchedAll: boolean;
}

const nodes = new WeakMap<Root, JsonNode | null>();

/** The parsed value of a root; null where there is none to parse. */
export function nodeOf(root: Root): JsonNode | null {
  const known = nodes.get(root);
  if (known !== undefined) return known;
  const parsed = root.state === "cut" ? null : parseStored(root.text);
  const node = parsed?.ok ? parsed.node : null;
  nodes.set(root, node);
  return node;
}

const isoDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** Milliseconds since the epoch of an ISO 8601 moment or day; null for any other text. */
export function dateOf(value: string): number | null {
  if (value.length > 40 || !isoDate.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** The type to show. For a text that is cut short or no JSON, its first character tells. */
export function kindOf(root: Root, node: JsonNode | null): ValueKind {
  if (root.mask !== null && (node === null ? root.text === "" : root.text.slice(node.start, node.end) === root.mask)) {
    return "hidden";
  }
  if (node === null && root.readOnly && root.state === "whole") return "other";
  if (node === null) {
    const first = /\S/.exec(root.text)?.[0];
    return first === "{" ? "dict" : first === "[" ? "list" : "string";
  }
  if (node.kind !== "string" || node.end - node.start > 60) return node.kind;
  return dateOf(stringOf(root.text, node)) === null ? "string" : "date";
}

/** Bytes of a row's value. */
export const sizeOf = ({ root, node, level }: TreeRow): number =>
  level === 1 || node === null ? root.size : byteSize(root.text, node.start, node.end);

/** JSON text of a row's value, or the text of one that is only to be read; null: not known. */
export function textOf({ root, node }: Pick<TreeRow, "root" | "node">): string | null {
  if (node !== null) return root.text.slice(node.start, node.end);
  return root.readOnly && root.state === "whole" ? root.text : null;
}

export interface RowsInput {
  readonly roots: readonly Root[];
  readonly expanded: ReadonlySet<string>;
  readonly sieve?: Sieve | null;
  readonly ghosts?: readonly Ghost[];
  /** How many children of a list or dict are shown, by its id, where that is not `childrenAtOnce`. */
  readonly room?: ReadonlyMap<string, number>;
}

export function rowsOf({ roots, expanded, sieve = null, ghosts = [], room = new Map() }: RowsInput): TreeRow[] {
  const rows: TreeRow[] = [];
  const ghostsOf = Map.groupBy(ghosts, ({ path, under }) => pathId(under ?? path.slice(0, -1)));

  const add = (root: Root, node: JsonNode | null, path: Path, ghost: Ghost | null = null) => {
    const id = pathId(path);
    if (sieve !== null && ghost === null && !sieve.shows(id)) return;
    const kind = kindOf(root, node);
    const count = node?.kind === "list" || node?.kind === "dict" ? node.count : null;
    const full = count === null ? root.state === "cut" && /list|dict/.test(kind) : count > 0 || ghostsOf.has(id);
    const expandable = ghost === null && full;
    const open = expandable && (expanded.has(id) || (sieve?.opens(id) ?? false));
    const level = (ghost?.under ?? path.slice(0, -1)).length + 1;
    const name = ghost?.under === undefined ? String(path.at(-1)) : pathText(path.slice(ghost.under.length));
    const partial = sieve !== null && ghost === null && !sieve.takes(id);
    const state = { expandable, expanded: open, ghost: ghost !== null, partial, rest: null };
    rows.push({ id, path, name, level, kind, root, node, count, ...state });
    if (!open) return;
    const passes = sieve && ((step: string | number) => sieve.shows(pathId([...path, step])));
    const shown = firstOf(node, room.get(id) ?? childrenAtOnce, passes);
    within(id, shown.children, ([step, child]) => add(root, child, [...path, step]));
    if (shown.next !== null) rows.push(restRow(root, [...path, shown.next], shown.rest));
  };
  /** Children in their order, ghosts in the places they had. */
  const within = <T>(parent: string, children: readonly T[], show: (child: T) => void) => {
    const gone = (ghostsOf.get(parent) ?? []).toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
    let next = 0;
    let shown = 0;
    const addGhosts = (before: number) => {
      for (; next < gone.length && (gone[next]!.at ?? Infinity) <= before; next++, shown++) {
        const ghost = gone[next]!;
        const { path, text } = ghost;
        const root: Root = { key: String(path[0]), text, state: "whole", size: byteSize(text), mask: null };
        add(root, nodeOf(root), path, ghost);
      }
    };
    for (const child of children) {
      addGhosts(shown);
      show(child);
      shown++;
    }
    addGhosts(Infinity);
  };

  within("[]", roots, (root) => add(root, nodeOf(root), [root.key]));
  return rows;
}

type Child = readonly [step: string | number, child: JsonNode];

/**
 * Children up to the last of the first `most` that pass; which passes next, and how many do from there on.
 * @param passes null: all do.
 */
function firstOf(node: JsonNode | null, most: number, passes: ((step: string | number) => boolean) | null) {
  const children: Child[] = [];
  const count = node?.kind === "list" || node?.kind === "dict" ? node.count : 0;
  let next: string | number | null = null;
  let [passed, rest] = [0, 0];
  for (const child of childrenOf(node)) {
    if (passes === null && passed === most) return { children, next: child[0], rest: count - passed };
    const passing = passes?.(child[0]) ?? true;
    if (passed < most) {
      children.push(child);
      if (passing) passed++;
    } else if (passing) {
      next ??= child[0];
      rest++;
    }
  }
  return { children, next, rest };
}

const restRow = (root: Root, path: Path, rest: number): TreeRow => ({
  id: pathId(path),
  path,
  name: "",
  level: path.length,
  kind: "hidden",
  root,
  node: null,
  count: null,
  expandable: false,
  expanded: false,
  ghost: false,
  partial: true,
  rest,
});

/** The number of values in the texts, including lists and dicts. */
export const countValues = (roots: readonly Root[]): number =>
  roots.reduce((sum, root) => {
    const node = nodeOf(root);
    return sum + (node?.kind === "list" || node?.kind === "dict" ? node.values : 1);
  }, 0);
