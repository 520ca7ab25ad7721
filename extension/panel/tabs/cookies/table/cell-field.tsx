/** The field over a cell that is edited in place. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSaid } from "../../../widgets/announce.ts";
import type { Editable } from "../edits/drafts.ts";
import type { Row } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";

export const problemId = (row: Row): string => `cookie-problem-${row.id}`;

interface Props {
  readonly state: CookiesState;
  readonly row: Row;
  readonly column: Editable;
}

/** Enter saves, Esc restores, Tab goes to the next cell. Leaving it otherwise keeps what was typed, unsaved. */
export function CellField({ state, row, column }: Props): VNode {
  const { drafts } = state;
  const { text } = state.panel;
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const fields = drafts.fieldsFor(row);
  const problem = drafts.problemOf(row);
  const bad = problem !== null && drafts.told.value;
  useSaid(bad ? text(...problem.sentence) : null, "assertive");

  useLayoutEffect(() => {
    const element: HTMLElement = field.current!;
    element.focus();
    if (element instanceof HTMLInputElement && element.type === "text")
      element.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") void state.apply(row);
    else if (event.key === "Escape") {
      drafts.leave(true);
      state.table.focus();
    } else if (event.key === "Tab") drafts.step(event.shiftKey ? -1 : 1, columnsSeen(field.current!));
    else return;
    event.preventDefault();
  };
  const onBlur = () => {
    const { value: cell } = drafts.cell;
    if (cell?.id === row.id && cell.column === column) drafts.leave(false);
  };
  const common = {
    ref: field,
    "aria-label": text(names[column]),
    "aria-invalid": bad,
    "aria-describedby": bad ? problemId(row) : undefined,
    onKeyDown,
    onBlur,
  };
  if (column === "httpOnly" || column === "secure") {
    return (
      <input
        {...common}
        type="checkbox"
        checked={fields[column]}
        onChange={(event) => drafts.type(row, { [column]: event.currentTarget.checked })}
      />
    );
  }
  if (column === "sameSite") {
    return (
      <select
        {...common}
        class="cell-field"
        value={fields.sameSite}
        onChange={(event) => drafts.type(row, { sameSite: event.currentTarget.value as Row["cookie"]["sameSite"] })}
      >
        {sameSites.map((value) => (
          <option key={value} value={value}>
            {value === "unspecified" ? text("cookieNotSet") : value.charAt(0).toUpperCase() + value.slice(1)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...common}
      type="text"
      class={`cell-field mono ${bad ? "is-bad" : ""}`}
      autocomplete="off"
      spellcheck={false}
      placeholder={column === "expires" ? text("cookieBrowserClose") : undefined}
      value={fields[column]}
      onInput={(event) => drafts.type(row, { [column]: event.currentTarget.value })}
    />
  );
}

/** The columns that there is room for. */
const columnsSeen = (field: HTMLElement): readonly string[] =>
  [...field.closest("[role=row]")!.querySelectorAll<HTMLElement>("[data-column]")]
    .filter((cell) => cell.checkVisibility())
    .map((cell) => cell.dataset.column!);

export const sameSites = ["unspecified", "lax", "strict", "none"] as const;

const names = {
  name: "cookieName",
  value: "value",
  domain: "cookieDomain",
  path: "path",
  expires: "cookieExpires",
  httpOnly: "cookieHttpOnly",
  secure: "cookieSecure",
  sameSite: "cookieSameSite",
} as const satisfies Readonly<Record<Editable, string>>;
