/** What differs between two JSON texts, value by value. */

import microdiff from "microdiff";
import { type JsonNode, parseStored } from "./parse.ts";
import { nodeAt, type Path } from "./path.ts";

export interface Difference {
  readonly kind: "added" | "changed" | "removed";
  readonly path: Path;
  /** JSON text; null where there was nothing. */
  readonly before: string | null;
  /** JSON text; null where there is nothing any more. */
  readonly after: string | null;
}

/**
 * Compares two texts; null is absence. A list is compared place by place.
 * Scalars are compared as they are written, so numbers no double could hold still differ where they differ.
 * @param path put in front of each path: the key of the session, say.
 */
export function diffTexts(before: string | null, after: string | null, path: Path = []): Difference[] {
  if (before === after) return [];
  if (before === null || after === null) {
    return [{ kind: before === null ? "added" : "removed", path, before, after }];
  }
  const [old, now] = [parseStored(before), parseStored(after)];
  if (!old.ok || !now.ok) return [{ kind: "changed", path, before, after }];
  const raw = (text: string, node: JsonNode, at: Path) => {
    const found = nodeAt(node, at);
    return found === undefined ? null : text.slice(found.start, found.end);
  };
  return microdiff([shape(before, old.node)], [shape(after, now.node)], { cyclesFix: false }).map(
    ({ type, path: [, ...below] }) => ({
      kind: type === "CREATE" ? "added" : type === "REMOVE" ? "removed" : "changed",
      path: [...path, ...below],
      before: raw(before, old.node, below),
      after: raw(after, now.node, below),
    }),
  );
}

/** Dicts and lists as such, every scalar as its text: what microdiff then compares is what is written. */
function shape(text: string, node: JsonNode): unknown {
  if (node.kind === "list") return node.items.map((item) => shape(text, item));
  if (node.kind !== "dict") return text.slice(node.start, node.end);
  const dict: Record<string, unknown> = Object.create(null);
  for (const { name, value } of node.members.values()) dict[name] = shape(text, value);
  return dict;
}
