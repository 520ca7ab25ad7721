/** The status line of the tab: how many cookies there are, and what needs a look. */

import type { VNode } from "preact";
import { bytes, shortened } from "../../../widgets/format.ts";
import { StatusItem } from "../../../widgets/status.tsx";
import { unreadable } from "../list/filter.ts";
import type { CookiesState } from "../state.ts";

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 20;

export function CookiesStatus({ state }: { readonly state: CookiesState }): VNode {
  const { text } = state.panel;
  const { counts, filter } = state.list;
  const wrong = unreadable(filter.typed.value);
  const { held, shown, bytes: size, thirdParty, refused, warnings, all } = counts.value;
  return (
    <>
      <StatusItem>
        {shown < all
          ? text("cookiesShown", `${shown}`, `${all}`)
          : text(held === 1 ? "cookieCount" : "cookiesCount", `${held}`, bytes(size))}
      </StatusItem>
      {wrong !== null && (
        <StatusItem kind="warn" icon="warning">
          {text(wrong.compares ? "filterCompareHow" : "filterNoWord", shortened(wrong.word, longestWord))}
        </StatusItem>
      )}
      {thirdParty > 0 && <StatusItem low>{text("thirdPartyCount", `${thirdParty}`)}</StatusItem>}
      {refused > 0 && (
        <StatusItem kind="err" icon="ban">
          {text("refusedCount", `${refused}`)}
        </StatusItem>
      )}
      {warnings > 0 && (
        <StatusItem kind="warn" icon="warning">
          {text(warnings === 1 ? "warningCount" : "warningsCount", `${warnings}`)}
        </StatusItem>
      )}
    </>
  );
}
