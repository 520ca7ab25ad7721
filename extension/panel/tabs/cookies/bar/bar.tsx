/** The toolbar over the cookies. */

import type { Signal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../../widgets/button.tsx";
import { FilterField } from "../../../widgets/field.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { CookiesState } from "../state.ts";
import { hideable } from "../table/columns.tsx";
import { AddPopover, ExportPopover, ImportPopover } from "./popovers.tsx";

export function Bar({ state }: { readonly state: CookiesState }): VNode {
  const { panel, table, split } = state;
  const { text } = panel;
  const anchors = {
    add: useRef<HTMLButtonElement>(null),
    export: useRef<HTMLButtonElement>(null),
    import: useRef<HTMLButtonElement>(null),
  };
  const more = useRef<HTMLSpanElement>(null);
  /** What there is room for. */
  const anchorOf = (wide: RefObject<HTMLElement | null>) => (wide.current?.checkVisibility() ? wide : more);
  const { value: undoable } = panel.history.undoable;
  const { value: redoable } = panel.history.redoable;
  const ticked = state.chosen().filter((row) => table.ticked.value.has(row.id));
  const open = (what: "export" | "import") => () => {
    state.opened.value = state.opened.value === what ? null : what;
  };
  const removeTicked = () => void state.remove(ticked);
  const removeAll = () => void state.remove(state.deletable.peek());
  const deleteAllHint = text(state.filter.value === "" ? "cookieDeleteAllHint" : "cookieDeleteFoundHint");
  const shown = detailShows(split);
  const { value: opened } = state.opened;
  return (
    <>
      <Toolbar label={text("cookies")}>
        <FilterField value={state.filter} placeholder={text("cookieFilter")} toFirst={table.toFirst} />
        <Button
          ref={anchors.add}
          label={text("add")}
          title={text("addCookie")}
          keys="Insert"
          icon="plus"
          fold="b"
          popup="dialog"
          expanded={state.adding.value !== null}
          class="not-narrow"
          onClick={() => (state.adding.peek() === null ? state.startAdding() : state.stopAdding())}
        />
        <Button
          label={undoable === null ? text("undo") : text("undoStep", undoable.name)}
          keys="Ctrl+Z"
          icon="undo"
          iconOnly
          class="not-narrow"
          disabled={undoable === null}
          onClick={() => void panel.history.undo()}
        />
        <Button
          label={redoable === null ? text("redo") : text("redoNamed", redoable.name)}
          keys="Ctrl+Shift+Z"
          icon="redo"
          iconOnly
          class="not-narrow"
          disabled={redoable === null}
          onClick={() => void panel.history.redo()}
        />
        <Separator class="not-narrow" />
        <Button
          ref={anchors.export}
          label={text("cookieExport")}
          icon="download"
          fold="a"
          popup="dialog"
          chevron
          expanded={opened === "export"}
          class="not-narrow"
          onClick={open("export")}
        />
        <Button
          ref={anchors.import}
          label={text("cookieImport")}
          icon="upload"
          fold="a"
          popup="dialog"
          expanded={opened === "import"}
          class="not-narrow"
          onClick={open("import")}
        />
        <Separator class="not-narrow" />
        <Check label={text("cookieThirdParties")} on={state.thirdParties} class="not-narrow" />
        <Check label={text("cookieRefused")} on={state.refusedOnes} class="not-narrow" />
        <span class="spacer not-narrow" />
        <DangerGroup label={text("destructive")} class="not-narrow">
          <Button
            kind="danger"
            label={text("delete")}
            title={text("cookieDeleteHint")}
            keys="Delete"
            icon="trash"
            fold="b"
            disabled={ticked.length === 0}
            onClick={removeTicked}
          />
          <Button
            kind="danger"
            label={text("deleteAll")}
            title={deleteAllHint}
            icon="clear"
            fold="b"
            disabled={state.deletable.value.length === 0}
            onClick={removeAll}
          />
        </DangerGroup>
        <MenuButton
          class="not-narrow"
          label={text("columns")}
          icon="columns"
          iconOnly
          items={() => columnItems(state)}
        />
        <Button
          class="only-narrow"
          label={text("addCookie")}
          keys="Insert"
          icon="plus"
          iconOnly
          onClick={() => state.startAdding()}
        />
        <span ref={more} class="only-narrow">
          <MenuButton
            label={text("more")}
            icon="more"
            iconOnly
            items={() => [
              {
                name: undoable === null ? text("undo") : text("undoStep", undoable.name),
                icon: "undo",
                keys: "Ctrl+Z",
                disabled: undoable === null,
                onSelect: () => void panel.history.undo(),
              },
              {
                name: redoable === null ? text("redo") : text("redoNamed", redoable.name),
                icon: "redo",
                keys: "Ctrl+Shift+Z",
                disabled: redoable === null,
                onSelect: () => void panel.history.redo(),
              },
              { name: text("cookieExport"), icon: "download", onSelect: open("export") },
              { name: text("cookieImport"), icon: "upload", onSelect: open("import") },
              "line",
              {
                name: text("cookieThirdParties"),
                ticked: state.thirdParties.value,
                onSelect: () => flip(state.thirdParties),
              },
              { name: text("cookieRefused"), ticked: state.refusedOnes.value, onSelect: () => flip(state.refusedOnes) },
              { caption: text("destructive") },
              {
                name: text("delete"),
                title: text("cookieDeleteHint"),
                icon: "trash",
                keys: "Delete",
                danger: true,
                disabled: ticked.length === 0,
                onSelect: removeTicked,
              },
              { name: text("deleteAll"), title: deleteAllHint, icon: "clear", danger: true, onSelect: removeAll },
            ]}
          />
        </span>
        <Button
          class="not-narrow"
          label={text(shown ? "hideDetails" : "showDetails")}
          icon="side-pane"
          iconOnly
          pressed={shown}
          onClick={() => showDetail(split, !shown)}
        />
      </Toolbar>
      {state.adding.value !== null && <AddPopover state={state} anchor={anchorOf(anchors.add)} />}
      {opened === "export" && <ExportPopover state={state} anchor={anchorOf(anchors.export)} />}
      {opened === "import" && <ImportPopover state={state} anchor={anchorOf(anchors.import)} />}
    </>
  );
}

const flip = (on: Signal<boolean>) => {
  on.value = !on.value;
};

const Check = ({ label, on, class: extra }: { label: string; on: Signal<boolean>; class: string }): VNode => (
  <label class={`check ${extra}`}>
    <input type="checkbox" checked={on.value} onChange={() => flip(on)} />
    {label}
  </label>
);

function columnItems(state: CookiesState): readonly MenuItem[] {
  const hidden = new Set(state.hidden.peek().split(" ").filter(Boolean));
  return hideable.map(([id, name]) => ({
    name: state.panel.text(name),
    ticked: !hidden.has(id),
    onSelect() {
      if (!hidden.delete(id)) hidden.add(id);
      state.hidden.value = [...hidden].join(" ");
    },
  }));
}
