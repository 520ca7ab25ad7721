/** The table of the snapshots, two lines a row, and what stands in its place while there are none. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { visible } from "../../../../json/visible.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { keysIn, sizeOfSnapshot } from "../../../snapshots/snapshot.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { bytes, count, iso, moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import { Menu } from "../../../widgets/menu.tsx";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import { type Column, Table } from "../../../widgets/table.tsx";
import type { SnapshotsState } from "../state.ts";
import { NameField } from "./name-field.tsx";
import { nameOf, userOf } from "./names.ts";
import { rowItems } from "./row-menu.ts";

interface Props {
  readonly state: SnapshotsState;
}

/** Heights of a row and of the head, pixels. style.css has the same. */
const rowHeight = 40;
const headHeight = 24;

export function SnapshotTable({ state }: Props): VNode {
  const { panel, list, commands, split } = state;
  const { text } = panel;
  const columns = useMemo(() => columnsOf(state), [state]);
  const menu = useSignal<{ row: KeptSnapshot; anchor: RefObject<HTMLElement | null> } | null>(null);
  if (state.kept.all.value?.length === 0) return <NoSnapshots state={state} />;
  const open = () => {
    if (split.mode.peek() === "sheet") showDetail(split, true);
  };
  return (
    <div class="snapshot-list">
      <Table
        state={list.table}
        label={text("snapshots")}
        columns={columns}
        rowHeight={rowHeight}
        headHeight={headHeight}
        onOpen={() => showDetail(split, true)}
        onChoose={open}
        onMenu={(row, anchor) => {
          menu.value = { row, anchor: { current: anchor } };
        }}
        onKey={(event, row) => {
          if (event.key === "Delete") void commands.remove([row]);
          else if (event.key === "F2") commands.naming.value = row.id;
          else if (event.key === "Insert") void commands.take();
          else if (event.key === "Escape" && detailShows(split)) showDetail(split, false);
          else return false;
          return true;
        }}
      />
      {list.counts.value.shown === 0 && <NothingFound state={state} />}
      {menu.value !== null && (
        <Menu
          key={menu.value.row.id}
          label={visible(nameOf(text, menu.value.row))}
          anchor={menu.value.anchor}
          items={rowItems(state, menu.value.row)}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </div>
  );
}

function columnsOf(state: SnapshotsState): readonly Column<KeptSnapshot>[] {
  const { panel } = state;
  const { text, clock } = panel;
  return [
    { id: "name", name: text("cookieName"), cell: (row) => <Name state={state} row={row} /> },
    { id: "keys", name: text("storeKeys"), end: true, cell: (row) => <span class="num">{count(keysIn(row))}</span> },
    { id: "size", name: text("size"), end: true, cell: (row) => <span class="num">{bytes(sizeOfSnapshot(row))}</span> },
    {
      id: "taken",
      name: text("snapshotTakenAt"),
      cell: (row) => (
        <time class="num cut" title={iso(row.takenAt)} dateTime={iso(row.takenAt)}>
          {moment(row.takenAt, clock.value)}
        </time>
      ),
    },
    {
      id: "kind",
      name: text("snapshotKind"),
      cell: ({ name }) => <span class="cut dim">{text(name === null ? "snapshotAutomatic" : "snapshotNamed")}</span>,
    },
  ];
}

function Name({ state, row }: Props & { readonly row: KeptSnapshot }): VNode {
  const { panel, commands } = state;
  const { text } = panel;
  const user = userOf(text, row);
  return (
    <>
      <Icon name={row.name === null ? "restore" : "camera"} class={row.name === null ? "" : "is-named"} />
      <span class="two-lines">
        {commands.naming.value === row.id ? (
          <NameField state={state} row={row} />
        ) : (
          <Cut class="name" text={nameOf(text, row)} />
        )}
        <Cut class="user" text={isOfOther(state, row) ? text("snapshotOtherUser", user) : user} />
      </span>
    </>
  );
}

/** Was it taken of another project that answered at this address? */
export function isOfOther({ panel }: Pick<SnapshotsState, "panel">, { project }: KeptSnapshot): boolean {
  const { value: now } = panel.connection;
  return now.state === "live" && now.server !== null && project !== null && now.server !== project;
}

function NothingFound({ state: { panel, list } }: Props): VNode {
  const clear = () => {
    list.typed.value = "";
  };
  return (
    <Empty
      icon="search"
      title={panel.text("noSnapshotMatches")}
      actions={<Button kind="line" label={panel.text("clearFilter")} onClick={clear} />}
    />
  );
}

function NoSnapshots({ state: { panel, commands, reader } }: Props): VNode {
  const { text } = panel;
  const none = reader.reading.value !== null && reader.session.value === null;
  return (
    <Empty
      icon="camera"
      title={text("noSnapshots")}
      actions={
        <Button
          kind="primary"
          icon="camera"
          label={text("takeSnapshot")}
          disabled={none}
          title={none ? text("snapshotNoSession") : undefined}
          onClick={() => void commands.take()}
        />
      }
    >
      {text("noSnapshotsText")}
    </Empty>
  );
}
