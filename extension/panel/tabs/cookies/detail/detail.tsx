/** The pane beside the table: all there is to know of the current cookie. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import { TabList } from "../../../widgets/tab-list.tsx";
import type { Row } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";
import { copyItems } from "../table/row-menu.ts";
import { AttributesPane, DraftFoot } from "./attributes-pane.tsx";
import { StoryPane } from "./change-log-pane.tsx";
import { DecodedPane } from "./decoded-pane.tsx";
import { LinePane } from "./line-pane.tsx";
import { RefusalFoot, RefusalPane } from "./refusal-pane.tsx";

export function Detail({ state }: { readonly state: CookiesState }): VNode {
  const { text } = state.panel;
  const { value: row } = state.table.current;
  if (row === null) return <Empty icon="cookie" title={text("cookieNoneChosen")} />;
  const tabs = row.refused
    ? ([
        ["refusal", "cookieRefusal"],
        ["decoded", "decoded"],
        ["attributes", "cookieAttributes"],
        ["story", "history"],
      ] as const)
    : ([
        ["decoded", "decoded"],
        ["attributes", "cookieAttributes"],
        ["line", "setCookie"],
        ["story", "history"],
      ] as const);
  const pane = row.refused ? state.panes.refused : state.panes.held;
  const [selected] = tabs.find(([id]) => id === pane.value) ?? tabs[0];
  return (
    <>
      <div class="top">
        <Cut class="grow mono" text={row.cookie.name} />
        <CopyButton value={row.cookie.value} label={text("copyValue")} hidden={state.isMasked(row)} />
        <MenuButton label={text("copyAs")} icon="more" iconOnly items={() => copyItems(state, row)} />
        <Button
          label={text("closeDetails")}
          keys="Esc"
          icon="close"
          iconOnly
          onClick={() => showDetail(state.split, false)}
        />
      </div>
      <TabList
        class="subtabs"
        label={text("details")}
        prefix="cookie"
        items={tabs.map(([id, name]) => ({ id, name: text(name) }))}
        selected={selected}
        onSelect={(id) => {
          pane.value = id;
        }}
      />
      <div
        key={`${row.id} ${selected}`}
        id={`cookie-panel-${selected}`}
        class="pane"
        role="tabpanel"
        aria-labelledby={`cookie-tab-${selected}`}
      >
        <Pane state={state} row={row} selected={selected} />
      </div>
      {row.refused && <RefusalFoot state={state} row={row} />}
      {!row.refused && <DraftFoot state={state} row={row} showing={selected === "attributes"} />}
    </>
  );
}

function Pane({ state, row, selected }: { state: CookiesState; row: Row; selected: string }): VNode {
  switch (selected) {
    case "refusal":
      return <RefusalPane state={state} row={row} />;
    case "attributes":
      return <AttributesPane state={state} row={row} />;
    case "line":
      return <LinePane state={state} row={row} />;
    case "story":
      return <StoryPane state={state} />;
    default:
      return <DecodedPane state={state} row={row} />;
  }
}
