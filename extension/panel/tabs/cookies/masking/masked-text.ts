/** Cookies and Set-Cookie lines with a mask in place of the value, for a screen that others may see. Pure. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Stretch, textOf } from "../../../../cookies/set-cookie/edit-attributes.ts";
import { type Part, parseSetCookie, type SetCookie } from "../../../../cookies/set-cookie/parse-line.ts";
import { mask } from "./mask.ts";

export const maskedCookie = (cookie: Cookie): Cookie => ({ ...cookie, value: mask(cookie.value) });

/** A piece of a line. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** The line in pieces, with the given parts marked. @param masked a mask stands for its value. */
export function piecesOf(line: SetCookie, parts: readonly Part[], masked: boolean): readonly Piece[] {
  const show = masked ? maskingCut(line) : (from: number, to: number) => line.raw.slice(from, to);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    pieces.push({ text: show(at, start), marked: false }, { text: show(start, end), marked: true });
    at = end;
  }
  return [...pieces, { text: show(at, line.raw.length), marked: false }];
}

/** A corrected line with a mask in place of its value. */
export function maskedStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  // Chromium takes "abc" alone for a value, Firefox for a name: the rules that mask more.
  const show = maskingCut(parseSetCookie(textOf(stretches), "chromium"));
  let at = 0;
  return stretches.map(({ text, added }) => {
    const from = at;
    at += text.length;
    return { text: show(from, at), added };
  });
}

/** Cuts a piece out of a line. The value, which ends its pair, is left out, and the mask stands where it begins. */
function maskingCut({ raw, value, pair }: SetCookie): (from: number, to: number) => string {
  const [start, end] = [pair.end - value.length, pair.end];
  return (from, to) => {
    if (value === "" || to <= start || from >= end) return raw.slice(from, to);
    return (
      raw.slice(from, Math.max(from, start)) + (from <= start ? mask(value) : "") + raw.slice(Math.min(to, end), to)
    );
  };
}
