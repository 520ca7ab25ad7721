/** Set-Cookie lines and cookies with their values covered, for a screen that others may see. Pure. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Stretch, textOf } from "../../../../cookies/set-cookie/edit-attributes.ts";
import { type Part, parseSetCookie, type SetCookie } from "../../../../cookies/set-cookie/parse-line.ts";
import { mask } from "../known/attribute-text.ts";

export const coveredCookie = (cookie: Cookie): Cookie => ({ ...cookie, value: mask(cookie.value) });

/** A piece of a line as it is shown. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** The line with these parts marked. @param covered its value is hidden. */
export function piecesOf(line: SetCookie, parts: readonly Part[], covered: boolean): readonly Piece[] {
  const show = covered ? covering(line) : (from: number, to: number) => line.raw.slice(from, to);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    pieces.push({ text: show(at, start), marked: false }, { text: show(start, end), marked: true });
    at = end;
  }
  return [...pieces, { text: show(at, line.raw.length), marked: false }];
}

/** A corrected line with its value hidden. */
export function coveredStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  // By the rules that take more for a value: "abc" alone is one to Chromium, a name to Firefox.
  const show = covering(parseSetCookie(textOf(stretches), "chromium"));
  let at = 0;
  return stretches.map(({ text, added }) => {
    const from = at;
    at += text.length;
    return { text: show(from, at), added };
  });
}

/** Cuts out of a line, the mask where the value begins. The value ends its pair. */
function covering({ raw, value, pair }: SetCookie): (from: number, to: number) => string {
  const [start, end] = [pair.end - value.length, pair.end];
  return (from, to) => {
    if (value === "" || to <= start || from >= end) return raw.slice(from, to);
    return (
      raw.slice(from, Math.max(from, start)) + (from <= start ? mask(value) : "") + raw.slice(Math.min(to, end), to)
    );
  };
}
