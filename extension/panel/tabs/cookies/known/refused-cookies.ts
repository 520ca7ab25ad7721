/** The cookies that responses asked for and the browser refused. Pure. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import type { Refusal } from "../../../../cookies/refusal/reasons.ts";
import { likelyRefusal, refusalOfLine } from "../../../../cookies/refusal.ts";
import type { Jar } from "./read-jar.ts";
import { isAbout, linesBySlot, type SeenLine, slotOf } from "./seen-lines.ts";

export interface RefusedCookie {
  /** The last line that asked for it. */
  readonly seen: SeenLine;
  readonly refusal: Refusal;
  /** How many lines asked for it. */
  readonly times: number;
  /** The jar was read after the line came. Otherwise only the rules say that the browser refuses the line. */
  readonly checked: boolean;
}

export interface KnownOfJar {
  readonly page: URL;
  readonly jar: Jar;
  /** When each cookie was last seen in the jar, by slot, milliseconds since the epoch. */
  readonly heldAt: ReadonlyMap<string, number>;
  /** Since when the panel knows every change of the jar, milliseconds since the epoch. */
  readonly watchedSince: number;
  readonly now: number;
}

/**
 * The last line of each cookie decides. A cookie that the jar holds as the line asked is not refused, whatever the
 * rules say. A cookie that is missing without a broken rule counts as refused only if the panel watched the jar all
 * the time.
 */
export function refusedCookies(lines: readonly SeenLine[], known: KnownOfJar): readonly RefusedCookie[] {
  const refused: RefusedCookie[] = [];
  for (const [slot, ofCookie] of linesBySlot(lines)) {
    const seen = ofCookie.at(-1)!;
    const refusal = refusalOf(seen, slot, known);
    const checked = known.jar.readable.has(seen.url.hostname) && known.jar.at >= seen.at;
    if (refusal) refused.push({ seen, refusal, times: ofCookie.length, checked });
  }
  return refused;
}

function refusalOf(seen: SeenLine, slot: string, { page, jar, heldAt, watchedSince, now }: KnownOfJar): Refusal | null {
  const { line, cookie, url } = seen;
  const byRule = refusalOfLine(line, url);
  const held = jar.cookies.find((one) => slotOf(one) === slot) ?? jar.cookies.find((one) => isAbout(seen, one, page));
  // A browser that refuses a deletion still holds the cookie.
  if (seen.deletes) return held || jar.cookies.some(({ name }) => name === cookie.name) ? byRule : null;
  if (held && sameContent(held, cookie)) return null;
  if (byRule) return byRule;
  if (!jar.readable.has(url.hostname) || jar.at < seen.at) return null;
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return null;
  // The cookie was in the jar after the line came, so somebody else removed it later.
  if ((heldAt.get(slot) ?? 0) >= seen.at && !held) return null;
  const likely = likelyRefusal(line, { url, page, jar: jar.cookies });
  if (held) return likely.reason === "OverwriteSecure" ? likely : null;
  return likely.reason === "UnknownError" && seen.at < watchedSince ? null : likely;
}

const sameContent = (held: Cookie, asked: Cookie): boolean =>
  held.value === asked.value &&
  held.secure === asked.secure &&
  held.httpOnly === asked.httpOnly &&
  held.sameSite === asked.sameSite;
