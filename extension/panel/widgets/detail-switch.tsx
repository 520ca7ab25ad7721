/** The end of a toolbar: shows and hides the detail pane. */

import type { VNode } from "preact";
import { Button } from "./button.tsx";
import { detailShows, type SplitState, showDetail } from "./split.tsx";
import { useText } from "./text.ts";

export function DetailSwitch({ split }: { readonly split: SplitState }): VNode {
  const text = useText();
  const shown = detailShows(split);
  return (
    <Button
      class="not-narrow"
      label={text(shown ? "hideDetails" : "showDetails")}
      icon="side-pane"
      iconOnly
      pressed={shown}
      onClick={() => showDetail(split, !shown)}
    />
  );
}
