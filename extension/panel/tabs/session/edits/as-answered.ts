/** The texts after a call, as far as they are the sender's: written as the server writes them. */

import type { Texts } from "../../../../json/edit.ts";

/** The server may write the same value in another way. */
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
