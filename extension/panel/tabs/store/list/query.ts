/** What is asked of the store: the typed filter and the chosen kind of sessions, as the protocol has them. Pure. */

import type { StoreFilter } from "sessionscope/protocol";

/** `all`: the expired ones too, where the store lists them. */
export type Kind = "all" | "signedIn" | "anonymous" | "expired";

/** The words before a colon that the filter knows. */
const words = ["user", "key", "value"] as const;
type Word = (typeof words)[number];

const isWord = (word: string | undefined): word is Word => words.some((known) => known === word);

/** `user:42 key:cart mug` → filter. Of a word that comes twice the last one counts; other text is one text. */
export function typedFilter(typed: string): Pick<StoreFilter, "text" | Word> {
  const filter: { -readonly [W in "text" | Word]?: string } = {};
  const plain: string[] = [];
  for (const [whole, word, quoted, bare] of typed.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const text = quoted ?? bare ?? "";
    // A word that the user is still typing is no condition yet.
    if (text === "" || (isWord(bare?.slice(0, -1)) && bare?.endsWith(":"))) continue;
    if (isWord(word)) filter[word] = text;
    else plain.push(quoted === undefined || word !== undefined ? whole : text);
  }
  if (plain.length > 0) filter.text = plain.join(" ");
  return filter;
}

/** The first word before a colon that the filter does not know; null: it knows them all. */
export function unknownWord(typed: string): string | null {
  for (const [, word] of typed.matchAll(/(?:^|\s)([a-z]+):(?=[^/\s])/g)) if (!isWord(word)) return word!;
  return null;
}

export function filterOf(typed: string, kind: Kind): StoreFilter {
  const filter = typedFilter(typed);
  if (kind === "signedIn" || kind === "anonymous") return { ...filter, signedIn: kind === "signedIn" };
  return kind === "expired" ? { ...filter, expired: true } : filter;
}

/** Says the filter which sessions are meant, or are all of them? */
export const isFiltering = (filter: StoreFilter): boolean => Object.keys(filter).length > 0;
