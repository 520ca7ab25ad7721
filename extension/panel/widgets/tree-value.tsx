/** A value in one line: the glyph of its type, and its text in the colour of its type. */

import type { VNode } from "preact";
import type { JsonNode } from "../../json/node.ts";
import { stringOf } from "../../json/parse.ts";
import { childrenOf } from "../../json/path.ts";
import { iso } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useText } from "./text.ts";
import { dateOf, type Root, type TreeRow, type ValueKind } from "./tree-rows.ts";
import { Visible } from "./visible.tsx";

const glyphs: Readonly<Record<ValueKind, { icon: IconName; class: string }>> = {
  string: { icon: "type-string", class: "str" },
  number: { icon: "type-number", class: "num" },
  boolean: { icon: "type-boolean", class: "bool" },
  date: { icon: "type-date", class: "date" },
  null: { icon: "type-null", class: "null" },
  list: { icon: "type-list", class: "list" },
  dict: { icon: "type-dict", class: "dict" },
  hidden: { icon: "type-hidden", class: "lock" },
  other: { icon: "page", class: "lock" },
};
/** Message ids of the names of types. */
export const kindNames = {
  string: "typeString",
  number: "typeNumber",
  boolean: "typeBoolean",
  date: "typeDate",
  null: "typeNull",
  list: "typeList",
  dict: "typeDict",
  hidden: "hiddenByServer",
  other: "typeOther",
} as const satisfies Record<ValueKind, string>;

export function Glyph({ kind }: { kind: ValueKind }): VNode {
  const text = useText();
  const name = text(kindNames[kind]);
  return (
    <span class={`g ${glyphs[kind].class}`} role="img" aria-label={name} title={name}>
      <Icon name={glyphs[kind].icon} />
    </span>
  );
}

/** Marks the parts that match the filter. */
export function Marked({ text, hits }: { text: string; hits: readonly string[] }): VNode {
  const lower = text.toLowerCase();
  const parts: VNode[] = [];
  let at = 0;
  while (at < text.length) {
    const found = hits.map((hit) => [lower.indexOf(hit, at), hit.length] as const).filter(([start]) => start >= 0);
    if (found.length === 0) break;
    const [start, length] = found.reduce((a, b) => (b[0] < a[0] || (b[0] === a[0] && b[1] > a[1]) ? b : a));
    parts.push(
      <Visible text={text.slice(at, start)} />,
      <mark class="hit">
        <Visible text={text.slice(start, start + length)} />
      </mark>,
    );
    at = start + length;
  }
  return (
    <>
      {parts}
      <Visible text={text.slice(at)} />
    </>
  );
}

/** UTF-16 units of a value in a row, where more cannot be seen. */
const longestShown = 400;

export interface ValueTextProps {
  readonly row: Pick<TreeRow, "root" | "node" | "kind" | "count" | "expanded">;
  readonly hits: readonly string[];
}

/** An open list or dict shows the number of its values, a closed one a preview of them. */
export function ValueText({ row, hits }: ValueTextProps): VNode {
  const text = useText();
  const { root, node, kind, count, expanded } = row;
  if (kind === "hidden") return <span class="t-p">{text("hiddenByServer")}</span>;
  if (node === null) {
    const whole = kind === "other" && root.text.length <= longestShown;
    return (
      <span class="t-p">
        <Visible text={root.text.slice(0, longestShown)} />
        {!whole && "…"}
      </span>
    );
  }
  if (expanded && count !== null) {
    const [one, many] = kind === "list" ? ["itemOne", "itemMany"] : ["keyOne", "keyMany"];
    return <span class="t-p">{text(count === 1 ? one! : many!, `${count}`)}</span>;
  }
  if (node.kind === "list" || node.kind === "dict") return <span class="t-p">{preview(root, node, hits)}</span>;
  return <Scalar text={root.text} node={node} hits={hits} />;
}

interface ScalarProps {
  readonly text: string;
  readonly node: JsonNode;
  readonly hits: readonly string[];
}

const classes = { string: "t-str", number: "t-num", boolean: "t-bool", null: "t-null" } as const;

/** JSON text that is a scalar; dates are written for people. */
export function Scalar({ text, node, hits }: ScalarProps): VNode {
  const raw = text.slice(node.start, Math.min(node.end, node.start + longestShown));
  if (node.kind === "list" || node.kind === "dict") {
    return (
      <span class="t-p">
        <Visible text={raw} />
      </span>
    );
  }
  const date = node.kind === "string" && node.end - node.start <= 60 ? dateOf(stringOf(text, node)) : null;
  if (date !== null) {
    const shown = dateText(stringOf(text, node), date);
    return (
      <span class="t-date" title={`${shown} (${stringOf(text, node)})`}>
        <Marked text={shown} hits={hits} />
      </span>
    );
  }
  return (
    <span class={classes[node.kind]}>
      <Marked text={node.end - node.start > longestShown ? `${raw}…` : raw} hits={hits} />
    </span>
  );
}

/** `2026-11-23 10:56:01 UTC`; a day stays a day. */
const dateText = (value: string, at: number): string =>
  value.length === 10 ? value : `${iso(at).slice(0, 19).replace("T", " ")} UTC`;

/** UTF-16 units of a preview, roughly. */
const previewLength = 110;

/** `{colour: "Sage", engraving: null, …}` */
function preview(root: Root, node: JsonNode, hits: readonly string[]): (string | VNode)[] {
  const parts: (string | VNode)[] = [];
  let left = previewLength;
  const write = (at: JsonNode, depth: number) => {
    if (at.kind !== "list" && at.kind !== "dict") {
      left -= at.end - at.start;
      parts.push(<Scalar text={root.text} node={at} hits={hits} />);
      return;
    }
    const [open, close] = at.kind === "list" ? "[]" : "{}";
    parts.push(open!);
    let index = 0;
    for (const [step, child] of childrenOf(at)) {
      if (index > 0) parts.push(", ");
      if (left <= 0 || (depth > 1 && index === 0)) {
        parts.push("…");
        break;
      }
      const name = typeof step === "string" ? `${step}: ` : "";
      left -= name.length + 2;
      parts.push(<Visible text={name} />);
      write(child, depth + 1);
      index++;
    }
    parts.push(close!);
  };
  write(node, 0);
  return parts;
}
