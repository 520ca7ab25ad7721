/** Lists the differences between two JSON texts, value by value. */

import type { JsonDict, JsonList, JsonNode } from "./node.ts";
import { parseStored } from "./parse.ts";
import { childrenOf, type Path } from "./path.ts";

export interface Difference {
  readonly kind: "added" | "changed" | "removed";
  readonly path: Path;
  /** JSON text; null where there was nothing. */
  readonly before: string | null;
  /** JSON text; null where the value was removed. */
  readonly after: string | null;
}

/** The most differences listed one by one; beyond them the whole value counts as changed. */
const mostDifferences = 1000;
/** The most members compared in one dict; a larger dict that differs counts as changed as a whole. */
const mostMembers = 100_000;

/**
 * Compares two texts; null means that there is no value. Lists are compared index by index.
 * Scalars are compared as they are written, so numbers that JavaScript would round are told apart too.
 * @param path the prefix of every path in the result, for example the session's key.
 */
export function diffTexts(before: string | null, after: string | null, path: Path = []): Difference[] {
  if (before === after) return [];
  if (before === null || after === null) {
    return [{ kind: before === null ? "added" : "removed", path, before, after }];
  }
  const whole: Difference = { kind: "changed", path, before, after };
  const [old, now] = [parseStored(before), parseStored(after)];
  if (!old.ok || !now.ok) return [whole];
  const found: Difference[] = [];
  for (const difference of differences({ text: before, node: old.node }, { text: after, node: now.node }, path)) {
    if (found.length === mostDifferences) return [whole];
    found.push(difference);
  }
  return found;
}

interface Side<Node = JsonNode> {
  readonly text: string;
  readonly node: Node;
}

const rawOf = ({ text, node }: Side) => text.slice(node.start, node.end);

function* differences(old: Side, now: Side, path: Path): Generator<Difference> {
  const [before, after] = [rawOf(old), rawOf(now)];
  if (before === after) return;
  const [a, b] = [old.node, now.node];
  if (a.kind === "list" && b.kind === "list") yield* inLists({ ...old, node: a }, { ...now, node: b }, path);
  else if (a.kind === "dict" && b.kind === "dict" && Math.max(a.count, b.count) <= mostMembers) {
    yield* inDicts({ ...old, node: a }, { ...now, node: b }, path);
  } else yield { kind: "changed", path, before, after };
}

function* inLists(old: Side<JsonList>, now: Side<JsonList>, path: Path): Generator<Difference> {
  const [left, right] = [old.node.each()[Symbol.iterator](), now.node.each()[Symbol.iterator]()];
  for (let index = 0; ; index++) {
    const [was, is] = [left.next(), right.next()];
    const at = [...path, index];
    if (was.done && is.done) return;
    if (was.done) yield added({ ...now, node: is.value }, at);
    else if (is.done) yield removed({ ...old, node: was.value }, at);
    else yield* differences({ ...old, node: was.value }, { ...now, node: is.value }, at);
  }
}

/** The differences between two dicts: old names in their order, then new ones. */
function* inDicts(old: Side<JsonDict>, now: Side<JsonDict>, path: Path): Generator<Difference> {
  const fresh = new Map(childrenOf(now.node));
  for (const { name, value } of old.node.each()) {
    const is = fresh.get(name);
    fresh.delete(name);
    const at = [...path, name];
    if (is === undefined) yield removed({ ...old, node: value }, at);
    else yield* differences({ ...old, node: value }, { ...now, node: is }, at);
  }
  for (const [name, node] of fresh) yield added({ ...now, node }, [...path, name]);
}

const added = (side: Side, path: Path): Difference => ({ kind: "added", path, before: null, after: rawOf(side) });
const removed = (side: Side, path: Path): Difference => ({ kind: "removed", path, before: rawOf(side), after: null });
