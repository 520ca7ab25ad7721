/** Nodes → text again, compact or over lines, every scalar exactly as it was written. */

import { isPrecise, type JsonNode } from "./parse.ts";
import type { Path } from "./path.ts";

export interface PrettyLine {
  /** Indented. */
  readonly text: string;
  /** The value that begins on this line; of a closing bracket, the list or dict it closes. */
  readonly path: Path;
}

/** Without any space between tokens: the form in which values are saved. */
export function compact(text: string, node: JsonNode): string {
  if (node.kind === "list") return `[${node.items.map((item) => compact(text, item)).join(",")}]`;
  if (node.kind === "dict") {
    const members = [...node.members.values()].map(
      ({ nameStart, nameEnd, value }) => `${text.slice(nameStart, nameEnd)}:${compact(text, value)}`,
    );
    return `{${members.join(",")}}`;
  }
  return text.slice(node.start, node.end);
}

/**
 * As `JSON.stringify` would write the value, so as an app would: `1.50` is `1.5`, `"\u0041"` is `"A"`.
 * Numbers that JavaScript would round stay as they are.
 */
export function canonical(text: string, node: JsonNode): string {
  if (node.kind === "list") return `[${node.items.map((item) => canonical(text, item)).join(",")}]`;
  if (node.kind === "dict") {
    const members = [...node.members.values()].map(
      ({ name, value }) => `${JSON.stringify(name)}:${canonical(text, value)}`,
    );
    return `{${members.join(",")}}`;
  }
  const raw = text.slice(node.start, node.end);
  return node.kind === "number" && !isPrecise(raw) ? raw : JSON.stringify(JSON.parse(raw));
}

/** Two spaces a level, as `JSON.stringify(value, null, 2)` would. `path` is that of the node itself. */
export function pretty(text: string, node: JsonNode, path: Path = []): PrettyLine[] {
  const lines: PrettyLine[] = [];
  const write = (at: JsonNode, here: Path, before: string, after: string, indent: string) => {
    const children =
      at.kind === "list"
        ? at.items.map((item, index) => ({ step: index, name: "", value: item }))
        : at.kind === "dict"
          ? [...at.members.values()].map((member) => ({
              step: member.name,
              name: `${text.slice(member.nameStart, member.nameEnd)}: `,
              value: member.value,
            }))
          : [];
    if (children.length === 0) {
      lines.push({ text: `${indent}${before}${compact(text, at)}${after}`, path: here });
      return;
    }
    const [open, close] = at.kind === "list" ? "[]" : "{}";
    lines.push({ text: `${indent}${before}${open}`, path: here });
    children.forEach(({ step, name, value }, index) => {
      write(value, [...here, step], name, index < children.length - 1 ? "," : "", `${indent}  `);
    });
    lines.push({ text: `${indent}${close}${after}`, path: here });
  };
  write(node, path, "", "", "");
  return lines;
}

export const prettyText = (text: string, node: JsonNode): string =>
  pretty(text, node)
    .map((line) => line.text)
    .join("\n");

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
