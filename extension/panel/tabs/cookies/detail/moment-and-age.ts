/** A time in a value, and how far it is from now. */

import type { Panel } from "../../../state.ts";
import { age, moment } from "../../../widgets/format.ts";

/** "10:42:03, 14 min ago". */
export function momentAndAge({ text }: Panel, at: number, now: number): string {
  const span = age(Math.abs(now - at));
  return `${moment(at, now)}, ${at <= now ? text("timeAgo", span) : text("timeAhead", span)}`;
}
