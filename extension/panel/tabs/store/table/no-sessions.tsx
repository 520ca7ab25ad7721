/** What stands in the table's place: the store cannot list, there are no sessions, or none matches. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import type { StoreState } from "../state.ts";

interface Props {
  readonly state: StoreState;
}

export const CannotList = ({ title, reason }: { readonly title: string; readonly reason: string }): VNode => (
  <Empty icon="database" title={title}>
    {visible(reason)}
  </Empty>
);

export function NoSessions({ state: { panel, list } }: Props): VNode | null {
  const { text } = panel;
  const { pages } = list;
  if (!pages.known.value) return pages.slow.value ? <p class="reading dim">{text("storeReading")}</p> : null;
  if (pages.rows.value.length > 0) return null;
  if (list.filtering.value) {
    // Found nothing yet is not found nothing.
    if (pages.hasNext.value) return null;
    return (
      <Empty
        icon="search"
        title={text("storeNoMatch")}
        actions={<Button kind="line" label={text("clearFilter")} onClick={list.clearFilter} />}
      />
    );
  }
  if (pages.hasNext.value || pages.before.value > 0) {
    const last = !pages.hasNext.value;
    return (
      <Empty
        icon="database"
        title={text("storePageEmpty")}
        actions={
          <Button
            kind="line"
            label={text(last ? "storePrevious" : "storeNext")}
            onClick={() => void (last ? pages.previous() : pages.next())}
          />
        }
      />
    );
  }
  return (
    <Empty icon="database" title={text("storeEmpty")}>
      {text("storeEmptyText")}
    </Empty>
  );
}
