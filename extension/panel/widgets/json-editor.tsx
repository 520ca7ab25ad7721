/** JSON in lines with numbers and colours, to be read and edited, at any length. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Editor } from "./json-editor/editor.ts";
import type { LineMark } from "./json-editor/marks.ts";
import "./json-editor.css";
import { useText } from "./text.ts";

export interface JsonEditorProps {
  /** What the text is of: with another one, what was typed before cannot be undone. */
  readonly of: string;
  readonly label: string;
  readonly text: string;
  readonly readOnly?: boolean;
  /** Lines with a bar, from 0. */
  readonly marks?: ReadonlyMap<number, LineMark>;
  /** Why it is no JSON, and the offset from which on; null: not in the text. */
  readonly problem?: { readonly sentence: string; readonly at: number | null } | null;
  /** Grows when the field should have the focus. */
  readonly focusRequests?: number;
  /**
   * The user begins to change the text that is shown. What it returns is told the text: with each key, or where it is long, when the
   * typing rests.
   */
  onType?(): (typed: string) => void;
  /** Ctrl+S. */
  onSave?(): void;
}

/** UTF-16 units beyond which lines have no marks: finding them would make typing slow. */
export const longestMarked = 60_000;

const unmarked: ReadonlyMap<number, LineMark> = new Map();

export function JsonEditor(props: JsonEditorProps): VNode {
  const { of, label, text, readOnly = false, marks = unmarked, problem = null, focusRequests = 0 } = props;
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const words = useText();
  useLayoutEffect(() => {
    const element = host.current!;
    let opened: Editor | null = null;
    const end = new AbortController();
    void (async () => {
      const { openEditor } = await import("./json-editor/editor.ts");
      if (end.signal.aborted) return;
      const begin = () => latest.current.onType?.() ?? (() => {});
      opened = openEditor(element, { text: words, begin, save: () => latest.current.onSave?.() });
      if (document.activeElement === element) opened.focus();
      setEditor(opened);
    })();
    return () => {
      end.abort();
      opened?.close();
    };
  }, []);

  const shownOf = useRef<string>(null);
  useLayoutEffect(() => {
    editor?.describe({ label, readOnly, problem: problem?.sentence ?? null });
  }, [editor, label, readOnly, problem?.sentence]);
  useLayoutEffect(() => {
    editor?.show(text, shownOf.current !== of);
    if (editor !== null) shownOf.current = of;
  });
  const lines = [...marks].join(" ");
  useLayoutEffect(() => {
    editor?.mark({ lines: marks, problemAt: problem?.at ?? null });
  }, [editor, of, text, lines, problem?.at]);
  const answered = useRef(focusRequests);
  useLayoutEffect(() => {
    if (editor === null || answered.current === focusRequests) return;
    answered.current = focusRequests;
    editor.focus();
  }, [editor, focusRequests]);

  // While the editor loads, Tab stops here, and the editor takes the focus over.
  return <div ref={host} class="json-editor" aria-busy={editor === null} tabIndex={editor === null ? 0 : undefined} />;
}
