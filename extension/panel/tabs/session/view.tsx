/** The Session tab: facts, toolbar, the dictionary, and the value at hand. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { pathText } from "../../../json/path.ts";
import type { Panel } from "../../state.ts";
import { Button } from "../../widgets/button.tsx";
import { Empty } from "../../widgets/empty.tsx";
import { count } from "../../widgets/format.ts";
import { Menu, type MenuItem } from "../../widgets/menu.tsx";
import { createSplit, Split, type SplitState, showDetail } from "../../widgets/split.tsx";
import { StatusItem } from "../../widgets/status.tsx";
import { Strip } from "../../widgets/strip.tsx";
import { Tree } from "../../widgets/tree.tsx";
import { type Row, textOf } from "../../widgets/tree-rows.ts";
import { Actions } from "./actions.tsx";
import { Detail } from "./detail.tsx";
import { expiryRule } from "./expiry-form.ts";
import { Facts } from "./facts.tsx";
import { SessionRow } from "./rows.tsx";
import type { SessionTab } from "./state.ts";
import "./style.css";

/** Widths of the detail pane by the room there is, pixels. */
const detailWidth = (all: number) => (all < 1100 ? 336 : 400);

export const createSessionSplit = ({ remember }: Panel): SplitState => createSplit(remember, "session");

export interface SessionViewProps {
  readonly tab: SessionTab;
  readonly split: SplitState;
}

export function SessionView({ tab, split }: SessionViewProps): VNode | null {
  const { reader, panel, saver, shown } = tab;
  const summons = useSignal(0);
  if (reader.reading.value === null && reader.trouble.value === null) return null;
  const lives = reader.session.value !== null;
  return (
    <>
      <WaitingStrip tab={tab} />
      <Facts tab={tab} />
      <Actions tab={tab} split={split} />
      {lives && (shown.roots.value.length > 0 || saver.pending.value.size > 0 || shown.ghosts.value.length > 0) ? (
        <Split
          state={split}
          defaultWidth={detailWidth}
          main={
            <Dictionary
              tab={tab}
              openJson={() => {
                showDetail(split, true);
                tab.detailTab.value = "json";
                summons.value += 1;
              }}
            />
          }
          detail={<Detail tab={tab} split={split} summons={summons.value} />}
        />
      ) : (
        <Nothing tab={tab} />
      )}
      {reader.trouble.value !== null && panel.live.value && (
        <Strip kind="warn" icon="warning">
          <span class="cut">{reader.trouble.value}</span>
          <span class="spacer" />
          <Button kind="line" small label={panel.text("awayTry")} onClick={() => void reader.read()} />
        </Strip>
      )}
    </>
  );
}

/** Edits that were made while the server was away, or whose session is gone. */
function WaitingStrip({ tab }: { tab: SessionTab }): VNode | null {
  const { saver, panel, reader } = tab;
  const { text } = panel;
  const { length } = saver.waiting.value;
  if (length === 0 || !panel.live.value) return null;
  const savable = reader.session.value !== null;
  return (
    <Strip kind="warn" icon="pencil">
      <span class="cut">
        <b class="strong">{length === 1 ? text("waitingOne") : text("waitingMany", count(length))}</b>{" "}
        {text(savable ? "waitingBack" : "waitingGone")}
      </span>
      <span class="spacer" />
      <Button small label={text("waitingDiscard")} onClick={() => saver.discard()} />
      {savable && <Button kind="line" small label={text("waitingSave")} onClick={() => void saver.saveWaiting()} />}
    </Strip>
  );
}

/** What there is instead of a dictionary. */
function Nothing({ tab }: { tab: SessionTab }): VNode | null {
  const { reader, panel, endings, editing } = tab;
  const { text } = panel;
  const name = panel.hello.value?.cookie.name ?? "";
  switch (reader.reading.value?.state) {
    case "none":
      return (
        <Empty
          icon="logo"
          title={text("noSessionTitle")}
          code="req.session.visits = 1"
          actions={
            <>
              <Button
                kind="line"
                icon="cycle"
                label={text("noSessionReload")}
                onClick={() => panel.platform.page.reload()}
              />
              <Button label={text("noSessionTest")} onClick={() => void endings.setTestCookie()} />
            </>
          }
        >
          {text("noSessionText")}
        </Empty>
      );
    case "gone":
      return (
        <Empty
          icon="expire"
          title={text("goneTitle")}
          code="req.session.setExpiry({ days: 14 })"
          actions={<Button kind="line" label={text("goneDelete")} onClick={() => void endings.deleteCookie()} />}
        >
          {text("goneText", name)}
        </Empty>
      );
    case "live":
      return (
        <Empty
          icon="type-dict"
          title={text("noKeysTitle")}
          actions={<Button kind="line" icon="plus" label={text("sessionAdd")} onClick={() => editing.add(null)} />}
        />
      );
    default:
      return null;
  }
}

/** The tree with its keys and menus. */
function Dictionary({ tab, openJson }: { tab: SessionTab; openJson(): void }): VNode {
  const { panel, tree, editing, reader, shown } = tab;
  const { text } = panel;
  const menu = useSignal<Row | null>(null);
  const anchor = useRef<HTMLElement>(null);

  const edit = (row: Row) => {
    if (!editing.editable(row)) return;
    void editing.edit(row).then((opened) => {
      if (!opened) openJson();
    });
  };
  const open = (row: Row) => {
    if (row.root.state === "cut") void reader.whole(row.root.key).catch(() => {});
  };
  const done = (row: Row, next: -1 | 0 | 1) => {
    if (next !== 0) {
      const rows = tree.rows.peek();
      const from = rows.findIndex(({ id }) => id === row.id);
      const after = next === 1 ? rows.slice(from + 1) : rows.slice(0, Math.max(from, 0)).reverse();
      const to = after.find((other) => editing.editable(other) && !other.expandable);
      if (to !== undefined) {
        tree.select(to.id);
        edit(to);
        return;
      }
    }
    tree.focus();
  };
  const copy = (content: string | null) => {
    if (content !== null) void navigator.clipboard.writeText(content);
  };
  const remove = () => {
    void editing.remove();
    tree.focus();
  };
  const onKey = (event: KeyboardEvent, row: Row): boolean => {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "F2") void editing.rename(row);
    else if (event.key === "Delete" && !command) remove();
    else if (event.key === "Insert" || (event.key === "Enter" && command)) editing.add(row);
    else if (command && key === "d") void editing.duplicate(row);
    else if (command && key === "c" && !event.shiftKey) copy(textOf(row));
    else return false;
    return true;
  };
  const items = (row: Row): readonly MenuItem[] => {
    const fixed = !editing.editable(row);
    return [
      { name: text("editValue"), icon: "pencil", keys: "Enter", disabled: fixed, onSelect: () => edit(row) },
      {
        name: text("renameKey"),
        keys: "F2",
        disabled: !editing.nameable(row),
        onSelect: () => void editing.rename(row),
      },
      { name: text("addBeside"), icon: "plus", keys: "Insert", onSelect: () => editing.add(row) },
      {
        name: text("duplicate"),
        icon: "clone",
        keys: "Ctrl+D",
        disabled: fixed,
        onSelect: () => void editing.duplicate(row),
      },
      "line",
      {
        name: text("copyJson"),
        icon: "copy",
        keys: "Ctrl+C",
        disabled: textOf(row) === null,
        onSelect: () => copy(textOf(row)),
      },
      { name: text("copyPath"), onSelect: () => copy(pathText(row.path)) },
      "line",
      { name: text("deleteValue"), icon: "trash", keys: "Delete", danger: true, disabled: fixed, onSelect: remove },
    ];
  };
  const nothing = tree.filter.value !== "" && tree.rows.value.length === 0;

  return (
    <>
      <Tree
        state={tree}
        label={text("sessionTree")}
        rowHeight={panel.options.value.rowHeight}
        columns={[
          { id: "key", name: text("columnKey") },
          { id: "value", name: text("columnValue") },
          { id: "size", name: text("columnSize"), class: "end c-size-col" },
          { id: "changed", name: text("columnChanged"), class: "c-chg-col" },
        ]}
        onKey={onKey}
        onEdit={edit}
        onOpen={open}
        onMenu={(row, target) => {
          anchor.current = target;
          menu.value = row;
        }}
      >
        {(row, place) => (
          <SessionRow key={row.id} tab={tab} row={row} place={place} edit={edit} open={open} done={done} />
        )}
      </Tree>
      {nothing && (
        <div class="no-match">
          <Empty
            icon="search"
            title={text("noMatchTitle")}
            actions={
              <Button
                kind="line"
                label={text("clearFilter")}
                onClick={() => {
                  tree.filter.value = "";
                }}
              />
            }
          >
            {text("noMatchText", count(shown.roots.value.length))}
          </Empty>
        </div>
      )}
      {menu.value !== null && (
        <Menu
          label={text("rowMenu", pathText(menu.value.path))}
          anchor={anchor}
          items={items(menu.value)}
          width={240}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </>
  );
}

export function SessionStatus({ tab }: { tab: SessionTab }): VNode {
  const { panel, counts, reader, news, words } = tab;
  const { text, hello } = panel;
  const { keys, values, invalid, conflicts, waiting } = counts.value;
  const { value: session } = reader.session;
  const { value: flood } = news.flood;
  if (session === null) return <StatusItem>{text("statusNone")}</StatusItem>;
  const some = (number: number, one: string, many: string) => text(number === 1 ? one : many, count(number));
  return (
    <>
      <StatusItem>
        {some(keys, "keyOne", "keyMany")}, {some(values, "valueOne", "valueMany")}
      </StatusItem>
      {invalid > 0 && (
        <StatusItem icon="error" kind="err">
          {text("statusInvalid", count(invalid))}
        </StatusItem>
      )}
      {conflicts > 0 && (
        <StatusItem icon="warning" kind="warn">
          {some(conflicts, "statusConflict", "statusConflicts")}
        </StatusItem>
      )}
      {waiting > 0 && (
        <StatusItem icon="pencil" kind="warn">
          {text("statusWaiting", count(waiting))}
        </StatusItem>
      )}
      <span class="spacer" />
      {flood !== null ? (
        <StatusItem>
          <span class="c-chg">{text("sessionFlashMany", count(flood.count), words.by(flood.cause, flood.author))}</span>
        </StatusItem>
      ) : (
        <span class="not-narrow dim">{hello.value === null ? "" : expiryRule(session.expiry, hello.value, text)}</span>
      )}
      <span class="only-narrow lo">{text("statusRevision", count(session.revision))}</span>
    </>
  );
}
