/**
 * Edits of values by their path, made on texts: whatever an edit does not touch stays exactly as it is written.
 * Each edit remembers the text its author saw, so that one that would overwrite another's work is told from one that would not.
 */

import { type Difference, diffTexts } from "./diff.ts";
import type { JsonNode } from "./node.ts";
import { parseStored } from "./parse.ts";
import { nodeAt, type Path, pathId, placeIn, samePath } from "./path.ts";
import { compact } from "./print.ts";

interface Aim {
  /** The first step is a key of the dictionary, the rest leads into its value. */
  readonly path: Path;
  /** The text of the whole key as the author saw it; null: there was no such key. */
  readonly seen: string | null;
}

export type ValueEdit = Aim &
  (
    | { readonly kind: "replace"; readonly to: string }
    /** `at`: its place among its siblings; null: the last. In a list the path ends in the place it will have. */
    | { readonly kind: "insert"; readonly to: string; readonly at: number | null }
    | { readonly kind: "remove" }
    /** Of a key or of a name in a dict. */
    | { readonly kind: "rename"; readonly to: string }
  );

export interface EditProblem {
  readonly edit: ValueEdit;
  /** `changed`: another value is there now. `removed`: it, or what holds it, is gone. `exists`: the name is taken. */
  readonly why: "changed" | "removed" | "exists";
  /** What is there now; null: nothing. */
  readonly theirs: string | null;
}

/** Keys and their texts. */
export type Texts = ReadonlyMap<string, string>;

export interface Outcome {
  /** The keys that change, with their new text; null: the key goes. */
  readonly texts: ReadonlyMap<string, string | null>;
  /** What was done, or was there already. */
  readonly done: readonly ValueEdit[];
  readonly problems: readonly EditProblem[];
}

/** Applies edits to the texts as they are now. Those that another's change contradicts are problems, the others are done. */
export function applyEdits(now: Texts, edits: readonly ValueEdit[]): Outcome {
  const texts = new Map<string, string | null>();
  const done: ValueEdit[] = [];
  const problems: EditProblem[] = [];
  const nested = new Map<string, ValueEdit[]>();
  for (const edit of edits) {
    const key = keyOf(edit);
    const text = now.get(key) ?? null;
    const verdict = judge(now, edit);
    if (verdict === "done") done.push(edit);
    else if (verdict !== "free") problems.push({ edit, ...verdict });
    else if (edit.path.length > 1) nested.set(key, [...(nested.get(key) ?? []), edit]);
    else {
      done.push(edit);
      if (edit.kind !== "rename") texts.set(key, edit.kind === "remove" ? null : edit.to);
      else if (edit.to !== key) texts.set(key, null).set(edit.to, text);
    }
  }
  for (const [key, below] of nested) {
    const text = now.get(key)!;
    texts.set(key, rewrite(text, below));
    done.push(...below);
  }
  return { texts, done, problems };
}

/** The edit that takes `edit` back. @param after the texts as `edit` left them, which its undoing expects to find. */
export function invertEdit(edit: ValueEdit, after: Texts): ValueEdit {
  const { path, seen } = edit;
  const goal = edit.kind === "rename" ? [...path.slice(0, -1), edit.to] : path;
  const aim = { path: goal, seen: after.get(String(goal[0])) ?? null };
  switch (edit.kind) {
    case "replace":
      return { ...aim, kind: "replace", to: rawAt(seen, path)! };
    case "remove":
      return { ...aim, kind: "insert", to: rawAt(seen, path)!, at: placeOf(seen, path) };
    case "insert":
      return { ...aim, kind: "remove" };
    case "rename":
      return { ...aim, kind: "rename", to: String(path.at(-1)) };
  }
}

/**
 * The edits that make one text of another, value by value, so that others' changes elsewhere in it survive.
 * @param path the value both texts are of; @param seen the text of the whole key.
 */
export function editsBetween(before: string, after: string, path: Path, seen: string): ValueEdit[] {
  const differences = diffTexts(before, after, path);
  const [removed, others] = [
    differences.filter(({ kind }) => kind === "removed"),
    differences.filter(({ kind }) => kind !== "removed"),
  ];
  if (differences.length > mostEdits) return [{ kind: "replace", path, seen, to: after }];
  // Only the order of names, or space, differs: no value does.
  if (differences.length === 0) return before === after ? [] : [{ kind: "replace", path, seen, to: after }];
  return [...removed, ...others].map((difference) => editOf(difference, seen));
}

/** Beyond this many differences it is another value rather than an edited one. */
const mostEdits = 500;

function editOf({ kind, path, after }: Difference, seen: string): ValueEdit {
  if (kind === "removed") return { kind: "remove", path, seen };
  return kind === "added"
    ? { kind: "insert", path, seen, to: after!, at: null }
    : { kind: "replace", path, seen, to: after! };
}

/** The text at a path of a key's text; null: nothing is there. */
export function rawAt(text: string | null, path: Path): string | null {
  if (text === null || path.length === 1) return text;
  const node = within(text, path);
  return node === undefined ? null : text.slice(node.start, node.end);
}

const keyOf = (edit: ValueEdit) => String(edit.path[0]);

function within(text: string | null, path: Path): JsonNode | undefined {
  const parsed = text === null ? null : parseStored(text);
  return parsed?.ok ? nodeAt(parsed.node, path.slice(1)) : undefined;
}

/** Equal but for space between the tokens. */
function sameValue(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const [one, other] = [parseStored(a), parseStored(b)];
  return one.ok && other.ok && compact(a, one.node) === compact(b, other.node);
}

function judge(now: Texts, edit: ValueEdit): "free" | "done" | Pick<EditProblem, "why" | "theirs"> {
  const { path, seen } = edit;
  const text = now.get(keyOf(edit)) ?? null;
  const theirs = rawAt(text, path);
  if (edit.kind === "rename") return judgeRename(now, edit, theirs);
  if (path.length > 1 && within(text, path.slice(0, -1)) === undefined) return { why: "removed", theirs: null };
  if (text !== seen && !samePlaces(text, seen, path)) return { why: "changed", theirs };
  if (edit.kind === "insert") {
    if (typeof path.at(-1) === "number" || theirs === null) return "free";
    return sameValue(theirs, edit.to) ? "done" : { why: "exists", theirs };
  }
  if (theirs === null) return edit.kind === "remove" ? "done" : { why: "removed", theirs };
  if (edit.kind === "replace" && text !== seen && sameValue(theirs, edit.to)) return "done";
  return sameValue(theirs, rawAt(seen, path)) ? "free" : { why: "changed", theirs };
}

function judgeRename(now: Texts, edit: ValueEdit & { kind: "rename" }, theirs: string | null) {
  const goal = [...edit.path.slice(0, -1), edit.to];
  const taken = rawAt(now.get(String(goal[0])) ?? null, goal);
  if (samePath(goal, edit.path)) return "done";
  if (theirs === null) return taken === null ? { why: "removed" as const, theirs } : "done";
  return taken === null ? "free" : { why: "exists" as const, theirs: taken };
}

/** Do the lists on the way still have their lengths? Else a place in one may be another thing by now. */
function samePlaces(text: string | null, seen: string | null, path: Path): boolean {
  return path.every((step, index) => {
    if (typeof step !== "number") return true;
    const [a, b] = [within(text, path.slice(0, index)), within(seen, path.slice(0, index))];
    return a?.kind === "list" && b?.kind === "list" && a.count === b.count;
  });
}

/** Where a removed value stood among its siblings. */
function placeOf(text: string | null, path: Path): number | null {
  const parent = path.length > 1 ? within(text, path.slice(0, -1)) : undefined;
  const step = path.at(-1);
  if (parent?.kind === "list") return Number(step);
  return parent?.kind === "dict" ? placeIn(parent, String(step)) : null;
}

interface Child {
  readonly name: string | null;
  readonly text: string;
}

/** Writes the containers anew that hold an edit; everything else is copied as it stands. */
function rewrite(text: string, edits: readonly ValueEdit[]): string {
  const parsed = parseStored(text);
  if (!parsed.ok) throw new Error("An edit below a text that is not JSON.");
  const direct = new Map<string, ValueEdit>();
  const inserts = new Map<string, (ValueEdit & { kind: "insert" })[]>();
  const touched = new Set<string>();
  for (const edit of edits) {
    const below = edit.path.slice(1);
    const parent = pathId(below.slice(0, -1));
    if (edit.kind === "insert") inserts.set(parent, [...(inserts.get(parent) ?? []), edit]);
    else direct.set(pathId(below), edit);
    for (let length = 0; length < below.length; length++) touched.add(pathId(below.slice(0, length)));
  }

  const write = (node: JsonNode, path: Path): string => {
    const id = pathId(path);
    const edit = direct.get(id);
    if (edit?.kind === "replace") return edit.to;
    if (!touched.has(id) || (node.kind !== "list" && node.kind !== "dict")) return text.slice(node.start, node.end);
    const children: Child[] = [];
    const add = (step: string | number, name: string | null, child: JsonNode) => {
      const below = [...path, step];
      const own = direct.get(pathId(below));
      if (own?.kind === "remove") return;
      children.push({ name: own?.kind === "rename" ? JSON.stringify(own.to) : name, text: write(child, below) });
    };
    if (node.kind === "list") {
      let index = 0;
      for (const item of node.each()) add(index++, null, item);
    } else {
      for (const { name, nameStart, nameEnd, value } of node.each()) {
        add(name, text.slice(nameStart, nameEnd), value);
      }
    }
    const added = inserts.get(id) ?? [];
    for (const { path: goal, to, at } of added.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity))) {
      const name = node.kind === "list" ? null : JSON.stringify(String(goal.at(-1)));
      children.splice(at ?? children.length, 0, { name, text: to });
    }
    const inside = children
      .map((child) => (child.name === null ? child.text : `${child.name}:${child.text}`))
      .join(",");
    return node.kind === "list" ? `[${inside}]` : `{${inside}}`;
  };
  return write(parsed.node, []);
}

/** An edit that has not been sent, with one inside its value done to it. */
export function mergeInto(outer: ValueEdit, inner: ValueEdit): ValueEdit {
  if (outer.kind !== "insert" && outer.kind !== "replace") return inner;
  const aim = { path: ["", ...inner.path.slice(outer.path.length)], seen: outer.to };
  const { texts } = applyEdits(new Map([["", outer.to]]), [{ ...inner, ...aim }]);
  return { ...outer, to: texts.get("") ?? outer.to };
}

/** The same edit, made in full knowledge of what is there now. */
export function insist(edit: ValueEdit, now: Texts): ValueEdit {
  const seen = now.get(String(edit.path[0])) ?? null;
  const there = rawAt(seen, edit.path) !== null;
  const { path } = edit;
  if (edit.kind === "remove" || edit.kind === "rename") return { ...edit, seen };
  if (there && typeof path.at(-1) !== "number") return { kind: "replace", path, seen, to: edit.to };
  if (there) return edit.kind === "replace" ? { ...edit, seen } : { ...edit, seen, at: Number(path.at(-1)) };
  return { kind: "insert", path, seen, to: edit.to, at: null };
}
