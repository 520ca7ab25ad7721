/** The current value as lines of JSON. Typed text stays until it is saved or reverted. */

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { linesChanged, sameLines } from "../../../json/lines.ts";
import { parseStored } from "../../../json/parse.ts";
import { ancestorsOf, type Path, pathId, pathText } from "../../../json/path.ts";
import { type PrettyLine, pretty, prettyText } from "../../../json/print.ts";
import { Button } from "../../widgets/button.tsx";
import { Icon } from "../../widgets/icon.tsx";
import { JsonEditor, longestMarked } from "../../widgets/json-editor.tsx";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { Visible } from "../../widgets/visible.tsx";
import type { Document } from "../edits/documents.ts";
import type { ShownSession } from "../shown-session.ts";
import "./json-pane.css";

export interface JsonPaneProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  /** JSON text; null: not known. */
  readonly value: string | null;
  /** Grows when the editor should have the focus. */
  readonly focusRequests: number;
}

export function JsonPane({ shown, row, value, focusRequests }: JsonPaneProps): VNode {
  const { panel, rowActions, documents, overlay } = shown;
  const { text } = panel;
  const document = documents.open.value.get(row.id);
  // Worked out once per value, not with each keystroke.
  const stored = useMemo(() => linesOf(value ?? "", row), [value, row.id]);
  if (value === null && document === undefined) {
    return (
      <p class="json-none dim">
        {text(
          row.kind === "hidden" ? "hiddenByServer" : row.root.state === "cut" ? "detailLoading" : whyNot(row.root.text),
        )}
      </p>
    );
  }
  const typed = document?.typed ?? stored.text;
  if (row.kind === "other" && document === undefined) return <Reading of={row.id} text={value ?? ""} />;
  return (
    <JsonEditor
      of={row.id}
      label={text("sessionJsonOf", pathText(row.path))}
      text={typed}
      readOnly={!rowActions.editable(row) && document === undefined}
      marks={marksOf(shown, row, stored.lines, document)}
      problem={document === undefined || document.checked.ok ? null : document.checked}
      focusRequests={focusRequests}
      onType={() => {
        const seen = overlay.expected(row.root.key);
        return (to) => documents.type(row.path, to, stored.text, seen);
      }}
      onSave={() => void documents.save(row.id)}
    />
  );
}

/** A text that is no JSON, to be read. */
const Reading = ({ of, text }: { readonly of: string; readonly text: string }): VNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it
  <pre key={of} class="raw" tabIndex={0}>
    <Visible text={text} />
  </pre>
);

/** Message id of why the text is not shown in lines. */
function whyNot(stored: string): string {
  const parsed = parseStored(stored);
  return !parsed.ok && /^too-(deep|many)$/.test(parsed.problem.reason) ? "detailTooMuch" : "detailNoJson";
}

function linesOf(value: string, row: TreeRow): { readonly text: string; readonly lines: readonly PrettyLine[] } {
  const parsed = parseStored(value);
  if (!parsed.ok) return { text: value, lines: [{ text: value, path: row.path }] };
  // Longer texts have no marks, so their lines are not needed.
  if (value.length > longestMarked) return { text: prettyText(value, parsed.node), lines: [] };
  const lines = pretty(value, parsed.node, row.path);
  return { text: lines.map((line) => line.text).join("\n"), lines };
}

/** Marks the lines that the user has changed, and those that the server has just changed. */
function marksOf(
  { highlights }: ShownSession,
  row: TreeRow,
  lines: readonly PrettyLine[],
  document: Document | undefined,
) {
  const marks = new Map<number, "edit" | "chg">();
  if (lines.length === 0) return marks;
  const isNew = (path: Path) => highlights.byPath.value.has(pathId(path));
  const before = lines.map((line) => line.text);
  const same = document === undefined ? before.map((_, index) => index) : sameLines(before, document.typed.split("\n"));
  for (const [index, old] of same.entries()) {
    const line = lines[old];
    if (line === undefined) marks.set(index, "edit");
    else if ([line.path, ...ancestorsOf(line.path)].some((path) => path.length >= row.path.length && isNew(path))) {
      marks.set(index, "chg");
    }
  }
  return marks;
}

interface JsonFootProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  /** Shows another text that is not saved. Without a path: that of all keys. */
  onOther(path: Path): void;
}

/** Says what is not saved, and offers to save or revert it. */
export function JsonFoot({ shown, row, onOther }: JsonFootProps): VNode | null {
  const { panel, documents } = shown;
  const { text } = panel;
  const document = documents.open.value.get(row.id);
  const others = [...documents.open.value.values()].filter((other) => other !== document);
  if (document === undefined && others.length === 0) return null;
  return (
    <div class="foot">
      <span class="grow cut">
        {document === undefined ? (
          <Button
            kind="link"
            label={text("detailUnsavedAt", pathText(others[0]!.path) || text("detailAll"))}
            onClick={() => onOther(others[0]!.path)}
          />
        ) : (
          <DocumentState shown={shown} document={document} />
        )}
      </span>
      {document !== undefined && (
        <>
          <Button label={text("revert")} onClick={() => documents.revert(row.id)} />
          <Button
            kind="primary"
            label={text("save")}
            keys="Ctrl+S"
            disabled={!document.checked.ok}
            onClick={() => void documents.save(row.id)}
          />
        </>
      )}
    </div>
  );
}

export function DocumentState({ shown, document }: { shown: ShownSession; document: Document }): VNode {
  const { text } = shown.panel;
  const { checked, problem, from, typed } = document;
  const wrong = problem ?? (checked.ok ? null : checked.sentence);
  if (wrong !== null) {
    return (
      <span class="c-err problem" title={wrong}>
        <Icon name="error" />
        <span class="cut">{wrong}</span>
      </span>
    );
  }
  const changed = linesChanged(from, typed);
  return (
    <>
      <span class="c-accent">{text(changed === 1 ? "detailLineChanged" : "detailLinesChanged", `${changed}`)}</span>{" "}
      {text("notSaved")}
    </>
  );
}
