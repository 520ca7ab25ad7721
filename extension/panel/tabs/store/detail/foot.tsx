/** The foot of the detail: delete the session, edit the current value, or use a copy of it in this browser. */

import type { VNode } from "preact";
import type { Path } from "../../../../json/path.ts";
import { whyNot } from "../../../engine.ts";
import { JsonFoot } from "../../../session/json/json-pane.tsx";
import type { ShownSession } from "../../../session/shown-session.ts";
import { Button } from "../../../widgets/button.tsx";
import { deleteRows, useInBrowser } from "../commands/on-demand.ts";
import { isExpired, type StoredRow } from "../list/stored-row.ts";
import type { StoreState } from "../state.ts";
import { isDeletable, isUsable } from "../table/row-menu.ts";

interface Props {
  readonly state: StoreState;
  readonly row: StoredRow;
  readonly shown: ShownSession;
}

export function DetailFoot({ state, row, shown }: Props): VNode {
  const { panel, chosen, commands } = state;
  const { text } = panel;
  const { value: current } = shown.tree.current;
  const openJson = () => {
    chosen.asJson.value = true;
  };
  const reveal = (path: Path) => {
    shown.tree.reveal(path);
    openJson();
  };
  if (current !== null && shown.documents.open.value.size > 0) {
    return <JsonFoot shown={shown} row={current} onOther={reveal} />;
  }
  const edit = async () => {
    if (current !== null && !(await shown.rowActions.edit(current))) openJson();
  };
  return (
    <div class="foot">
      <Button
        kind="danger"
        icon="trash"
        label={text("delete")}
        title={whyNot(panel, "store.delete") ?? text("storeDeleteThis")}
        disabled={row.gone || !isDeletable(state)}
        onClick={() => void deleteRows(commands, [row])}
      />
      <span class="spacer" />
      {!chosen.asJson.value && (
        <Button
          icon="pencil"
          label={text("editValue")}
          title={shown.source.readOnly.value ?? text("editTheValue")}
          disabled={current === null || row.gone || !shown.rowActions.editable(current)}
          onClick={() => void edit()}
        />
      )}
      <Button
        kind="line"
        icon="clone"
        label={text("storeUse")}
        title={whyNot(panel, "store.clone") ?? text(useTitle(state, row))}
        disabled={!isUsable(state, row)}
        onClick={() => void useInBrowser(commands, row)}
      />
    </div>
  );
}

function useTitle({ panel }: StoreState, row: StoredRow): string {
  if (row.own) return "storeUseOwn";
  return row.gone || isExpired(row, panel.now.value) ? "storeUseExpired" : "storeUseTitle";
}
