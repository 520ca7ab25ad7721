/** Hides secrets in the sessions of the fake server as the real one does, but knows fewer names of secrets. */

import { redactedMark } from "sessionscope/protocol";

const secret = /password|secret(?!ary)|token|apikey|^pin$/;
const mayHoldNames = /^\s*["[{]/;
/** Bytes: the size of a hidden value is rounded up to a multiple of this. */
export const sizeStep = 64;

/** In place of a value that moves something hidden. */
const misplaced = Symbol("misplaced");
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export class FakeRedaction {
  /** Keys that the app hides besides the names above. */
  readonly keys = new Set<string>();

  /** The text of an entry without its hidden parts; null: nothing is hidden; empty: all is hidden. */
  mask(key: string, text: string): string | null {
    if (this.hidesName(key)) return "";
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The text of an object that a library keeps.
      return null;
    }
    const masked = this.#within(value);
    return masked === value ? null : JSON.stringify(masked);
  }

  /** The text with what is hidden in `stored` where `sent` has its marks; null: the marks are not where they were. */
  unmask(key: string, stored: string, sent: string): string | null {
    if (!this.mask(key, stored)) return null;
    const value = this.#restored(JSON.parse(stored), JSON.parse(sent));
    return value === misplaced ? null : JSON.stringify(value);
  }

  #restored(stored: unknown, sent: unknown): unknown {
    const masked = this.#within(stored);
    if (masked === stored) return this.#within(sent) === sent ? sent : misplaced;
    if (isSame(masked, sent)) return stored;
    if (typeof sent !== "object" || sent === null || Array.isArray(sent) !== Array.isArray(stored)) return misplaced;
    const [before, shown, now] = [stored, masked, sent] as readonly Readonly<Record<string, unknown>>[];
    const names = Object.keys(now!);
    const isMoved = Array.isArray(sent)
      ? names.length !== Object.keys(before!).length || names.filter((at) => !isSame(shown![at], now![at])).length > 1
      : Object.keys(before!).some((name) => !isSame(shown![name], before![name]) && !Object.hasOwn(now!, name));
    const restored = names.map((name) => {
      if (Array.isArray(sent) || !this.hidesName(name)) return this.#restored(before![name] ?? null, now![name]);
      return Object.hasOwn(before!, name) && now![name] === redactedMark ? before![name] : misplaced;
    });
    if (isMoved || restored.includes(misplaced)) return misplaced;
    return Array.isArray(sent) ? restored : Object.fromEntries(names.map((name, at) => [name, restored[at]]));
  }

  hides(key: string, text: string): boolean {
    return this.mask(key, text) !== null;
  }

  hidesName(name: string): boolean {
    const letters = name.normalize("NFKD").toLowerCase();
    return this.keys.has(name) || secret.test(letters.replace(/[^a-z0-9]/g, ""));
  }

  /** A copy of the value without its hidden parts; the value itself if it has none. */
  #within(value: unknown): unknown {
    if (typeof value === "string") return this.#withinText(value);
    if (typeof value !== "object" || value === null) return value;
    let changed = false;
    const mask = (name: string | null, inner: unknown): unknown => {
      const masked = name !== null && this.hidesName(name) ? redactedMark : this.#within(inner);
      changed ||= masked !== inner || (name !== null && this.hidesName(name));
      return masked;
    };
    const copy = Array.isArray(value)
      ? value.map((inner) => mask(null, inner))
      : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(name, inner)]));
    return changed ? copy : value;
  }

  /** Masks a string that holds JSON. Returns any other string as it is. */
  #withinText(text: string): string {
    if (!mayHoldNames.test(text)) return text;
    try {
      const value: unknown = JSON.parse(text);
      const masked = this.#within(value);
      return masked === value ? text : JSON.stringify(masked);
    } catch {
      return text;
    }
  }
}
