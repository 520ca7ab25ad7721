/** Reads Erlang's external term format, version 131, as JSON text. Phoenix stores its session in it. */

import { asText } from "./bytes.ts";

/** Tags of the format. https://www.erlang.org/doc/apps/erts/erl_ext_dist.html */
const tag = {
  newFloat: 70,
  smallInteger: 97,
  integer: 98,
  atom: 100,
  smallTuple: 104,
  largeTuple: 105,
  nil: 106,
  string: 107,
  list: 108,
  binary: 109,
  smallBig: 110,
  largeBig: 111,
  map: 116,
  atomUtf8: 118,
  smallAtomUtf8: 119,
} as const;

const deepest = 64;

/**
 * Atoms become strings, except true, false and nil. Tuples and lists become lists. A binary that is not text becomes a
 * string of hexadecimal digits.
 * @returns null: the bytes are not a term, or hold a kind of term that is not data.
 */
export function jsonOfTerm(bytes: Uint8Array<ArrayBuffer>): string | null {
  if (bytes[0] !== 131) return null;
  try {
    const reader = new TermReader(bytes);
    const text = reader.term(0);
    return reader.atEnd() ? text : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Throws a RangeError past the end of the bytes, and for a tag that it does not know. */
class TermReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 1;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  term(depth: number): string {
    if (depth > deepest) throw new RangeError("nested too deeply");
    switch (this.#uint(1)) {
      case tag.smallInteger:
        return `${this.#uint(1)}`;
      case tag.integer:
        return `${this.#uint(4) | 0}`;
      case tag.newFloat:
        return JSON.stringify(this.#float());
      case tag.smallBig:
        return this.#big(this.#uint(1));
      case tag.largeBig:
        return this.#big(this.#uint(4));
      case tag.atom:
      case tag.atomUtf8:
        return this.#atom(this.#uint(2));
      case tag.smallAtomUtf8:
        return this.#atom(this.#uint(1));
      case tag.binary:
        return textOf(this.#take(this.#uint(4)));
      // A list of small integers.
      case tag.string:
        return `[${this.#take(this.#uint(2)).join(",")}]`;
      case tag.nil:
        return "[]";
      case tag.smallTuple:
        return this.#list(this.#uint(1), depth);
      case tag.largeTuple:
        return this.#list(this.#uint(4), depth);
      case tag.list: {
        const text = this.#list(this.#uint(4), depth);
        if (this.#uint(1) !== tag.nil) throw new RangeError("an improper list");
        return text;
      }
      case tag.map:
        return this.#map(this.#uint(4), depth);
      default:
        throw new RangeError("not a tag of data");
    }
  }

  #take(size: number): Uint8Array<ArrayBuffer> {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError("past the end");
    const part = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return part;
  }

  #uint(size: 1 | 2 | 4): number {
    return this.#take(size).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  #float(): number {
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  /** A sign, then the digits in base 256, the least significant first. */
  #big(size: number): string {
    const negative = this.#uint(1) === 1;
    const value = this.#take(size).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return `${negative ? -value : value}`;
  }

  #atom(size: number): string {
    const name = asText(this.#take(size)) ?? "";
    return name === "true" || name === "false" ? name : name === "nil" ? "null" : JSON.stringify(name);
  }

  #list(count: number, depth: number): string {
    const items: string[] = [];
    for (let index = 0; index < count; index++) items.push(this.term(depth + 1));
    return `[${items.join(",")}]`;
  }

  #map(count: number, depth: number): string {
    const members: string[] = [];
    for (let index = 0; index < count; index++) {
      const name = this.term(depth + 1);
      members.push(`${name.startsWith('"') ? name : JSON.stringify(name)}:${this.term(depth + 1)}`);
    }
    return `{${members.join(",")}}`;
  }
}

const textOf = (bytes: Uint8Array<ArrayBuffer>): string =>
  JSON.stringify(asText(bytes) ?? Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
