/** Makes untrusted text visible: writes out invisible characters, line breaks and marks of text direction. */

/** Control characters, line breaks, direction marks, zero-width blanks, lone surrogates and characters that no font draws. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
const short: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f" };

/** As JSON and JavaScript write it in a string: `\n`, `\u202e`. */
const escaped = (character: string): string => short[character] ?? character.split("").map(byCode).join("");
const byCode = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The text in one line in which every character can be seen. */
export const visible = (text: string): string => text.replace(unseen, escaped);

export interface Unseen {
  /** Where it stands, UTF-16 units. */
  readonly at: number;
  readonly length: number;
  readonly written: string;
}

/** The characters of a text that are written out. */
export function* unseenIn(text: string): Iterable<Unseen> {
  for (const { 0: character, index } of text.matchAll(unseen)) {
    yield { at: index, length: character.length, written: escaped(character) };
  }
}

/** Splits the text into parts; each part is either written out or plain. */
export function stretchesOf(text: string): readonly { readonly text: string; readonly escape: boolean }[] {
  const stretches: { text: string; escape: boolean }[] = [];
  let end = 0;
  for (const { at, length, written } of unseenIn(text)) {
    if (at > end) stretches.push({ text: text.slice(end, at), escape: false });
    stretches.push({ text: written, escape: true });
    end = at + length;
  }
  return end < text.length ? [...stretches, { text: text.slice(end), escape: false }] : stretches;
}

const rightToLeft = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}]/u;
/** A part that an earlier call has isolated already. */
const isolated = /(\u2068[^\u2066-\u2069]*\u2069)/;

/**
 * The text as part of a sentence: visible, and isolated if it is written from right to left, so that the words around it
 * keep their order.
 */
export function inSentence(part: string): string {
  const text = part
    .split(isolated)
    .map((piece, index) => (index % 2 === 1 ? `\u2068${visible(piece.slice(1, -1))}\u2069` : visible(piece)))
    .join("");
  return rightToLeft.test(text) && !isolated.test(text) ? `\u2068${text}\u2069` : text;
}
