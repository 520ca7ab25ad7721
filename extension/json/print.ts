/** Nodes → text again, compact or over lines, every scalar exactly as it was written. */

import { isPrecise, type JsonLeaf, type JsonMember, type JsonNode } from "./node.ts";
import type { Path } from "./path.ts";

export interface PrettyLine {
  /** Indented. */
  readonly text: string;
  /** The value that begins on this line; of a closing bracket, the list or dict it closes. */
  readonly path: Path;
}

/** Without any space between tokens: the form in which values are saved. */
export function compact(text: string, node: JsonNode): string {
  return written(node, {
    name: ({ nameStart, nameEnd }) => text.slice(nameStart, nameEnd),
    scalar: ({ start, end }) => text.slice(start, end),
  });
}

/**
 * As `JSON.stringify` would write the value, so as an app would: `1.50` is `1.5`, `"\u0041"` is `"A"`.
 * Numbers that JavaScript would round stay as they are.
 */
export function canonical(text: string, node: JsonNode): string {
  return written(node, {
    name: ({ name }) => JSON.stringify(name),
    scalar({ kind, start, end }) {
      const raw = text.slice(start, end);
      return kind === "number" && !isPrecise(raw) ? raw : JSON.stringify(JSON.parse(raw));
    },
  });
}

interface Hand {
  name(member: JsonMember): string;
  scalar(node: JsonLeaf): string;
}

function written(node: JsonNode, hand: Hand): string {
  const parts: string[] = [];
  const write = (at: JsonNode): void => {
    if (at.kind === "list") {
      let before = "[";
      for (const item of at.each()) {
        parts.push(before);
        write(item);
        before = ",";
      }
      parts.push(at.count === 0 ? "[]" : "]");
    } else if (at.kind === "dict") {
      let before = "{";
      for (const member of at.each()) {
        parts.push(before, hand.name(member), ":");
        write(member.value);
        before = ",";
      }
      parts.push(at.count === 0 ? "{}" : "}");
    } else parts.push(hand.scalar(at));
  };
  write(node);
  return parts.join("");
}

/** Two spaces a level, as `JSON.stringify(value, null, 2)` would. `path` is that of the node itself. */
export function pretty(text: string, node: JsonNode, path: Path = []): PrettyLine[] {
  const lines: PrettyLine[] = [];
  writePretty(text, node, path, (line, at) => lines.push({ text: line, path: at! }));
  return lines;
}

export function prettyText(text: string, node: JsonNode): string {
  const lines: string[] = [];
  writePretty(text, node, null, (line) => lines.push(line));
  return lines.join("\n");
}

/** @param path null: nobody asks for paths. */
function writePretty(
  text: string,
  node: JsonNode,
  path: Path | null,
  line: (text: string, at: Path | null) => void,
): void {
  const write = (at: JsonNode, here: Path | null, before: string, after: string, indent: string) => {
    if (at.kind !== "list" && at.kind !== "dict") {
      line(`${indent}${before}${text.slice(at.start, at.end)}${after}`, here);
      return;
    }
    const [open, close] = at.kind === "list" ? "[]" : "{}";
    if (at.count === 0) {
      line(`${indent}${before}${open}${close}${after}`, here);
      return;
    }
    line(`${indent}${before}${open}`, here);
    let left = at.count;
    const child = (step: string | number, name: string, value: JsonNode) => {
      left--;
      write(value, here && [...here, step], name, left > 0 ? "," : "", `${indent}  `);
    };
    if (at.kind === "list") for (const item of at.each()) child(at.count - left, "", item);
    else {
      for (const { name, nameStart, nameEnd, value } of at.each()) {
        child(name, `${text.slice(nameStart, nameEnd)}: `, value);
      }
    }
    line(`${indent}${close}${after}`, here);
  };
  write(node, path, "", "", "");
}

/** Bytes of UTF-8. */
export function byteSize(text: string, start = 0, end = text.length): number {
  let size = end - start;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate is one half of four bytes.
    size += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return size;
}
