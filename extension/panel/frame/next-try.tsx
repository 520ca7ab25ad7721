/** "Trying again in 4 s". The countdown is not announced. */

import type { VNode } from "preact";
import type { Connection } from "../server/connection.ts";
import type { Panel } from "../state.ts";

export interface NextTryProps {
  readonly panel: Panel;
  readonly at: Extract<Connection, { state: "away" }>;
}

export function NextTry({ panel, at }: NextTryProps): VNode {
  const left = Math.ceil((at.nextTryAt - panel.clock.value) / 1000);
  return <span class="num nb">{left > 0 ? panel.text("awayNextTry", `${left} s`) : panel.text("awayTrying")}</span>;
}
