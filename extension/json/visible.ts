/** Texts of others as they can be seen: what shows nothing, breaks the line or turns its direction is written out. */

/** Controls, line ends, marks of direction, blanks of no width, halves of characters, what no font draws. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
const short: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f" };

/** As JSON and JavaScript write it in a string: `\n`, `\u202e`. */
const escaped = (character: string): string => short[character] ?? character.split("").map(byCode).join("");
const byCode = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** In one line, every character of it to be seen. */
export const visible = (text: string): string => text.replace(unseen, escaped);

/** The text in stretches, what was written out apart from the rest. */
export function stretchesOf(text: string): readonly { readonly text: string; readonly escape: boolean }[] {
  const stretches: { text: string; escape: boolean }[] = [];
  let at = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (index > at) stretches.push({ text: text.slice(at, index), escape: false });
    stretches.push({ text: escaped(character), escape: true });
    at = index + character.length;
  }
  return at < text.length ? [...stretches, { text: text.slice(at), escape: false }] : stretches;
}

const rightToLeft = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}]/u;
/** What this function made of a part of a part. */
const isolated = /(\u2068[^\u2066-\u2069]*\u2069)/;

/** As a part of a sentence: it can be seen, and what is written from right to left does not turn the words around it. */
export function inSentence(part: string): string {
  const text = part
    .split(isolated)
    .map((piece, index) => (index % 2 === 1 ? `\u2068${visible(piece.slice(1, -1))}\u2069` : visible(piece)))
    .join("");
  return rightToLeft.test(text) && !isolated.test(text) ? `\u2068${text}\u2069` : text;
}
