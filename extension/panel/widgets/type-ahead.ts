/** Typing a name's first letters goes to it: what is typed within a moment is one word. */

/** Milliseconds after which typing begins a new word. */
const pause = 700;

export interface TypeAhead {
  /**
   * Goes to the next name that begins with what has been typed. False: the key is no letter of a name. A digit only goes
   * on with the word of a name: by itself it chooses a tab of the panel.
   * @param key of the keyboard event; @param at its time stamp, milliseconds; @param from place of the current name.
   */
  find(key: string, at: number, from: number): boolean;
}

export function createTypeAhead(names: () => readonly string[], go: (index: number) => void): TypeAhead {
  let typed = "";
  let last = Number.NEGATIVE_INFINITY;
  /** Where the word has led so far. */
  let place = -1;
  return {
    find(key, at, from) {
      // Whoever has moved on by other keys begins anew.
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
