/** JSON in lines with numbers and colours, to be read and edited: a textarea over what it says. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./json-editor.css";

export interface JsonEditorProps {
  readonly label: string;
  readonly text: string;
  readonly readOnly?: boolean;
  /** Lines with a bar, from 0: `edit`, changed here; `chg`, changed on the server. */
  readonly marks?: ReadonlyMap<number, "edit" | "chg">;
  /** Offset from which on it is no JSON. */
  readonly faultAt?: number | null;
  /** Id of the element that says what is wrong. */
  readonly errorId?: string;
  /** Grows when the field should have the focus. */
  readonly summons?: number;
  onInput(text: string): void;
  /** Ctrl+S. */
  onSave(): void;
}

/** UTF-16 units beyond which it is a plain field: colours and marks would make typing slow. */
export const longestMarked = 60_000;

export function JsonEditor(props: JsonEditorProps): VNode {
  const { label, text, readOnly = false, marks, faultAt = null, errorId, summons = 0 } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const answered = useRef(summons);
  useLayoutEffect(() => {
    if (answered.current === summons) return;
    answered.current = summons;
    field.current!.focus();
  }, [summons]);

  const plain = text.length > longestMarked;
  let at = 0;
  return (
    <div class={`json-editor ${plain ? "is-plain" : ""}`}>
      <div class="sheet">
        {!plain && (
          <div class="code" aria-hidden="true">
            {text.split("\n").map((line, index) => {
              const from = at;
              at += line.length + 1;
              const mark = marks?.get(index);
              const fault = faultAt === null || faultAt >= at || faultAt < from ? null : faultAt - from;
              return (
                <div key={index} class={`line ${mark === undefined ? "" : `mark m-${mark} is-${mark}`}`}>
                  <span>{fault === null ? coloured(line) : faulty(line, fault)}</span>
                </div>
              );
            })}
          </div>
        )}
        <textarea
          ref={field}
          aria-label={label}
          aria-invalid={faultAt !== null}
          aria-describedby={faultAt !== null ? errorId : undefined}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          wrap="off"
          readOnly={readOnly}
          value={text}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            const command = event.ctrlKey || event.metaKey;
            if (command && (event.key.toLowerCase() === "s" || event.key === "Enter")) {
              event.preventDefault();
              props.onSave();
            }
          }}
        />
      </div>
    </div>
  );
}

const token = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false)\b|\b(null)\b/g;

/** The tokens of a line in their colours; strings never go over a line's end. */
function coloured(line: string): (string | VNode)[] {
  const parts: (string | VNode)[] = [];
  let end = 0;
  for (const match of line.matchAll(token)) {
    const [all, string, colon, number, boolean] = match;
    if (match.index > end) parts.push(<span class="t-p">{line.slice(end, match.index)}</span>);
    if (string !== undefined) {
      parts.push(<span class={colon === undefined ? "t-str" : "t-k"}>{string}</span>);
      if (colon !== undefined) parts.push(<span class="t-p">{colon}</span>);
    } else
      parts.push(
        <span class={number !== undefined ? "t-num" : boolean !== undefined ? "t-bool" : "t-null"}>{all}</span>,
      );
    end = match.index + all.length;
  }
  if (end < line.length) parts.push(<span class="t-p">{line.slice(end)}</span>);
  return parts;
}

const faulty = (line: string, at: number) => [
  ...coloured(line.slice(0, at)),
  <span class="squiggle" key="fault">
    {line.slice(at) || " "}
  </span>,
];
