/** The columns of the table. */

import type { VNode } from "preact";
import { Badge } from "../../../widgets/badge.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { bytes, count, iso, moment } from "../../../widgets/format.ts";
import type { Column } from "../../../widgets/table.tsx";
import { closesWithBrowser, isExpired, type StoredRow } from "../list/stored-row.ts";
import type { StoreState } from "../state.ts";

interface CellProps {
  readonly state: StoreState;
  readonly row: StoredRow;
}

export function columnsOf(state: StoreState): readonly Column<StoredRow>[] {
  const { text } = state.panel;
  const sorts = state.list.pages.abilities.value?.sorts ?? [];
  const column = (
    id: string,
    name: string,
    cell: Column<StoredRow>["cell"],
    more: Partial<Column<StoredRow>> = {},
  ): Column<StoredRow> => ({ id, name, cell, unsorted: !sorts.includes(id), ...more });
  return [
    column("handle", text("storeHandle"), (row) => (
      <>
        <Cut class="mono name" text={row.handle} />
        <span class="only-narrow">
          <State state={state} row={row} />
        </span>
      </>
    )),
    column("user", text("storeUser"), (row) => <User state={state} row={row} />),
    column("keys", text("storeKeys"), (row) => <span class="num dim">{count(row.keys)}</span>, { end: true }),
    column("size", text("size"), (row) => <span class="num dim">{bytes(row.size)}</span>, { end: true }),
    column("modified", text("factModified"), (row) => <Moment state={state} at={row.modifiedAt} class="sub" />),
    column("created", text("factCreated"), (row) => <Moment state={state} at={row.createdAt} class="dim" />),
    column("expires", text("cookieExpires"), (row) => <Expires state={state} row={row} />),
    column("state", text("storeState"), (row) => <State state={state} row={row} />),
    column("facts", text("details"), (row) => (
      <span class="num dim nb">
        {text(row.keys === 1 ? "keyOne" : "keyMany", count(row.keys))} · {bytes(row.size)}
      </span>
    )),
  ];
}

const User = ({ state, row }: CellProps): VNode =>
  row.user === null ? <span class="cut dim">{state.panel.text("storeNoUser")}</span> : <Cut text={row.user} />;

interface MomentProps {
  readonly state: StoreState;
  readonly at: number | null;
  readonly class: string;
}

const Moment = ({ state, at, class: look }: MomentProps): VNode | null =>
  at === null ? null : (
    <time class={`cut num ${look}`} dateTime={iso(at)} title={iso(at)}>
      {moment(at, state.panel.now.value)}
    </time>
  );

function Expires({ state, row }: CellProps): VNode | null {
  const { text, now, hello } = state.panel;
  const { expiresAt } = row;
  const closes = closesWithBrowser(row, hello.value?.expireAtBrowserClose ?? false);
  if (expiresAt === null) return null;
  const at = moment(expiresAt, now.value);
  const over = isExpired(row, now.value);
  return (
    <time class={`cut num ${over ? "dim" : "sub"}`} dateTime={iso(expiresAt)} title={iso(expiresAt)}>
      {closes && !over ? text("cookieBrowserClose") : at}
    </time>
  );
}

function State({ state, row }: CellProps): VNode | null {
  const { text, now } = state.panel;
  if (row.gone) return <Badge kind="err">{text("storeGone")}</Badge>;
  if (isExpired(row, now.value)) return <Badge>{text("expired")}</Badge>;
  return row.own ? <Badge kind="accent">{text("storeOwn")}</Badge> : null;
}
