/** Writes the timeline as JSON. Pure. */

import { type Exported, factsOf } from "./exported.ts";

export const timelineVersion = 1;

/** @param origin of the server; @param now milliseconds since the epoch. */
export const timelineJson = (all: readonly Exported[], origin: string, now: number): string =>
  `${JSON.stringify(
    {
      format: "sessionscope-timeline",
      version: timelineVersion,
      exportedAt: new Date(now).toISOString(),
      server: origin,
      requests: all.map(factsOf),
    },
    null,
    2,
  )}\n`;
