/** The toolbar of the tab. */

import type { RefObject, VNode } from "preact";
import { useCallback, useRef } from "preact/hooks";
import { Button } from "../../../widgets/button.tsx";
import { FilterField } from "../../../widgets/field.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { detailShows, type SplitState, showDetail } from "../../../widgets/split.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { SessionTab } from "../state.ts";
import { AddPopover } from "./add-popover.tsx";
import { ExpiryPopover } from "./expiry-popover.tsx";

export function Actions({ tab, split }: { tab: SessionTab; split: SplitState }): VNode {
  const { panel, tree, editing, endings, reader, expiryOpen } = tab;
  const { text, history } = panel;
  const addWide = useRef<HTMLButtonElement>(null);
  const addNarrow = useRef<HTMLButtonElement>(null);
  const expiry = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLSpanElement>(null);
  const moreButton: RefObject<HTMLButtonElement | null> = {
    get current() {
      return more.current?.querySelector("button") ?? null;
    },
    set current(_) {},
  };
  const closeExpiry = useCallback(() => {
    expiryOpen.value = false;
  }, []);

  const ready = panel.live.value && reader.session.value !== null && !endings.busy.value;
  const undoable = history.undoable.value;
  const redoable = history.redoable.value;
  const add = () => editing.add(null);
  const expire: readonly MenuItem[] = [
    {
      name: text("expireServer"),
      title: text("sessionExpireServerTitle"),
      icon: "expire",
      danger: true,
      onSelect: () => void endings.expire("server"),
    },
    {
      name: text("expireCookie"),
      title: text("sessionExpireCookieTitle"),
      icon: "cookie",
      danger: true,
      onSelect: () => void endings.expire("cookie"),
    },
  ];
  const openExpiry = () => {
    expiryOpen.value = true;
  };
  const everything = (): readonly MenuItem[] => [
    {
      name: undoable === null ? text("undo") : text("undoNamed", undoable.name),
      icon: "undo",
      keys: "Ctrl+Z",
      disabled: undoable === null,
      onSelect: () => void history.undo(),
    },
    {
      name: redoable === null ? text("redo") : text("redoNamed", redoable.name),
      icon: "redo",
      keys: "Ctrl+Shift+Z",
      disabled: redoable === null,
      onSelect: () => void history.redo(),
    },
    "line",
    { name: text("sessionExpiryMenu"), icon: "clock", disabled: !ready, onSelect: openExpiry },
    { name: text("sessionCycle"), icon: "cycle", disabled: !ready, onSelect: () => void endings.cycleKey() },
    "line",
    { caption: text("sessionUndoableCaption") },
    {
      name: text("sessionExpireServer"),
      icon: "expire",
      danger: true,
      disabled: !ready,
      onSelect: () => void endings.expire("server"),
    },
    {
      name: text("sessionExpireCookie"),
      icon: "cookie",
      danger: true,
      disabled: !ready,
      onSelect: () => void endings.expire("cookie"),
    },
    {
      name: text("sessionClearAll"),
      icon: "clear",
      danger: true,
      disabled: !ready,
      onSelect: () => void endings.clear(),
    },
    {
      name: text("sessionFlushAll"),
      icon: "flush",
      danger: true,
      disabled: !ready,
      onSelect: () => void endings.flush(),
    },
  ];
  /** Of two buttons for the same, the one that can be seen. */
  const seen = (wide: RefObject<HTMLButtonElement | null>, small: RefObject<HTMLButtonElement | null>) =>
    wide.current?.checkVisibility() ? wide : small;

  return (
    <>
      <Toolbar label={text("session")}>
        <FilterField value={tree.filter} placeholder={text("sessionFilter")} toFirst={tree.toFirst} />
        <Button
          ref={addWide}
          class="not-narrow"
          icon="plus"
          label={text("sessionAdd")}
          keys="Insert"
          popup="dialog"
          expanded={editing.adding.form.value !== null}
          onClick={add}
        />
        <Button
          ref={addNarrow}
          class="only-narrow"
          icon="plus"
          iconOnly
          label={text("sessionAdd")}
          keys="Insert"
          popup="dialog"
          expanded={editing.adding.form.value !== null}
          onClick={add}
        />
        <Button
          class="not-narrow"
          icon="undo"
          iconOnly
          label={undoable === null ? text("undo") : text("undoNamed", undoable.name)}
          keys="Ctrl+Z"
          disabled={undoable === null}
          onClick={() => void history.undo()}
        />
        <Button
          class="not-narrow"
          icon="redo"
          iconOnly
          label={redoable === null ? text("redo") : text("redoNamed", redoable.name)}
          keys="Ctrl+Shift+Z"
          disabled={redoable === null}
          onClick={() => void history.redo()}
        />
        <Separator class="not-narrow" />
        <Button
          ref={expiry}
          class="not-narrow"
          icon="clock"
          label={text("sessionExpiry")}
          fold="b"
          popup="dialog"
          chevron
          expanded={expiryOpen.value}
          disabled={!ready}
          onClick={openExpiry}
        />
        <Button
          class="not-narrow"
          icon="cycle"
          label={text("sessionCycle")}
          title={text("sessionCycleTitle")}
          fold="b"
          disabled={!ready}
          onClick={() => void endings.cycleKey()}
        />
        <span class="spacer not-narrow" />
        <DangerGroup label={text("destructive")} class="not-narrow">
          <MenuButton
            kind="danger"
            icon="expire"
            label={text("sessionExpire")}
            fold="b"
            disabled={!ready}
            items={expire}
          />
          <Button
            kind="danger"
            icon="clear"
            label={text("sessionClear")}
            title={text("sessionClearTitle")}
            fold="b"
            disabled={!ready}
            onClick={() => void endings.clear()}
          />
          <Button
            kind="danger"
            icon="flush"
            label={text("sessionFlush")}
            title={text("sessionFlushTitle")}
            fold="b"
            disabled={!ready}
            onClick={() => void endings.flush()}
          />
        </DangerGroup>
        <span ref={more} class="only-narrow">
          <MenuButton icon="more" iconOnly label={text("more")} items={everything} menuWidth={264} />
        </span>
        <Separator class="not-narrow" />
        <Button
          class="not-narrow"
          icon="side-pane"
          iconOnly
          label={text(detailShows(split) ? "hideDetails" : "showDetails")}
          pressed={detailShows(split)}
          onClick={() => showDetail(split, !detailShows(split))}
        />
      </Toolbar>
      {editing.adding.form.value !== null && <AddPopover tab={tab} anchor={seen(addWide, addNarrow)} />}
      {expiryOpen.value && <ExpiryPopover tab={tab} anchor={seen(expiry, moreButton)} onClose={closeExpiry} />}
    </>
  );
}
