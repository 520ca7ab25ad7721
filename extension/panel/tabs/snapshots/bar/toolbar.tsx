/** The toolbar of the tab, with the popover that opens from it. */

import type { RefObject, VNode } from "preact";
import { useRef } from "preact/hooks";
import { ActionButton, itemOf } from "../../../widgets/action.tsx";
import { Button } from "../../../widgets/button.tsx";
import { DetailSwitch } from "../../../widgets/detail-switch.tsx";
import { FilterField } from "../../../widgets/field.tsx";
import { lateForm } from "../../../widgets/late.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import { fixtureItems, saveSnapshots } from "../list/row-menu.ts";
import type { SnapshotsState } from "../state.ts";
import { toolbarActions } from "./actions.ts";

const ImportPopover = lateForm(async () => (await import("./import-popover.tsx")).ImportPopover);

interface Props {
  readonly state: SnapshotsState;
}

export function SnapshotsToolbar({ state }: Props): VNode {
  const { panel, list, importOpen } = state;
  const { text } = panel;
  const actions = toolbarActions(state);
  const importing = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLSpanElement>(null);
  const { value: all } = state.kept.all;
  const isEmpty = all === null || all.length === 0;
  /** The menu stands in for a button that there is no room for. */
  const anchorOf = (button: RefObject<HTMLElement | null>) => (button.current?.checkVisibility() ? button : more);
  return (
    <>
      <Toolbar label={text("snapshots")}>
        <FilterField value={list.typed} placeholder={text("snapshotFilter")} toFirst={list.table.toFirst} />
        <Button
          kind="line"
          icon="camera"
          label={actions.take.label}
          title={actions.take.title}
          keys={actions.take.keys}
          fold="b"
          disabled={actions.take.disabled}
          onClick={actions.take.run}
        />
        <ActionButton action={actions.undo} iconOnly class="not-narrow" />
        <ActionButton action={actions.redo} iconOnly class="not-narrow" />
        <Separator class="not-narrow" />
        <ActionButton
          ref={importing}
          action={actions.import}
          fold="a"
          class="not-narrow"
          popup="dialog"
          expanded={importOpen.value}
        />
        <MenuButton
          label={text("cookieExport")}
          icon="download"
          fold="a"
          class="not-narrow"
          disabled={isEmpty}
          items={() => exportItems(state)}
        />
        <span class="spacer not-narrow" />
        <DangerGroup label={text("destructive")} class="not-narrow">
          <ActionButton action={actions.delete} fold="b" />
        </DangerGroup>
        <span ref={more} class="only-narrow">
          <MenuButton label={text("more")} icon="more" iconOnly items={() => moreItems(state)} />
        </span>
        {!isEmpty && <DetailSwitch split={state.split} />}
      </Toolbar>
      {importOpen.value && <ImportPopover state={state} anchor={anchorOf(importing)} />}
    </>
  );
}

function exportItems(state: SnapshotsState): readonly MenuItem[] {
  const { text } = state.panel;
  const current = state.list.table.current.peek();
  const all = state.kept.all.peek() ?? [];
  if (current === null) return [{ name: text("snapshotsSaveAll"), onSelect: () => saveSnapshots(state, all) }];
  return [
    { name: text("snapshotSaveThis"), icon: "download", onSelect: () => saveSnapshots(state, [current]) },
    { name: text("snapshotsSaveAll"), onSelect: () => saveSnapshots(state, all) },
    { caption: text("fixtureCopy") },
    ...fixtureItems(state, current),
  ];
}

/** The menu of a narrow panel, which has no room for the buttons. */
function moreItems(state: SnapshotsState): readonly MenuItem[] {
  const actions = toolbarActions(state);
  return [
    itemOf(actions.undo),
    itemOf(actions.redo),
    itemOf(actions.import),
    ...exportItems(state),
    { caption: state.panel.text("destructive") },
    itemOf(actions.delete),
  ];
}
