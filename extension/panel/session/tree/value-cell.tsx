/** The value cell of a row: a box to tick for a boolean, and the earlier value beside one that has just changed. */

import type { VNode } from "preact";
import { pathText } from "../../../json/path.ts";
import { visible } from "../../../json/visible.ts";
import { shortened } from "../../widgets/format.ts";
import { Icon } from "../../widgets/icon.tsx";
import { type TreeRow, textOf } from "../../widgets/tree-rows.ts";
import { ValueText } from "../../widgets/tree-value.tsx";
import { Visible } from "../../widgets/visible.tsx";
import type { Highlight } from "../known/highlights.ts";
import type { ShownSession } from "../shown-session.ts";

/** UTF-16 units of a tooltip, and of an earlier value. */
const longestTitle = 1000;
const longestBefore = 60;

interface ValueCellProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  readonly highlight: Highlight | undefined;
}

export function ValueCell({ shown, row, highlight }: ValueCellProps): VNode {
  const before = beforeOf(row, highlight);
  const now = textOf(row);
  const title = [before, now].filter((text) => text !== null).map((text) => visible(text.slice(0, longestTitle)));
  return (
    <>
      {row.level === 1 && row.root.readOnly && <Fixed text={shown.panel.text("readOnlyKey")} />}
      {row.node?.kind === "boolean" && shown.rowActions.editable(row) && (
        <Tick shown={shown} row={row} on={now === "true"} />
      )}
      <span class="cut" title={title.join(" → ")}>
        {before !== null && (
          <span class="before">
            <s>
              <Visible text={shortened(before, longestBefore)} />
            </s>
            {" → "}
          </span>
        )}
        <ValueText row={row} hits={shown.tree.hits.value.values} />
      </span>
    </>
  );
}

/** The mark of a key that nobody can edit. */
const Fixed = ({ text }: { readonly text: string }): VNode => (
  <span class="fixed" role="img" aria-label={text} title={text}>
    <Icon name="lock" />
  </span>
);

/** JSON text of the earlier value. null: there was none, it is not known whole, or the rows inside the value show it. */
function beforeOf({ root, ghost, expanded }: TreeRow, highlight: Highlight | undefined): string | null {
  if (highlight?.change.kind !== "changed" || ghost || expanded || root.state !== "whole") return null;
  return highlight.change.before || null;
}

function Tick({ shown, row, on }: { shown: ShownSession; row: TreeRow; on: boolean }): VNode {
  const { panel, tree, rowActions } = shown;
  return (
    <input
      type="checkbox"
      class="tick"
      aria-label={panel.text("sessionValueOf", pathText(row.path))}
      checked={on}
      // The tree is one tab stop. From the current row, Tab goes on to the controls in it.
      tabIndex={tree.current.value?.id === row.id ? 0 : -1}
      onChange={() => {
        tree.select(row.id);
        void rowActions.put(row.path, on ? "false" : "true");
      }}
    />
  );
}
