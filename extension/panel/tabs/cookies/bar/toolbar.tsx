/** The toolbar of the tab, with the popovers that open from it. */

import type { Signal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useRef } from "preact/hooks";
import { loadSites } from "../../../../cookies/site.ts";
import { ActionButton, itemOf } from "../../../widgets/action.tsx";
import { Check, flip } from "../../../widgets/check.tsx";
import { DetailSwitch } from "../../../widgets/detail-switch.tsx";
import { FilterField } from "../../../widgets/field.tsx";
import { late, lateForm } from "../../../widgets/late.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { CookiesState } from "../state.ts";
import { hideableColumns } from "../table/columns.tsx";
import { type ToolbarActions, toolbarActions } from "./actions.ts";

/** What is typed there can name any domain. */
const AddPopover = lateForm(async () => {
  const [{ AddPopover }] = await Promise.all([import("./add-popover.tsx"), loadSites()]);
  return AddPopover;
});
const ImportPopover = lateForm(async () => {
  const [{ ImportPopover }] = await Promise.all([import("./import-popover.tsx"), loadSites()]);
  return ImportPopover;
});
const ExportPopover = late(async () => (await import("./export-popover.tsx")).ExportPopover);

interface Props {
  readonly state: CookiesState;
}

export function CookiesToolbar({ state }: Props): VNode {
  const { panel, list, addForm, transferOpen } = state;
  const { text } = panel;
  const { filter, table } = list;
  const actions = toolbarActions(state);
  const add = useRef<HTMLButtonElement>(null);
  const exporting = useRef<HTMLButtonElement>(null);
  const importing = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLSpanElement>(null);
  /** The menu stands in for a button that there is no room for. */
  const anchorOf = (button: RefObject<HTMLElement | null>) => (button.current?.checkVisibility() ? button : more);
  const dialog = (open: boolean) => ({ popup: "dialog", expanded: open, class: "not-narrow" }) as const;
  const { value: opened } = transferOpen;
  return (
    <>
      <Toolbar label={text("cookies")}>
        <FilterField value={filter.typed} placeholder={text("cookieFilter")} toFirst={table.toFirst} />
        <ActionButton ref={add} action={actions.add} fold="b" {...dialog(addForm.fields.value !== null)} />
        <ActionButton action={actions.undo} iconOnly class="not-narrow" />
        <ActionButton action={actions.redo} iconOnly class="not-narrow" />
        <Separator class="not-narrow" />
        <ActionButton ref={exporting} action={actions.export} fold="a" chevron {...dialog(opened === "export")} />
        <ActionButton ref={importing} action={actions.import} fold="a" {...dialog(opened === "import")} />
        <Separator class="not-narrow" />
        <Check label={text("cookieThirdParties")} on={filter.thirdParties} class="not-narrow" />
        <Check label={text("cookieRefused")} on={filter.refused} class="not-narrow" />
        <span class="spacer not-narrow" />
        <DangerGroup label={text("destructive")} class="not-narrow">
          <ActionButton action={actions.delete} fold="b" />
          <ActionButton action={actions.deleteAll} fold="b" />
        </DangerGroup>
        <MenuButton
          class="not-narrow"
          label={text("columns")}
          icon="columns"
          iconOnly
          items={() => columnItems(state)}
        />
        <ActionButton
          action={{ ...actions.add, label: actions.add.fullName, run: () => addForm.open() }}
          iconOnly
          class="only-narrow"
        />
        <span ref={more} class="only-narrow">
          <MenuButton label={text("more")} icon="more" iconOnly items={() => moreItems(state, actions)} />
        </span>
        <DetailSwitch split={state.detail.split} />
      </Toolbar>
      {addForm.fields.value !== null && <AddPopover state={state} anchor={anchorOf(add)} />}
      {opened === "export" && <ExportPopover state={state} anchor={anchorOf(exporting)} />}
      {opened === "import" && <ImportPopover state={state} anchor={anchorOf(importing)} />}
    </>
  );
}

/** The menu of a narrow panel, which has no room for the buttons. */
function moreItems({ panel, list }: CookiesState, actions: ToolbarActions): readonly MenuItem[] {
  const { text } = panel;
  const check = (name: string, on: Signal<boolean>): MenuItem => ({ name, ticked: on.value, onSelect: () => flip(on) });
  return [
    itemOf(actions.undo),
    itemOf(actions.redo),
    itemOf(actions.export),
    itemOf(actions.import),
    "line",
    check(text("cookieThirdParties"), list.filter.thirdParties),
    check(text("cookieRefused"), list.filter.refused),
    { caption: text("destructive") },
    itemOf(actions.delete),
    itemOf(actions.deleteAll),
  ];
}

function columnItems({ panel, list }: CookiesState): readonly MenuItem[] {
  const hidden = new Set(list.hiddenColumns.peek().split(" ").filter(Boolean));
  return hideableColumns.map(([id, name]) => ({
    name: panel.text(name),
    ticked: !hidden.has(id),
    onSelect() {
      if (!hidden.delete(id)) hidden.add(id);
      list.hiddenColumns.value = [...hidden].join(" ");
    },
  }));
}
