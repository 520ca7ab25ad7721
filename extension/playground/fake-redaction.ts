/** What the fake server hides of a session: fewer names than the real one knows, in the same way. */

import { redactedMark } from "sessionscope/protocol";

const secret = /password|secret(?!ary)|token|apikey|^pin$/;
const mayHoldNames = /^\s*["[{]/;
/** What is hidden has a size to within so many bytes. */
export const sizeStep = 64;

export class FakeRedaction {
  /** Keys that the app hides beside the names above. */
  readonly keys = new Set<string>();

  /** What may be shown of an entry; null: all of it. Empty: nothing. */
  mask(key: string, text: string): string | null {
    if (this.hidesName(key)) return "";
    const value: unknown = JSON.parse(text);
    const masked = this.#within(value);
    return masked === value ? null : JSON.stringify(masked);
  }

  hides(key: string, text: string): boolean {
    return this.mask(key, text) !== null;
  }

  hidesName(name: string): boolean {
    const letters = name.normalize("NFKD").toLowerCase();
    return this.keys.has(name) || secret.test(letters.replace(/[^a-z0-9]/g, ""));
  }

  /** The value itself when there is nothing to hide in it. */
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

  /** JSON that an app keeps as a string. */
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
