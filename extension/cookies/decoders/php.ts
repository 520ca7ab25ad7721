/** Reads what PHP's `serialize()` writes, as JSON text. */

const deepest = 64;
const utf8 = new TextEncoder();

/**
 * null: the text is something else. A number alone counts as something else, because `i:1;` is too short to be sure.
 */
export function jsonOfPhp(text: string): string | null {
  if (!/^(?:[aO]:\d+:.*\}|s:\d+:".*";)$/s.test(text)) return null;
  try {
    const reader = new PhpReader(utf8.encode(text));
    const json = reader.value(0);
    return reader.atEnd() ? json : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Lengths count bytes. Throws a SyntaxError for text that PHP does not write. */
class PhpReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): string {
    if (depth > deepest) throw new SyntaxError("nested too deeply");
    const kind = this.#take(1);
    if (kind === "N") {
      this.#skip(";");
      return "null";
    }
    this.#skip(":");
    switch (kind) {
      case "b":
        return this.#until(";", /^[01]$/) === "1" ? "true" : "false";
      case "i":
        return this.#until(";", /^(0|-?[1-9]\d*)$/);
      case "d":
        return float(this.#until(";", /^-?(\d+(\.\d+)?(E[+-]\d+)?|INF|NAN)$/));
      case "s":
      // A case of an enum: Suit:Hearts.
      case "E": {
        const text = this.#string();
        this.#skip(";");
        return JSON.stringify(text);
      }
      // The same value as an earlier one, by its number.
      case "R":
      case "r":
        return JSON.stringify(`&${this.#until(";", /^\d+$/)}`);
      case "a":
        return this.#members(false, depth);
      case "O":
        this.#string();
        this.#skip(":");
        return this.#members(true, depth);
      default:
        throw new SyntaxError("not a kind of value");
    }
  }

  /** An array whose keys count from 0 is a list. */
  #members(object: boolean, depth: number): string {
    const count = Number(this.#until(":", /^\d+$/));
    this.#skip("{");
    const names: string[] = [];
    const values: string[] = [];
    for (let index = 0; index < count; index++) {
      names.push(this.#name());
      values.push(this.value(depth + 1));
    }
    this.#skip("}");
    if (!object && names.every((name, index) => name === `${index}`)) return `[${values.join(",")}]`;
    return `{${names.map((name, index) => `${JSON.stringify(name)}:${values[index]}`).join(",")}}`;
  }

  #name(): string {
    const kind = this.#take(1);
    this.#skip(":");
    if (kind === "i") return this.#until(";", /^(0|-?[1-9]\d*)$/);
    if (kind !== "s") throw new SyntaxError("not a kind of key");
    const name = this.#string();
    this.#skip(";");
    // A private or protected member has its class or a star before its name, between NULs.
    return name.replace(/^\0[^\0]*\0/, "");
  }

  #string(): string {
    const size = Number(this.#until(":", /^\d+$/));
    this.#skip('"');
    const text = this.#take(size);
    this.#skip('"');
    return text;
  }

  #take(size: number): string {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new SyntaxError("past the end");
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return text;
  }

  #skip(character: string): void {
    if (this.#take(1) !== character) throw new SyntaxError(`no ${character}`);
  }

  #until(end: string, form: RegExp): string {
    const at = this.#bytes.indexOf(end.charCodeAt(0), this.#at);
    const text = at === -1 ? "" : this.#take(at - this.#at);
    if (!form.test(text)) throw new SyntaxError("not a number");
    this.#skip(end);
    return text;
  }
}

/** JSON has no number for NAN and INF, so their names stand for them. */
const float = (text: string): string => (/[A-Z]{3}/.test(text) ? JSON.stringify(text) : text);
