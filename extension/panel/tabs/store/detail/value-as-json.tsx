/** A value as JSON, in the place of the tree: to read a long one whole, and to edit it. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pathText } from "../../../../json/path.ts";
import { JsonPane } from "../../../session/json/json-pane.tsx";
import type { ShownSession } from "../../../session/shown-session.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { type TreeRow, textOf } from "../../../widgets/tree-rows.ts";
import type { StoreState } from "../state.ts";

interface Props {
  readonly state: StoreState;
  readonly shown: ShownSession;
  readonly row: TreeRow;
}

export function ValueAsJson({ state, shown, row }: Props): VNode {
  const { panel, chosen } = state;
  useEffect(() => {
    if (row.root.state === "cut") void shown.reader.whole(row.root.key).catch(() => {});
  }, [row.root]);
  // The user has asked for the editor: it takes the focus once it is there.
  const [focus, ask] = useState(0);
  useEffect(() => ask(1), []);
  const back = () => {
    chosen.asJson.value = false;
    shown.tree.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc leaves the editor for the tree
    <div
      class="value-as-json"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        back();
      }}
    >
      <div class="value-top">
        <Button small icon="chevron-left" iconOnly label={panel.text("storeAllKeys")} keys="Esc" onClick={back} />
        <Cut class="mono" text={pathText(row.path)} />
      </div>
      <JsonPane shown={shown} row={row} value={textOf(row)} focusRequests={focus} />
    </div>
  );
}
