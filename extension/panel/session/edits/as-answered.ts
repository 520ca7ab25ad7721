/** The texts after a call, written as the server writes them where they mean the same. */

import type { Texts } from "../../../json/edit.ts";

/** The server may write the same value differently. */
export function asAnswered(sent: Texts, answered: Texts): Texts {
  const value = (text: string) => JSON.stringify(JSON.parse(text));
  return new Map(
    [...sent].map(([key, text]) => {
      const there = answered.get(key);
      if (there === undefined || there === text) return [key, text];
      try {
        return [key, value(there) === value(text) ? there : text];
      } catch {
        // Cut short or hidden: what was sent is all that is known.
        return [key, text];
      }
    }),
  );
}
