/** The columns of the cookie table. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { iso } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import type { Column } from "../../../widgets/table.tsx";
import { Marked } from "../../../widgets/tree-value.tsx";
import type { EditableColumn } from "../drafts/drafts.ts";
import { domainShown } from "../known/attribute-text.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import { timeLeft } from "../known/time-left.ts";
import { mask } from "../masking/mask.ts";
import type { CookiesState } from "../state.ts";
import { type CellProps, FieldIcon, Flag, Flags, Mark, Partition, SameSite } from "./attribute-cells.tsx";
import { CellField } from "./cell-field.tsx";

/** Columns that the user can hide, with the message ids of their names. */
export const hideableColumns = [
  ["domain", "cookieDomain"],
  ["path", "path"],
  ["expires", "cookieExpires"],
  ["size", "size"],
  ["httpOnly", "cookieHttpOnly"],
  ["secure", "cookieSecure"],
  ["sameSite", "cookieSameSite"],
  ["partition", "cookiePartition"],
] as const;

export function columnsOf(state: CookiesState): readonly Column<CookieRow>[] {
  const { text } = state.panel;
  const cell = (id: EditableColumn, name: string, draw: (row: CookieRow) => VNode): Column<CookieRow> => ({
    id,
    name,
    cell: (row) => <EditableCell state={state} row={row} column={id} draw={draw} />,
  });
  return [
    cell("name", text("cookieName"), (row) => <Name state={state} row={row} />),
    cell("value", text("value"), (row) => <Value state={state} row={row} />),
    cell("domain", text("cookieDomain"), (row) => (
      <>
        <FieldIcon state={state} row={row} field="domain" />
        <span class={`cut ${row.thirdParty ? "" : "dim"}`} title={visible(domainShown(row.cookie))}>
          <Marked text={domainShown(row.cookie)} hits={state.list.filter.hits("domain")} />
        </span>
      </>
    )),
    cell("path", text("path"), (row) => (
      <>
        <FieldIcon state={state} row={row} field="path" />
        <Cut class="dim" text={row.cookie.path} />
      </>
    )),
    cell("expires", text("cookieExpires"), (row) => <Expires state={state} row={row} />),
    {
      id: "size",
      name: text("size"),
      end: true,
      cell: (row) => (
        <>
          <FieldIcon state={state} row={row} field="size" />
          <span class="num dim">{row.size}</span>
        </>
      ),
    },
    cell("httpOnly", text("cookieHttpOnly"), (row) => (
      <Flag state={state} row={row} field="httpOnly" on={row.cookie.httpOnly} name={text("cookieHttpOnly")} />
    )),
    cell("secure", text("cookieSecure"), (row) => (
      <Flag state={state} row={row} field="secure" on={row.cookie.secure} name={text("cookieSecure")} />
    )),
    cell("sameSite", text("cookieSameSite"), (row) => <SameSite state={state} row={row} />),
    {
      id: "partition",
      name: text("cookiePartition"),
      cell: (row) => <Partition state={state} row={row} />,
    },
    { id: "flags", name: text("cookieAttributes"), quiet: true, cell: (row) => <Flags state={state} row={row} /> },
    { id: "advice", name: text("cookieAdvice"), quiet: true, cell: (row) => <Mark state={state} row={row} /> },
  ];
}

/** The value of the cell, or the field in which it is edited. */
function EditableCell({
  state,
  row,
  column,
  draw,
}: CellProps & { readonly column: EditableColumn; draw(row: CookieRow): VNode }): VNode {
  const { value: cell } = state.drafts.cell;
  if (cell?.id === row.id && cell.column === column) return <CellField state={state} row={row} column={column} />;
  const draft = state.drafts.all.value.get(row.id);
  // The cells show the draft until it is saved or reverted.
  return draw(draft === undefined ? row : { ...row, cookie: state.drafts.cookieFor(row) });
}

function Name({ state, row }: CellProps): VNode {
  const { text } = state.panel;
  return (
    <>
      <span class={`cut mono name ${row.session ? "strong" : ""}`} title={visible(row.cookie.name)}>
        <Marked text={row.cookie.name} hits={state.list.filter.hits("name")} />
      </span>
      {row.session && <Badge kind="accent">{text("session")}</Badge>}
      {row.thirdParty && (
        <span class="mark-icon dim" role="img" aria-label={text("cookieThirdParty")} title={text("cookieThirdParty")}>
          <Icon name="frame" />
        </span>
      )}
      <span class="only-narrow">
        <Mark state={state} row={row} quiet />
      </span>
    </>
  );
}

function Value({ state, row }: CellProps): VNode {
  const { text } = state.panel;
  const { value } = row.cookie;
  const masked = state.masking.isMasked(row);
  return (
    <>
      <span class="cut mono value sub" title={masked ? text("cookieHidden") : visible(value)}>
        {masked ? visible(mask(value)) : <Marked text={value} hits={state.list.filter.hits("value")} />}
      </span>
      <span class="acts">
        {masked && (
          <Button
            label={text("reveal")}
            icon="eye"
            iconOnly
            small
            tabIndex={tabIndexIn(state, row)}
            onClick={() => state.masking.reveal(row)}
          />
        )}
        <CopyButton value={value} label={text("copyValue")} hidden={masked} tabIndex={tabIndexIn(state, row)} />
        {row.refused === null && (
          <Button
            label={text("editTheValue")}
            keys="Enter"
            icon="pencil"
            iconOnly
            small
            tabIndex={tabIndexIn(state, row)}
            onClick={() => state.rowEdits.edit(row, "value")}
          />
        )}
        <Button
          label={text("delete")}
          keys="Delete"
          icon="trash"
          iconOnly
          small
          tabIndex={tabIndexIn(state, row)}
          onClick={() => void state.rowEdits.remove([row])}
        />
      </span>
    </>
  );
}

/** The Tab key reaches only the buttons of the current row. */
const tabIndexIn = (state: CookiesState, row: CookieRow): number =>
  state.list.table.current.value?.id === row.id ? 0 : -1;

/** A cookie that expires within this time stands out, milliseconds. */
const soon = 3_600_000;

function Expires({ state, row }: CellProps): VNode {
  const { text, clock } = state.panel;
  const { expiresAt } = row.cookie;
  if (row.refused) return <Badge kind="err">{text("cookieRefused")}</Badge>;
  if (state.list.isOrphan(row)) return <Badge kind="warn">{text("cookieGone")}</Badge>;
  if (expiresAt === null) return <CutLine class="sub">{text("cookieBrowserClose")}</CutLine>;
  const left = expiresAt - clock.value;
  return (
    <time class={`cut num ${left < soon ? "" : "sub"}`} dateTime={iso(expiresAt)} title={iso(expiresAt)}>
      {left <= 0 ? text("cookieExpired") : timeLeft(left)}
    </time>
  );
}
