/** What happened to each value of a key between two states. Pure. */

import { diffTexts } from "../../json/diff.ts";
import type { JsonNode } from "../../json/node.ts";
import { childrenOf, nodeAt, type Path, pathId, pathOf } from "../../json/path.ts";
import { idsAbove } from "./tree-expansion.ts";
import { nodeOf, type Root } from "./tree-rows.ts";

/** One key on both sides. Callers keep the object while nothing in it changes, because what differs is cached by it. */
export interface DiffRoot {
  readonly key: string;
  /** null: it is not there. */
  readonly before: Root | null;
  readonly after: Root | null;
  /** The caller knows that the value has changed, even if what is known of it (cut, hidden) looks the same. */
  readonly changed?: boolean;
}

/** `inside`: something in the value differs. */
export type Sign = "added" | "changed" | "removed" | "inside" | "same";

const known = new WeakMap<DiffRoot, ReadonlyMap<string, Sign>>();

/** By id: the differences of a key, and the values around them (`inside`). Empty: it is the same on both sides. */
export function signsOf(root: DiffRoot): ReadonlyMap<string, Sign> {
  const before = known.get(root);
  if (before !== undefined) return before;
  const signs = new Map<string, Sign>();
  for (const { path, kind } of differencesOf(root)) {
    for (const id of idsAbove(path)) signs.set(id, "inside");
    signs.set(pathId(path), kind);
  }
  known.set(root, signs);
  return signs;
}

function differencesOf({ key, before, after, changed = false }: DiffRoot) {
  const path = [key];
  const whole = { kind: "changed", path } as const;
  if (before === null || after === null) {
    return before === after ? [] : [{ kind: before === null ? "added" : "removed", path } as const];
  }
  const isSame = before.text === after.text && before.size === after.size;
  if (isSame || before.state === "cut" || after.state === "cut") return isSame && !changed ? [] : [whole];
  const found = diffTexts(before.text, after.text, path);
  return found.length === 0 && changed ? [whole] : found;
}

/** A value in which more than this differs is closed at first. */
const mostInside = 8;

/**
 * Ids of the values that are open at first: the key in which something differs, values in it with few differences, and
 * small ones that were added.
 */
export function openAtFirst(root: DiffRoot): string[] {
  const inside = new Map<string, number>();
  const added: string[] = [];
  for (const [id, sign] of signsOf(root)) {
    if (sign === "inside") continue;
    const path = pathOf(id);
    for (const above of idsAbove(path)) inside.set(above, (inside.get(above) ?? 0) + 1);
    if (sign === "added" && added.length <= mostInside) added.push(...smallOnes(root.after!, path));
  }
  const own = pathId([root.key]);
  return [...[...inside].filter(([id, count]) => id === own || count <= mostInside).map(([id]) => id), ...added];
}

/** Ids of the list or dict at the path, and of the one in it if it holds nothing else, as far as they hold little. */
function smallOnes(root: Root, path: Path): string[] {
  const whole = nodeOf(root);
  const ids: string[] = [];
  let node = whole && nodeAt(whole, path.slice(1));
  for (const at = [...path]; node && isBranch(node) && node.count > 0 && node.count <= mostInside; ) {
    ids.push(pathId(at));
    const [[step, child]] = [...childrenOf(node)] as [[string | number, JsonNode]];
    if (node.count > 1) break;
    at.push(step);
    node = child;
  }
  return ids;
}

const isBranch = (node: JsonNode) => node.kind === "list" || node.kind === "dict";

export interface KeyCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What happened to a key as one; null: nothing. */
export function signOfKey(root: DiffRoot): "added" | "changed" | "removed" | null {
  const sign = signsOf(root).get(pathId([root.key]));
  return sign === undefined || sign === "same" ? null : sign === "inside" ? "changed" : sign;
}

/** Counts keys, not the values in them. */
export function countKeys(roots: readonly DiffRoot[]): KeyCounts {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const root of roots) {
    const sign = signOfKey(root);
    if (sign !== null) counts[sign] += 1;
  }
  return counts;
}
