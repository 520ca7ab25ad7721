/** The editor itself, loaded when the first JSON is to be seen. Only the lines that can be seen are in the page. */

import { history, historyKeymap, insertNewlineKeepIndent, standardKeymap } from "@codemirror/commands";
import { closeSearchPanel, findNext, findPrevious, openSearchPanel, search } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, type KeyBinding, keymap, lineNumbers } from "@codemirror/view";
import type { Text } from "../text.ts";
import { colours } from "./colours.ts";
import { type Marks, marks, setMarks } from "./marks.ts";
import style from "./shadow.css?inline";
import { createTyped } from "./typed.ts";

export interface Described {
  readonly label: string;
  readonly readOnly: boolean;
  /** What is wrong with the text, as a sentence; null: nothing. */
  readonly problem: string | null;
}

export interface EditorRules {
  readonly text: Text;
  /** The user begins to change the text. What it returns is told the text, with each key or once the typing rests. */
  begin(): (typed: string) => void;
  /** Ctrl+S. */
  save(): void;
}

export interface Editor {
  /** Shows another text. `fresh`: of another value, so nothing of the one before can be undone. */
  show(text: string, fresh: boolean): void;
  mark(marks: Marks): void;
  describe(how: Described): void;
  /** What is typed and not told yet is told now. */
  tell(): void;
  focus(): void;
  close(): void;
}

/** Not typed: the text is another. */
const shown = Annotation.define<boolean>();

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

/** Id of what is wrong, inside. */
const problemId = "problem";

export function openEditor(host: HTMLElement, rules: EditorRules): Editor {
  // In a shadow root its styles are adopted: the page's policy lets no script write a style element.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open", delegatesFocus: true });
  root.adoptedStyleSheets = [sheet];
  const problem = document.createElement("p");
  problem.id = problemId;
  const described = new Compartment();
  let description: Extension = [];

  /** As it was shown or told last. */
  let known = "";
  const read = () => {
    known = view.state.doc.toString();
    return known;
  };
  const typed = createTyped(read, () => rules.begin());
  const extensions: Extension = [
    // CR and the separators of Unicode are characters of a line, so that the text stays as it is.
    EditorState.lineSeparator.of("\n"),
    EditorState.tabSize.of(2),
    lineNumbers(),
    history(),
    colours,
    marks,
    search({ top: true }),
    EditorState.phrases.of(phrases(rules.text)),
    keymap.of([...ownKeys(rules, typed.tell), ...historyKeymap, ...standardKeymap]),
    // Other programs end lines with CRLF; a text field would take it the same way.
    EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
    EditorView.domEventHandlers({ blur: () => void typed.tell() }),
    EditorView.updateListener.of(({ docChanged, transactions, state }) => {
      if (docChanged && !transactions.every((one) => one.annotation(shown))) typed.changed(state.doc.length);
    }),
  ];
  const stateOf = (text: string) =>
    EditorState.create({ doc: text, extensions: [extensions, described.of(description)] });
  const view = new EditorView({ state: stateOf(""), root });
  root.replaceChildren(view.dom, problem);

  return {
    show(text, fresh) {
      if (text === known && !fresh) return;
      // Who is told draws anew, with what was typed or without.
      if (typed.tell() && !fresh) return;
      const before = known;
      known = text;
      if (fresh) view.setState(stateOf(text));
      else
        view.dispatch({
          changes: difference(before, text),
          annotations: [Transaction.addToHistory.of(false), shown.of(true)],
        });
    },
    mark: (to) => view.dispatch({ effects: setMarks.of(to) }),
    describe({ label, readOnly, problem: sentence }) {
      problem.textContent = sentence;
      const named = { "aria-label": label, tabindex: "0" };
      const wrong = { "aria-invalid": "true", "aria-describedby": problemId };
      description = [
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ ...named, ...(sentence === null ? {} : wrong) }),
      ];
      view.dispatch({ effects: described.reconfigure(description) });
    },
    tell: typed.tell,
    focus: () => view.focus(),
    close() {
      typed.tell();
      view.destroy();
    },
  };
}

function ownKeys(rules: EditorRules, tell: () => void): readonly KeyBinding[] {
  const save = () => {
    tell();
    rules.save();
    return true;
  };
  return [
    ...["Mod-s", "Ctrl-s", "Mod-Enter", "Ctrl-Enter"].map((key) => ({ key, run: save })),
    { key: "Enter", run: insertNewlineKeepIndent },
    { key: "Mod-f", run: openSearchPanel, scope: "editor search-panel" },
    { key: "F3", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
    { key: "Mod-g", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
    { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
  ];
}

/** The words of the search, in the language of the panel. */
const phrases = (text: Text) => ({
  Find: text("findText"),
  Replace: text("findReplacement"),
  next: text("findNext"),
  previous: text("findPrevious"),
  "match case": text("findCase"),
  regexp: text("findPattern"),
  "by word": text("findWords"),
  replace: text("findReplace"),
  "replace all": text("findReplaceAll"),
  close: text("close"),
});

/** The one stretch in which two texts differ: all around it stays where it is, the place that is looked at too. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  const rest = most - head;
  while (tail < rest && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail))
    tail++;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}
