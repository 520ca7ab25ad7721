/** The toolbar of the tab. */

import type { VNode } from "preact";
import { ActionButton, itemOf } from "../../../widgets/action.tsx";
import { DetailSwitch } from "../../../widgets/detail-switch.tsx";
import { FilterField, Segments } from "../../../widgets/field.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { Kind } from "../list/query.ts";
import type { StoreState } from "../state.ts";
import { type ToolbarActions, toolbarActions } from "./actions.ts";

interface Props {
  readonly state: StoreState;
}

export function StoreToolbar({ state }: Props): VNode {
  const { panel, list } = state;
  const { text } = panel;
  const actions = toolbarActions(state);
  return (
    <Toolbar label={text("store")}>
      <FilterField value={list.typed} placeholder={text("storeFilter")} toFirst={list.table.toFirst} />
      <span class="kinds not-narrow">
        <Segments label={text("storeShow")} choices={kindsOf(state)} value={list.kind.value} onChange={list.show} />
      </span>
      <MenuButton class="only-narrow" label={text("storeShow")} icon="filter" iconOnly items={() => kindItems(state)} />
      <ActionButton action={actions.reload} iconOnly />
      <span class="spacer not-narrow" />
      <DangerGroup label={text("destructive")} class="not-narrow">
        <ActionButton action={actions.delete} fold="b" />
        <ActionButton action={actions.deleteMatching} fold="a" />
        <ActionButton action={actions.clearExpired} fold="b" />
      </DangerGroup>
      <MenuButton
        class="only-narrow"
        label={text("more")}
        icon="more"
        iconOnly
        items={() => moreItems(actions, text)}
      />
      <Separator class="not-narrow" />
      <DetailSwitch split={state.chosen.split} />
    </Toolbar>
  );
}

const kindNames = {
  all: "storeAll",
  signedIn: "storeSignedIn",
  anonymous: "storeAnonymous",
  expired: "cookieExpired",
} as const satisfies Record<Kind, string>;

/** The expired ones only where the store lists them. */
function kindsOf({ panel, list }: StoreState): readonly { readonly value: Kind; readonly name: string }[] {
  const listed = list.pages.abilities.value?.listsExpired ?? false;
  return (Object.keys(kindNames) as Kind[])
    .filter((kind) => kind !== "expired" || listed)
    .map((value) => ({ value, name: panel.text(kindNames[value]) }));
}

const kindItems = (state: StoreState): readonly MenuItem[] =>
  kindsOf(state).map(({ value, name }) => ({
    name,
    checked: state.list.kind.value === value,
    onSelect: () => state.list.show(value),
  }));

const moreItems = (actions: ToolbarActions, text: StoreState["panel"]["text"]): readonly MenuItem[] => [
  itemOf(actions.undo),
  itemOf(actions.redo),
  { caption: text("destructive") },
  itemOf(actions.delete),
  itemOf(actions.deleteMatching),
  itemOf(actions.clearExpired),
];
