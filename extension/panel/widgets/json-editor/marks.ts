/** What is said of a text beside it: lines with a bar, and where it stops being JSON. */

import { type Extension, RangeSet, RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";

/** `edit`: changed here. `chg`: changed on the server. */
export type LineMark = "edit" | "chg";

export interface Marks {
  /** By line, from 0. */
  readonly lines: ReadonlyMap<number, LineMark>;
  /** Offset from which on it is no JSON; null: it is JSON, or nobody has looked yet. */
  readonly problemAt: number | null;
}

export const setMarks = StateEffect.define<Marks>();

class Bar extends GutterMarker {
  override readonly elementClass: string;
  constructor(mark: LineMark) {
    super();
    this.elementClass = `is-${mark}`;
  }
}
const bars = { edit: new Bar("edit"), chg: new Bar("chg") };
const stripes = { edit: Decoration.line({ class: "is-edit" }), chg: Decoration.line({ class: "is-chg" }) };
const squiggle = Decoration.mark({ class: "squiggle" });

interface Drawn {
  readonly lines: DecorationSet;
  readonly gutter: RangeSet<GutterMarker>;
  readonly problem: DecorationSet;
}

function drawn({ lines, problemAt }: Marks, doc: Text): Drawn {
  const [stripe, bar] = [new RangeSetBuilder<Decoration>(), new RangeSetBuilder<GutterMarker>()];
  for (const [index, mark] of [...lines].sort(([a], [b]) => a - b)) {
    if (index >= doc.lines) continue;
    const { from } = doc.line(index + 1);
    stripe.add(from, from, stripes[mark]);
    bar.add(from, from, bars[mark]);
  }
  return { lines: stripe.finish(), gutter: bar.finish(), problem: problemIn(doc, problemAt) };
}

/** From where it goes wrong to the end of that line; at its end, the character before. */
function problemIn(doc: Text, problemAt: number | null): DecorationSet {
  if (problemAt === null || doc.length === 0) return Decoration.none;
  const line = doc.lineAt(Math.min(problemAt, doc.length));
  const from = Math.min(problemAt, Math.max(line.from, line.to - 1));
  return from < line.to ? Decoration.set(squiggle.range(from, line.to)) : Decoration.none;
}

const empty: Drawn = { lines: Decoration.none, gutter: RangeSet.empty, problem: Decoration.none };

const field = StateField.define<Drawn>({
  create: () => empty,
  update(value, { changes, effects, docChanged, newDoc }) {
    const set = effects.find((effect) => effect.is(setMarks));
    if (set !== undefined) return drawn(set.value, newDoc);
    if (!docChanged) return value;
    return { lines: value.lines.map(changes), gutter: value.gutter.map(changes), problem: value.problem.map(changes) };
  },
  provide: (of) => [
    EditorView.decorations.from(of, ({ lines }) => lines),
    EditorView.decorations.from(of, ({ problem }) => problem),
    gutterLineClass.from(of, ({ gutter }) => gutter),
  ],
});

export const marks: Extension = field;
