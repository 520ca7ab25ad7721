/** JSON in the colours of its types, and characters that show nothing written out: of the lines that can be seen. */

import { type Extension, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import { unseenIn } from "../../../json/visible.ts";

/** UTF-16 units of a line beyond which it has no colours: only a part of it is drawn. */
const longestColoured = 10_000;

/** Strings never go over the end of a line. */
const token = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false)\b|\b(null)\b/g;

const styles = { name: "t-k", string: "t-str", number: "t-num", boolean: "t-bool", null: "t-null" } as const;
const marks = Object.fromEntries(
  Object.entries(styles).map(([kind, style]) => [kind, Decoration.mark({ class: style })]),
) as Readonly<Record<keyof typeof styles, Decoration>>;

class Written extends WidgetType {
  readonly #text: string;
  constructor(text: string) {
    super();
    this.#text = text;
  }
  override eq(other: Written): boolean {
    return other.#text === this.#text;
  }
  override toDOM(): HTMLElement {
    const span = document.createElement("span");
    span.className = "esc";
    span.textContent = this.#text;
    return span;
  }
}

function coloursIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  let done = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = Math.max(from, done + 1); at <= to; ) {
      const line = doc.lineAt(at);
      if (line.length <= longestColoured) {
        colourLine(builder, line.text, line.from);
        done = line.to;
      } else {
        const end = Math.min(line.to, to);
        writeOut(builder, doc.sliceString(at, end), at);
        done = end;
      }
      at = line.to + 1;
    }
  }
  return builder.finish();
}

function colourLine(builder: RangeSetBuilder<Decoration>, line: string, start: number): void {
  let end = 0;
  for (const { 0: all, 1: string, 2: colon, 3: number, 4: boolean, index } of line.matchAll(token)) {
    writeOut(builder, line.slice(end, index), start + end);
    const kind =
      string !== undefined
        ? colon === undefined
          ? "string"
          : "name"
        : number !== undefined
          ? "number"
          : boolean !== undefined
            ? "boolean"
            : "null";
    const coloured = string ?? all;
    builder.add(start + index, start + index + coloured.length, marks[kind]);
    writeOut(builder, coloured, start + index);
    end = index + coloured.length;
  }
  writeOut(builder, line.slice(end), start + end);
}

function writeOut(builder: RangeSetBuilder<Decoration>, text: string, start: number): void {
  for (const { at, length, written } of unseenIn(text)) {
    if (written === "\\t") continue;
    builder.add(start + at, start + at + length, Decoration.replace({ widget: new Written(written) }));
  }
}

export const colours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloursIn(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) this.decorations = coloursIn(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);
