/** When what is typed is told: a short text with each key, a long one when the typing rests, so that no key waits for its check. */

/** UTF-16 units up to which a text is told with each key. */
const longestAtOnce = 60_000;
/** Milliseconds after the last key. */
const rest = 200;

export interface Typed {
  /** A key changed the text. */
  changed(length: number): void;
  /** What is not told yet is told now. False: there is nothing. */
  tell(): boolean;
}

/**
 * @param begin called with the first change that is not told yet, while what its author sees still stands there; what it returns is
 *   told the text.
 */
export function createTyped(read: () => string, begin: () => (text: string) => void): Typed {
  let told: ((text: string) => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    const to = told;
    told = null;
    to?.(read());
    return to !== null;
  };
  return {
    changed(length) {
      told ??= begin();
      clearTimeout(timer);
      if (length <= longestAtOnce) tell();
      else timer = setTimeout(tell, rest);
    },
    tell,
  };
}
