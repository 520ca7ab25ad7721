/** What can be done with a request, for the menu of its row and of its detail. */

import { copyText } from "../../../copy.ts";
import type { MenuItem } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import type { KnownRequest } from "../known/request.ts";
import type { TimelineState } from "../state.ts";

export function requestItems(state: TimelineState, request: KnownRequest): readonly MenuItem[] {
  const { panel, jump, comparison, known, words, list, split } = state;
  const { text, platform } = panel;
  const seen = known.seen.of(request.request);
  const { openInNetwork } = platform.page;
  const { value: a } = comparison.a;
  return [
    {
      name: text("timelineJump"),
      icon: "restore",
      title: jump.hint(request),
      disabled: !jump.possible(request),
      onSelect: () => void jump.to(request),
    },
    {
      name: text(a === null || a === request ? "timelineCompareFrom" : "timelineCompareWithA"),
      icon: "compare",
      onSelect() {
        if (a === null) comparison.begin(request);
        list.table.choose(request.id);
        showDetail(split, true);
      },
    },
    "line",
    ...(seen !== null && openInNetwork !== null
      ? [{ name: text("timelineOpenInNetwork"), icon: "external", onSelect: () => void openInNetwork(seen) } as const]
      : []),
    {
      name: text("timelineCopyName"),
      icon: "copy",
      onSelect: () => void copyText(panel, seen?.url ?? words.name(request)),
    },
    ...(request.handle === null
      ? []
      : [
          {
            name: text("timelineOnlySession"),
            icon: "filter",
            onSelect() {
              list.typed.value = `handle:${request.handle}`;
            },
          } as const,
        ]),
  ];
}
