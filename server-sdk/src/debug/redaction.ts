/** Hides secrets from people who look at the screen or a screenshot: values under names of secrets, at any depth. */

import { BoundedMap } from "../core/bounded-map.ts";
import { depthLimit } from "../core/values.ts";
import { redactedMark } from "../protocol.ts";
import { asSeen, speaksOfSecrets } from "./secret-names.ts";

/** Names whose judgement is kept, and UTF-16 units of the longest: a list of objects repeats the same few names. */
const mostJudged = 5000;
const longestJudged = 100;

/** The beginning of JSON text that can hold names: a string, a list or an object. */
const mayHoldNames = /^\s*["[{]/;
/** JSON text of a string that is no such beginning, and needs no parser to see it. */
const plainString = /^"(?![\s"[{])[^"\\\p{Cc}]*"$/u;

export class Redaction {
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #judged = new BoundedMap<string, boolean>(mostJudged);

  /** `extra`: names that the app hides beside the built-in ones. A string is a name in any case, a RegExp matches within names. */
  constructor(extra: readonly (string | RegExp)[] = []) {
    this.#names = new Set(extra.filter((one) => typeof one === "string").map(folded));
    this.#patterns = extra
      .filter((one) => typeof one !== "string")
      .map((pattern) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")));
  }

  /** The text that may be shown of an entry. `null`: the text as it is. Empty: none of it. */
  mask(key: string, text: string): string | null {
    if (this.hidesName(key)) return "";
    if (isPlain(text)) return null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // Damaged text cannot be searched, so all of it is hidden.
      return "";
    }
    const masked = this.maskWithin(value, 1);
    return masked === value ? null : JSON.stringify(masked);
  }

  /** Whether an entry is hidden, wholly or in part: then it cannot be written. */
  hides(key: string, text: string): boolean {
    return this.mask(key, text) !== null;
  }

  /** Whether values under this name are hidden. */
  hidesName(name: string): boolean {
    const known = this.#judged.get(name);
    if (known !== undefined) return known;
    const hidden =
      speaksOfSecrets(name) || this.#names.has(folded(name)) || this.#patterns.some((pattern) => pattern.test(name));
    if (name.length <= longestJudged) this.#judged.set(name, hidden);
    return hidden;
  }

  /** A copy with the hidden values masked; the value itself when nothing in it is hidden. `depth`: 1 for that of an entry. */
  maskWithin(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.#maskText(value, depth);
    if (typeof value !== "object" || value === null) return value;
    // No session is that deep, and a deeper search could exhaust the stack.
    if (depth > depthLimit) return redactedMark;
    const inList = Array.isArray(value);
    let copy: Record<string, unknown> | unknown[] | null = null;
    for (const name of Object.keys(value)) {
      const inner = (value as Record<string, unknown>)[name];
      const secret = !inList && this.hidesName(name);
      const masked = secret ? redactedMark : this.maskWithin(inner, depth + 1);
      if (!secret && masked === inner) continue;
      copy ??= inList ? [...value] : { ...value };
      (copy as Record<string, unknown>)[name] = masked;
    }
    return copy ?? value;
  }

  /** The same for a string: apps keep JSON in strings, and JSON in the strings of that. */
  #maskText(text: string, depth: number): string {
    if (!mayHoldNames.test(text)) return text;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return text;
    }
    const masked = this.maskWithin(value, depth + 1);
    return masked === value ? text : JSON.stringify(masked);
  }
}

/** Whether no parser need look for names in it. The first character says most, and sooner than a pattern. */
function isPlain(text: string): boolean {
  const first = text[0] ?? "";
  if (first === '"') return plainString.test(text);
  if (first === "{" || first === "[") return false;
  return (first >= "!" && first <= "~") || !mayHoldNames.test(text);
}

const folded = (name: string): string => asSeen(name).toLowerCase();
