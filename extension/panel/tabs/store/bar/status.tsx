/** The status line of the tab: how many sessions there are, where they are, and the pages. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { engineName } from "../../../engine.ts";
import { Button } from "../../../widgets/button.tsx";
import { count, shortened } from "../../../widgets/format.ts";
import { StatusItem } from "../../../widgets/status.tsx";
import { sessions } from "../commands/command-context.ts";
import { unknownWord } from "../list/query.ts";
import type { StoreState } from "../state.ts";

interface Props {
  readonly state: StoreState;
}

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 20;

export function StoreStatus({ state }: Props): VNode | null {
  const { panel, list } = state;
  const { text, hello } = panel;
  if (state.cannotList.value !== null || !list.pages.known.value) return null;
  const word = unknownWord(list.typed.value);
  const { value: ticked } = list.ticked;
  const name = visible(engineName(hello.value));
  return (
    <>
      <StatusItem>{howMany(state)}</StatusItem>
      {list.newer.value > 0 && (
        <Button
          kind="link"
          small
          label={list.newer.value === 1 ? text("storeNewOne") : text("storeNewMany", count(list.newer.value))}
          title={text("storeReload")}
          onClick={() => void list.pages.first()}
        />
      )}
      {ticked.length > 0 && <StatusItem>{text("storeTicked", count(ticked.length))}</StatusItem>}
      {word !== null && (
        <StatusItem kind="warn" icon="warning">
          {text("filterNoWord", shortened(word, longestWord))}
        </StatusItem>
      )}
      <StatusItem kind="dim" low>
        {name.replace(/ \((.*)\)$/, ", $1")}
      </StatusItem>
      <span class="spacer" />
      <Pager state={state} />
    </>
  );
}

function howMany({ panel, list }: StoreState): string {
  const { pages, filtering } = list;
  const { value: total } = pages.total;
  if (total !== null) {
    const all = sessions(panel, total.count);
    return total.exact ? all : panel.text("storeAbout", all);
  }
  const shown = sessions(panel, pages.before.value + pages.rows.value.length);
  if (pages.hasNext.value) return panel.text("storeMoreThan", shown);
  return filtering.value ? panel.text("storeFound", shown) : shown;
}

function Pager({ state: { panel, list } }: Props): VNode | null {
  const { pages } = list;
  const { text } = panel;
  const before = pages.before.value;
  const { length } = pages.rows.value;
  if (length === 0 && before === 0) return null;
  return (
    <span class="pager">
      <Button
        small
        iconOnly
        icon="chevron-left"
        label={text("storePrevious")}
        disabled={before === 0}
        onClick={() => void pages.previous()}
      />
      <span class="num">{length === 0 ? count(before) : `${count(before + 1)}–${count(before + length)}`}</span>
      <Button
        small
        iconOnly
        icon="chevron-right"
        label={text("storeNext")}
        disabled={!pages.hasNext.value}
        onClick={() => void pages.next()}
      />
    </span>
  );
}
