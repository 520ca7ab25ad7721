/**
 * JSON text → a tree of nodes that remember where they stand in the text, or the position and the reason of the fault.
 * Nothing is turned into a JavaScript value: a number of forty digits stays the forty digits that are stored.
 */

/** Deeper nesting is refused, as the server does: nothing that walks a tree has to fear for the stack. */
export const depthLimit = 500;
/** More values in one text are refused: each is a row and a line, and whoever draws a million stands still for half a minute. */
export const valuesLimit = 50_000;

interface Span {
  /** Where the value begins in the text, UTF-16 units. */
  readonly start: number;
  /** Where it is over. */
  readonly end: number;
}

export interface JsonLeaf extends Span {
  readonly kind: "string" | "number" | "boolean" | "null";
}

export interface JsonList extends Span {
  readonly kind: "list";
  readonly items: readonly JsonNode[];
}

export interface JsonMember {
  readonly name: string;
  /** Where the quoted name stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: JsonNode;
}

export interface JsonDict extends Span {
  readonly kind: "dict";
  /** By name, in the order of the text. Of a name that comes twice the last one counts, as in `JSON.parse`. */
  readonly members: ReadonlyMap<string, JsonMember>;
}

export type JsonNode = JsonLeaf | JsonList | JsonDict;

/**
 * - `empty`: nothing but space. `end`: over before the value was.
 * - `unexpected`: `found` cannot stand here. `trailing-comma`: a comma with nothing after it.
 * - `number`: no number is written like `found`. `too-great`: no double holds it. `imprecise`: it would be rounded.
 * - `control`: an unescaped line break or the like inside a string. `escape`: `found` is no escape.
 * - `twice`: the name `found` comes twice. `too-deep`: nested deeper than `depthLimit`.
 * - `too-many`: more values than `valuesLimit`.
 */
export type JsonReason =
  | "empty"
  | "end"
  | "unexpected"
  | "trailing-comma"
  | "number"
  | "too-great"
  | "imprecise"
  | "control"
  | "escape"
  | "twice"
  | "too-deep"
  | "too-many";

export interface JsonFault {
  readonly reason: JsonReason;
  /** Offset in the text, UTF-16 units, from 0. */
  readonly at: number;
  /** What stands there, or what the reason speaks of. */
  readonly found: string;
}

export type Parsed = { readonly ok: true; readonly node: JsonNode } | { readonly ok: false; readonly fault: JsonFault };

/** Reads a text as the store keeps it. Names that come twice are let through: the last one counts. */
export const parseStored = (text: string): Parsed => parse(text, null);

/**
 * Reads a text that somebody typed: a name that comes twice is a slip, and so is a number that JavaScript would round.
 * @param stored numbers in it are as they are stored: they may stay.
 */
export const parseTyped = (text: string, stored = ""): Parsed => parse(text, stored);

/** Is a number what it is written as, once JavaScript has read it? */
export const isPrecise = (written: string): boolean =>
  !/^-?\d{16,}$/.test(written) || BigInt(written) === BigInt(Number(written));

/** The value of a string node. */
export const stringOf = (text: string, node: Span): string => JSON.parse(text.slice(node.start, node.end)) as string;

/** Could this be text whose quotes were left away, rather than JSON that went wrong? */
export const isBareText = (text: string): boolean =>
  /^\s*[^\s\d{}[\]",:+-]/.test(text) && !/^\s*(true|false|null|none|undefined|nan|infinity)\s*$/i.test(text);

function parse(text: string, stored: string | null): Parsed {
  const reader = new Reader(text, stored);
  try {
    return { ok: true, node: reader.whole() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

class Fault extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

const space = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string ends its plain part at these
const plain = /[^"\\\u0000-\u001f]*/y;
const numberLike = /-?[0-9][0-9.eE+-]*/y;
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const words = { t: ["true", "boolean"], f: ["false", "boolean"], n: ["null", "null"] } as const;

class Reader {
  readonly #text: string;
  /** null: it is stored already, everything may stay. */
  readonly #stored: string | null;
  #at = 0;
  #values = 0;

  constructor(text: string, stored: string | null) {
    this.#text = text;
    this.#stored = stored;
  }

  whole(): JsonNode {
    this.#space();
    if (this.#at === this.#text.length) this.#fail("empty");
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail("unexpected");
    return node;
  }

  #value(depth: number): JsonNode {
    if (depth > depthLimit) this.#fail("too-deep");
    if (++this.#values > valuesLimit) this.#fail("too-many");
    const first = this.#text[this.#at];
    if (first === "{") return this.#dict(depth);
    if (first === "[") return this.#list(depth);
    const start = this.#at;
    if (first === '"') {
      this.#string();
      return { kind: "string", start, end: this.#at };
    }
    if (first === "-" || (first !== undefined && first >= "0" && first <= "9")) {
      this.#number();
      return { kind: "number", start, end: this.#at };
    }
    if (first === "t" || first === "f" || first === "n") {
      const [word, kind] = words[first];
      this.#word(word);
      return { kind, start, end: this.#at };
    }
    return this.#fail("unexpected");
  }

  #list(depth: number): JsonList {
    const start = this.#at++;
    const items: JsonNode[] = [];
    this.#space();
    if (this.#take("]")) return { kind: "list", start, end: this.#at, items };
    for (;;) {
      items.push(this.#value(depth + 1));
      if (!this.#goesOn("]")) return { kind: "list", start, end: this.#at, items };
    }
  }

  #dict(depth: number): JsonDict {
    const start = this.#at++;
    const members = new Map<string, JsonMember>();
    this.#space();
    if (this.#take("}")) return { kind: "dict", start, end: this.#at, members };
    for (;;) {
      const nameStart = this.#at;
      if (this.#text[nameStart] !== '"') this.#fail("unexpected");
      this.#string();
      const nameEnd = this.#at;
      const name = stringOf(this.#text, { start: nameStart, end: nameEnd });
      if (members.delete(name) && this.#stored !== null) this.#fail("twice", nameStart, name);
      this.#space();
      if (!this.#take(":")) this.#fail("unexpected");
      this.#space();
      members.set(name, { name, nameStart, nameEnd, value: this.#value(depth + 1) });
      if (!this.#goesOn("}")) return { kind: "dict", start, end: this.#at, members };
    }
  }

  /** After an element: true when a comma says that another follows. */
  #goesOn(close: string): boolean {
    this.#space();
    if (this.#take(close)) return false;
    const comma = this.#at;
    if (!this.#take(",")) this.#fail("unexpected");
    this.#space();
    if (this.#text[this.#at] === close) this.#fail("trailing-comma", comma);
    return true;
  }

  #string(): void {
    this.#at++;
    for (;;) {
      this.#match(plain);
      const here = this.#text[this.#at];
      if (here === '"') {
        this.#at++;
        return;
      }
      if (here !== "\\") this.#fail(here === undefined ? "end" : "control");
      const escaped = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 6))?.[0];
      if (escaped === undefined) {
        if (this.#at + 1 === this.#text.length) this.#fail("end", this.#at + 1);
        this.#fail("escape", this.#at, this.#text.slice(this.#at, this.#at + 2));
      }
      this.#at += escaped.length;
    }
  }

  #number(): void {
    const start = this.#at;
    const found = this.#match(numberLike);
    if (found === "") {
      // A minus with no digit after it.
      this.#at++;
      this.#fail("unexpected");
    }
    if (!number.test(found)) this.#fail("number", start, found);
    if (!Number.isFinite(Number(found))) this.#fail("too-great", start, found);
    if (this.#stored?.includes(found) === false && !isPrecise(found)) this.#fail("imprecise", start, found);
  }

  #word(word: string): void {
    for (const letter of word) if (!this.#take(letter)) this.#fail("unexpected");
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    this.#match(space);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [""];
    this.#at += found.length;
    return found;
  }

  #fail(reason: JsonReason, at = this.#at, found?: string): never {
    const here = String.fromCodePoint(...[this.#text.codePointAt(at)].filter((point) => point !== undefined));
    const over = here === "" && reason === "unexpected";
    throw new Fault({ reason: over ? "end" : reason, at, found: found ?? here });
  }
}
