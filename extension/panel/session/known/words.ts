/** The sentences that say who changed what. */

import type { Cause } from "sessionscope/protocol";
import { shortPath } from "../../../json/path.ts";
import { visible } from "../../../json/visible.ts";
import { thisWindow } from "../../server/this-window.ts";
import type { Panel } from "../../state.ts";
import { count, shortened } from "../../widgets/format.ts";
import type { EarlierChange } from "./attribution.ts";
import type { LoggedChange } from "./changes.ts";

export type Words = ReturnType<typeof createWords>;

/** UTF-16 units of a request that are shown. */
const longestCause = 200;

export function createWords({ text }: Pick<Panel, "text">) {
  const isOwn = (cause: Cause | null) => cause?.by === "panel" && cause.window === thisWindow;
  const by = (cause: Cause | null): string => {
    if (cause === null) return text("sessionByUnknown");
    if (cause.by === "panel") return text(isOwn(cause) ? "you" : "sessionByOtherPanel");
    return visible(shortened(`${cause.method} ${cause.path}`, longestCause));
  };
  const byAll = (causes: readonly (Cause | null)[]): string => {
    const [first = "", second, ...more] = new Set(causes.map(by));
    if (second === undefined) return first;
    return text("sessionByTwo", first, more.length === 0 ? second : text("sessionByMore", count(more.length + 1)));
  };
  const change = ({ kind, cause, earlier }: LoggedChange): string => {
    const said = text(changeIds[kind], by(cause));
    return earlier.length === 0 ? said : text("sessionChangeAfter", said, byAll(earlier.map((one) => one.cause)));
  };

  return {
    /** Did this panel do it, not one in another window? */
    isOwn,
    by,
    /** Names each cause once: "POST /a and POST /b", "POST /a and 2 others". */
    byAll,
    /** "changed by POST /cart/add", "changed by GET /cart, after POST /cart/add" */
    change,
    /** "visits changed by POST /cart/add", "3 values changed by POST /cart/add". @param changes at least one. */
    changes(changes: readonly LoggedChange[]): string {
      const [first] = changes as [LoggedChange];
      if (changes.length === 1) return `${shortPath(first.path)} ${change(first)}`;
      const who = byAll(changes.map(({ cause }) => cause));
      return text("sessionChangesMany", count(changes.length), who);
    },
    /** "removed by POST /cart/add" */
    earlier: ({ kind, cause }: EarlierChange) => text(changeIds[kind], by(cause)),
  };
}

const changeIds = {
  added: "sessionChangeAdded",
  changed: "sessionChangeChanged",
  removed: "sessionChangeRemoved",
} as const;
