/** Type-ahead: typing the first letters of a name selects it. Letters typed in quick succession are one word. */

/** Milliseconds without typing after which a new word begins. */
const pause = 700;

export interface TypeAhead {
  /**
   * Finds the next name that begins with the typed word. Returns false if the keyboard key is not a letter of a name. A digit
   * can only continue a word: alone it selects a tab of the panel.
   * @param key of the keyboard event; @param at its time stamp, milliseconds; @param from place of the current name.
   */
  find(key: string, at: number, from: number): boolean;
}

export function createTypeAhead(names: () => readonly string[], go: (index: number) => void): TypeAhead {
  let typed = "";
  let last = Number.NEGATIVE_INFINITY;
  /** The name that the word has found so far. */
  let place = -1;
  return {
    find(key, at, from) {
      // After a move by other keys a new word begins.
      const fresh = at - last > pause || from !== place;
      const digit = /\p{N}/u.test(key);
      if (!/^[\p{L}\p{N}_$]$/u.test(key) || (digit && fresh)) return false;
      const all = names();
      const word = (fresh ? "" : typed) + key.toLowerCase();
      const first = Math.max(from, 0) + (fresh ? 1 : 0);
      const places = all.map((_, step) => (first + step) % all.length);
      const found = places.find((place) => all[place]!.toLowerCase().startsWith(word));
      if (found === undefined && digit) return false;
      [typed, last, place] = [word, at, found ?? from];
      if (found !== undefined) go(found);
      return true;
    },
  };
}
