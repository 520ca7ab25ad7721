/** The terms of a list's filter: `text`, `word:text`, `-not`, `"with spaces"`. Pure. */

export interface FilterTerm {
  readonly not: boolean;
  /** In lower case; null: the term is about the row as a whole. */
  readonly key: string | null;
  /** In lower case. */
  readonly text: string;
}

/** @param isKey whether the word before a colon is one; otherwise word, colon and text are searched for as they are. */
export function filterTerms(typed: string, isKey: (word: string) => boolean): readonly FilterTerm[] {
  const found = typed.toLowerCase().matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))/g);
  return [...found].flatMap(([, minus, key, quoted, bare]) => {
    const text = quoted ?? bare ?? "";
    // A term that the user is still typing is no condition yet.
    if (text === "") return [];
    const not = minus === "-";
    if (key !== undefined && !isKey(key)) return [{ not, key: null, text: `${key}:${text}` }];
    return [{ not, key: key ?? null, text }];
  });
}

/** The first word before a colon that is no key. */
export function unknownKey(typed: string, isKey: (word: string) => boolean): string | null {
  const words = [...typed.toLowerCase().matchAll(/(?:^|\s)-?([a-z]+):/g)].map(([, word]) => word!);
  return words.find((word) => !isKey(word)) ?? null;
}
