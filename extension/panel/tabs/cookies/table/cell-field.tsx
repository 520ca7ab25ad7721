/** The field in a cell that is edited in place. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSaid } from "../../../widgets/announce.ts";
import { sameSites } from "../drafts/cookie-fields.ts";
import type { EditableColumn } from "../drafts/drafts.ts";
import { sameSiteShown } from "../known/attribute-text.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";

export const problemId = (row: CookieRow): string => `cookie-problem-${row.id}`;

interface Props {
  readonly state: CookiesState;
  readonly row: CookieRow;
  readonly column: EditableColumn;
}

/** Enter saves, Esc cancels, Tab goes to the next cell. When the focus leaves otherwise, the draft stays unsaved. */
export function CellField({ state, row, column }: Props): VNode {
  const { drafts } = state;
  const { text } = state.panel;
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const fields = drafts.fieldsFor(row);
  const problem = drafts.problemOf(row);
  const bad = problem !== null && drafts.problemShown.value;
  useSaid(bad ? text(...problem.sentence) : null, "assertive");

  useLayoutEffect(() => {
    const element: HTMLElement = field.current!;
    element.focus();
    if (element instanceof HTMLInputElement && element.type === "text")
      element.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") void state.rowEdits.save(row);
    else if (event.key === "Escape") {
      drafts.cancel();
      state.list.table.focus();
    } else if (event.key === "Tab") drafts.step(event.shiftKey ? -1 : 1, shownColumns(field.current!));
    else return;
    event.preventDefault();
  };
  const onBlur = () => {
    const { value: cell } = drafts.cell;
    if (cell?.id === row.id && cell.column === column) drafts.leave();
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
        onChange={(event) =>
          drafts.type(row, { sameSite: event.currentTarget.value as CookieRow["cookie"]["sameSite"] })
        }
      >
        {sameSites.map((value) => (
          <option key={value} value={value}>
            {sameSiteShown({ sameSite: value }) ?? text("cookieNotSet")}
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

/** The columns that the table has room for. */
const shownColumns = (field: HTMLElement): readonly string[] =>
  [...field.closest("[role=row]")!.querySelectorAll<HTMLElement>("[data-column]")]
    .filter((cell) => cell.checkVisibility())
    .map((cell) => cell.dataset.column!);

const names = {
  name: "cookieName",
  value: "value",
  domain: "cookieDomain",
  path: "path",
  expires: "cookieExpires",
  httpOnly: "cookieHttpOnly",
  secure: "cookieSecure",
  sameSite: "cookieSameSite",
} as const satisfies Readonly<Record<EditableColumn, string>>;
