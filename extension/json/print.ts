/** Prints nodes as text, compact or indented; every scalar stays exactly as it is written. */

import { isPrecise, type JsonLeaf, type JsonMember, type JsonNode } from "./node.ts";
import type { Path } from "./path.ts";

export interface PrettyLine {
  /** Indented. */
  readonly text: string;
  /** Path of the value that begins on this line; for a closing bracket, of the list or dict that it closes. */
  readonly path: Path;
}

/** Prints without white space between tokens: the form in which values are saved. */
export function compact(text: string, node: JsonNode): string {
  return written(node, {
    name: ({ nameStart, nameEnd }) => text.slice(nameStart, nameEnd),
    scalar: ({ start, end }) => text.slice(start, end),
  });
}

/**
 * Prints the value as `JSON.stringify`, and so an app, would: `1.50` becomes `1.5`, `"\u0041"` becomes `"A"`.
 * A number that JavaScript would round stays as it is.
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

/** Prints over lines with two spaces a level, as `JSON.stringify(value, null, 2)` does. `path` is the node's own. */
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

/** @param path null if the caller needs no paths. */
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

/** The size of a text in bytes of UTF-8. */
export function byteSize(text: string, start = 0, end = text.length): number {
  let size = end - start;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate pair takes four bytes: two for each half.
    size += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return size;
}
