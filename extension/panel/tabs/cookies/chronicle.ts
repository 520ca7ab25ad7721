/** What happened to each cookie while the panel watched: by a response, by the user here, or by somebody unseen. Pure. */

import { type Cookie, identityOf } from "../../../cookies/cookie.ts";
import { type SeenLine, slotOf } from "./lines.ts";

export interface Happening {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: "set" | "changed" | "removed" | "expired" | "refused";
  readonly by: "you" | "unseen" | { readonly method: string; readonly path: string };
  /** The cookie before and after, as far as they are known. */
  readonly before: Cookie | null;
  readonly after: Cookie | null;
}

/** By slot. */
export type Chronicle = ReadonlyMap<string, readonly Happening[]>;

/** Entries kept per cookie. */
const most = 50;

export interface Difference {
  readonly before: readonly Cookie[];
  readonly after: readonly Cookie[];
  /** Lines that came since the last look. */
  readonly lines: readonly SeenLine[];
  /** Slots that the user wrote since the last look. */
  readonly mine: ReadonlySet<string>;
  readonly now: number;
}

/** Adds what is different between two looks into the jar; what a response did is told from its line (`told`). */
export function record(chronicle: Chronicle, { before, after, lines, mine, now }: Difference): Chronicle {
  const old = new Map(before.map((cookie) => [identityOf(cookie), cookie]));
  const fresh = new Map(after.map((cookie) => [identityOf(cookie), cookie]));
  const byLine = new Set(lines.map(({ cookie }) => slotOf(cookie)));
  const next = new Map(chronicle);
  const add = (cookie: Cookie, happening: Happening) => {
    const slot = slotOf(cookie);
    next.set(slot, [...(next.get(slot) ?? []), happening].slice(-most));
  };
  for (const id of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(id) ?? null, fresh.get(id) ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const slot = slotOf((is ?? was)!);
    const own = mine.has(slot);
    if (byLine.has(slot) && !own) continue;
    const over = is === null && was!.expiresAt !== null && was!.expiresAt <= now;
    const kind = is !== null ? (was === null ? "set" : "changed") : over && !own ? "expired" : "removed";
    add((is ?? was)!, { at: now, kind, by: own ? "you" : "unseen", before: was, after: is });
  }
  return next;
}

/** Everything known of one cookie, the latest first. @param refused lines that the browser did not follow. */
export function told(
  chronicle: Chronicle,
  slot: string,
  lines: readonly SeenLine[],
  refused: ReadonlySet<SeenLine>,
): readonly Happening[] {
  const byLines = lines.map((seen): Happening => {
    const kind = refused.has(seen) ? "refused" : seen.deletes ? "removed" : "set";
    const by = { method: seen.method, path: seen.url.pathname };
    return { at: seen.at, kind, by, before: null, after: seen.deletes ? null : seen.cookie };
  });
  let held: Cookie | null = null;
  const story = [...byLines, ...(chronicle.get(slot) ?? [])].toSorted((a, b) => a.at - b.at);
  return story
    .map((happening) => {
      // A line does not know what it replaced; what came before it does.
      const whole = { ...happening, before: happening.before ?? held };
      if (happening.kind !== "refused") held = happening.after;
      return whole;
    })
    .reverse();
}
