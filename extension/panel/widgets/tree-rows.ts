/** A dictionary of JSON texts → the rows of a tree: what is open, in order, each with its type. Pure. */

import { type JsonNode, parseStored, stringOf } from "../../json/parse.ts";
import { childrenOf, type Path, pathId } from "../../json/path.ts";
import { byteSize } from "../../json/print.ts";

/** One key of the dictionary. Keep the object while nothing of it changes: what is worked out of it is kept with it. */
export interface Root {
  readonly key: string;
  /** JSON text; only its beginning when `cut`, empty when `hidden`. */
  readonly text: string;
  readonly state: "whole" | "cut" | "hidden";
  /** Bytes of the whole value. */
  readonly size: number;
}

export type ValueKind = "string" | "number" | "boolean" | "date" | "null" | "list" | "dict" | "hidden";

export interface Row {
  /** `pathId` of the path. */
  readonly id: string;
  readonly path: Path;
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
  /** No longer in the dictionary; shown all the same. */
  readonly ghost: boolean;
}

/** A value that is gone and still shown, in the place it had. */
export interface Ghost {
  readonly path: Path;
  /** JSON text. */
  readonly text: string;
  /** Its place among its siblings; null: the last. */
  readonly at: number | null;
}

/** What a filter lets through. */
export interface Sieve {
  readonly shows: (id: string) => boolean;
  /** Open because of what is in it. */
  readonly opens: (id: string) => boolean;
}

const nodes = new WeakMap<Root, JsonNode | null>();

/** The parsed value of a root; null where there is none to parse. */
export function nodeOf(root: Root): JsonNode | null {
  const known = nodes.get(root);
  if (known !== undefined) return known;
  const parsed = root.state === "whole" ? parseStored(root.text) : null;
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

/** The type to show. Of a text that is cut short or no JSON: by how it begins. */
export function kindOf(root: Root, node: JsonNode | null): ValueKind {
  if (root.state === "hidden") return "hidden";
  if (node === null) {
    const first = /\S/.exec(root.text)?.[0];
    return first === "{" ? "dict" : first === "[" ? "list" : "string";
  }
  if (node.kind !== "string" || node.end - node.start > 60) return node.kind;
  return dateOf(stringOf(root.text, node)) === null ? "string" : "date";
}

/** Bytes of a row's value. */
export const sizeOf = ({ root, node, level }: Row): number =>
  level === 1 || node === null ? root.size : byteSize(root.text, node.start, node.end);

/** JSON text of a row's value; null: not known. */
export const textOf = ({ root, node }: Row): string | null =>
  node === null ? null : root.text.slice(node.start, node.end);

export interface RowsInput {
  readonly roots: readonly Root[];
  readonly expanded: ReadonlySet<string>;
  readonly sieve?: Sieve | null;
  readonly ghosts?: readonly Ghost[];
}

export function rowsOf({ roots, expanded, sieve = null, ghosts = [] }: RowsInput): Row[] {
  const rows: Row[] = [];
  const ghostsOf = Map.groupBy(ghosts, ({ path }) => pathId(path.slice(0, -1)));

  const add = (root: Root, node: JsonNode | null, path: Path, ghost: boolean) => {
    const id = pathId(path);
    if (sieve !== null && !ghost && !sieve.shows(id)) return;
    const kind = kindOf(root, node);
    const count = node?.kind === "list" ? node.items.length : node?.kind === "dict" ? node.members.size : null;
    const expandable = !ghost && (count === null ? root.state === "cut" && /list|dict/.test(kind) : count > 0);
    const open = expandable && (expanded.has(id) || (sieve?.opens(id) ?? false));
    rows.push({ id, path, level: path.length, kind, root, node, count, expandable, expanded: open, ghost });
    if (!open) return;
    within(id, [...childrenOf(node)], ([step, child]) => add(root, child, [...path, step], false));
  };
  /** Children in their order, ghosts in the places they had. */
  const within = <T>(parent: string, children: readonly T[], show: (child: T) => void) => {
    const gone = (ghostsOf.get(parent) ?? []).toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
    let next = 0;
    let shown = 0;
    const haunt = (before: number) => {
      for (; next < gone.length && (gone[next]!.at ?? Infinity) <= before; next++, shown++) {
        const { path, text } = gone[next]!;
        const root: Root = { key: String(path[0]), text, state: "whole", size: byteSize(text) };
        add(root, nodeOf(root), path, true);
      }
    };
    for (const child of children) {
      haunt(shown);
      show(child);
      shown++;
    }
    haunt(Infinity);
  };

  within("[]", roots, (root) => add(root, nodeOf(root), [root.key], false));
  return rows;
}

/** How many values there are, lists and dicts included, in all that can be seen of the texts. */
export function countValues(roots: readonly Root[]): number {
  const count = (node: JsonNode): number => [...childrenOf(node)].reduce((sum, [, child]) => sum + count(child), 1);
  return roots.reduce((sum, root) => {
    const node = nodeOf(root);
    return sum + (node === null ? 1 : count(node));
  }, 0);
}
