/** The detail beside the table: all that is known of the current cookie, in panes. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import { TabList } from "../../../widgets/tab-list.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";
import { copyItems } from "../table/row-menu.ts";
import { AttributesPane, DraftFoot } from "./attributes-pane.tsx";
import { ChangeLogPane } from "./change-log-pane.tsx";
import { DecodedPane } from "./decoded-pane.tsx";
import { LinePane } from "./line-pane.tsx";
import { RefusalFoot, RefusalPane } from "./refusal-pane.tsx";

interface RowProps {
  readonly state: CookiesState;
  readonly row: CookieRow;
}

interface Pane {
  /** Message id. */
  readonly title: string;
  draw(props: RowProps): VNode;
}

const panes = {
  refusal: { title: "cookieRefusal", draw: RefusalPane },
  decoded: { title: "decoded", draw: DecodedPane },
  attributes: { title: "cookieAttributes", draw: AttributesPane },
  line: { title: "setCookie", draw: LinePane },
  "change-log": { title: "history", draw: ChangeLogPane },
} as const satisfies Readonly<Record<string, Pane>>;
type PaneId = keyof typeof panes;

const panesOfHeld: readonly PaneId[] = ["decoded", "attributes", "line", "change-log"];
const panesOfRefused: readonly PaneId[] = ["refusal", "decoded", "attributes", "change-log"];

export function Detail({ state }: { readonly state: CookiesState }): VNode | null {
  const { text } = state.panel;
  const { value: row } = state.list.table.current;
  if (row === null) {
    const none = state.list.table.rows.value.length === 0;
    return none ? null : <Empty icon="cookie" title={text("cookieNoneChosen")} />;
  }
  const ids = row.refused ? panesOfRefused : panesOfHeld;
  const chosen = row.refused ? state.detail.panes.refused : state.detail.panes.held;
  const selected = ids.find((id) => id === chosen.value) ?? ids[0]!;
  const { draw: Selected } = panes[selected];
  return (
    <>
      <Head state={state} row={row} />
      <TabList
        class="subtabs"
        label={text("details")}
        prefix="cookie"
        items={ids.map((id) => ({ id, name: text(panes[id].title) }))}
        selected={selected}
        onSelect={(id) => {
          chosen.value = id;
        }}
      />
      <div
        key={`${row.id} ${selected}`}
        id={`cookie-panel-${selected}`}
        class="pane"
        role="tabpanel"
        aria-labelledby={`cookie-tab-${selected}`}
      >
        <Selected state={state} row={row} />
      </div>
      {row.refused ? (
        <RefusalFoot state={state} row={row} />
      ) : (
        <DraftFoot state={state} row={row} showing={selected === "attributes"} />
      )}
    </>
  );
}

function Head({ state, row }: RowProps): VNode {
  const { text } = state.panel;
  return (
    <div class="top">
      <Cut class="grow mono" text={row.cookie.name} />
      <CopyButton value={row.cookie.value} label={text("copyValue")} hidden={state.masking.isMasked(row)} />
      <MenuButton label={text("copyAs")} icon="more" iconOnly items={() => copyItems(state, row)} />
      <Button
        label={text("closeDetails")}
        keys="Esc"
        icon="close"
        iconOnly
        onClick={() => showDetail(state.detail.split, false)}
      />
    </div>
  );
}
