/**
 * The values of a session at one moment. A request takes it quickly: of values that can change under its hands the text is
 * made at once, all other texts when somebody asks for them.
 */

import { sameTexts, unitsOf } from "./texts.ts";

type Texts = ReadonlyMap<string, string>;

export class Snapshot {
  /** UTF-16 units that it holds, or a few more or less. */
  readonly units: number;
  /** By turns a key, whether a text follows, and the value or text; `null`: the texts are there. */
  #parts: readonly unknown[] | null;
  #texts: Texts | null;

  constructor(parts: readonly unknown[] | null, texts: Texts | null, units: number) {
    this.#parts = parts;
    this.#texts = texts;
    this.units = units;
  }

  static of(texts: Texts): Snapshot {
    return new Snapshot(null, texts, unitsOf(texts));
  }

  /** Key → JSON text. Values that are left out of JSON are left out here. */
  get texts(): Texts {
    if (this.#texts) return this.#texts;
    const parts = this.#parts!;
    const texts = new Map<string, string>();
    for (let at = 0; at < parts.length; at += 3) {
      const [key, isText, value] = [parts[at] as string, parts[at + 1], parts[at + 2]];
      texts.set(key, isText ? (value as string) : JSON.stringify(value));
    }
    this.#parts = null;
    this.#texts = texts;
    return texts;
  }

  isSame(other: Snapshot): boolean {
    return sameTexts(this.texts, other.texts);
  }
}

/** Units of a number, a boolean and `null`: about as many. */
const unitsOfOthers = 8;

/**
 * Takes the values of `data` but for its keys `own`. `isJson`: asked of all but texts, booleans, `null` and `undefined`.
 * @returns `null` where it says no: such a value wants a closer look.
 */
export function quickSnapshot(
  data: Readonly<Record<string, unknown>>,
  own: ReadonlySet<string>,
  isJson: (value: unknown) => boolean,
): Snapshot | null {
  const parts: unknown[] = [];
  let units = 0;
  for (const key of Object.keys(data)) {
    if (own.has(key)) continue;
    const value = data[key];
    if (typeof value === "string") {
      parts.push(key, false, value);
      units += value.length;
    } else if (value === null || typeof value === "boolean") {
      parts.push(key, false, value);
      units += unitsOfOthers;
    } else if (value !== undefined) {
      if (!isJson(value)) return null;
      if (typeof value === "number") {
        parts.push(key, false, value);
        units += unitsOfOthers;
        continue;
      }
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) continue;
      parts.push(key, true, text);
      units += text.length;
    }
  }
  return new Snapshot(parts, null, units);
}
