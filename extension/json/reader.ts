/** Reads a JSON text from left to right: checks that it is valid, and finds where each value stands. */

import {
  isPrecise,
  type JsonDict,
  type JsonList,
  type JsonMember,
  type JsonNode,
  type JsonProblem,
  type JsonReason,
} from "./node.ts";

/** The deepest nesting accepted; the server has the same limit. Code that walks a tree by recursion cannot overflow the stack. */
export const depthLimit = 500;
/** More values in one text are refused: reading, comparing and printing them takes the panel's time, though few are drawn. */
export const valuesLimit = 500_000;

export class Problem extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/**
 * Lists and dicts of at least this length (UTF-16 units) are remembered with their end, so that the reader can skip them.
 * Shorter ones are read again whenever the list or dict around them is walked.
 */
const longFrom = 2048;

const space = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string ends its plain part at these
const plain = /[^"\\\u0000-\u001f]*/y;
const usual = /-?(?:0|[1-9][0-9]{0,14})(?![0-9.eE+-])/y;
const numberLike = /-?[0-9][0-9.eE+-]*/y;
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const words = { t: "true", f: "false", n: "null" } as const;

export class Reader {
  readonly #text: string;
  /** null for a stored text, in which every number may stay. */
  readonly #stored: string | null;
  /** Long lists and dicts, by the offset of their first character. */
  readonly #long: Map<number, JsonList | JsonDict>;
  #at: number;
  #values = 0;
  /** Numbers of the stored text that JavaScript would round; undefined until they are needed. */
  #imprecise: ReadonlySet<string> | undefined;
  /** The number of children of the list or dict that was read last, and whether a name came twice. */
  #count = 0;
  #repeats = false;

  constructor(text: string, from: { stored: string | null; long?: Map<number, JsonList | JsonDict>; at?: number }) {
    this.#text = text;
    this.#stored = from.stored;
    this.#long = from.long ?? new Map();
    this.#at = from.at ?? 0;
  }

  whole(): JsonNode {
    this.#space();
    if (this.#at === this.#text.length) this.#fail("empty");
    const node = this.#node();
    this.#space();
    if (this.#at < this.#text.length) this.#fail("unexpected");
    return node;
  }

  /** Yields the values of the list that begins here. */
  *items(): Generator<JsonNode> {
    this.#at++;
    this.#space();
    if (this.#take("]")) return;
    do yield this.#node();
    while (this.#goesOn("]"));
  }

  /** Yields the members of the dict that begins here, including those whose name comes again later. */
  *members(): Generator<JsonMember> {
    this.#at++;
    this.#space();
    if (this.#take("}")) return;
    do {
      const nameStart = this.#at;
      const name = this.#name();
      const nameEnd = this.#at;
      this.#colon();
      yield { name, nameStart, nameEnd, value: this.#node() };
    } while (this.#goesOn("}"));
  }

  #node(): JsonNode {
    const start = this.#at;
    const known = this.#long.get(start);
    if (known !== undefined) {
      this.#at = known.end;
      return known;
    }
    const values = this.#value(0);
    const first = this.#text[start];
    if (first === "{" || first === "[") return this.#long.get(start) ?? this.#branch(start, values);
    const kind =
      first === '"' ? "string" : first === "n" ? "null" : first === "t" || first === "f" ? "boolean" : "number";
    return { kind, start, end: this.#at };
  }

  #branch(start: number, values: number): JsonList | JsonDict {
    const span = { start, end: this.#at, count: this.#count, values };
    const again = () => new Reader(this.#text, { stored: null, long: this.#long, at: start });
    return this.#text[start] === "[" ? listOf(span, again) : dictOf(span, again, this.#repeats);
  }

  /** Skips a value. @returns the number of values in it, including itself. */
  #value(depth: number): number {
    if (depth > depthLimit) this.#fail("too-deep");
    if (++this.#values > valuesLimit) this.#fail("too-many");
    const first = this.#text[this.#at];
    if (first === "{" || first === "[") {
      const start = this.#at;
      const values = first === "{" ? this.#dict(depth) : this.#list(depth);
      if (this.#at - start >= longFrom) this.#long.set(start, this.#branch(start, values));
      return values;
    }
    if (first === '"') this.#string();
    else if (first === "-" || (first !== undefined && first >= "0" && first <= "9")) this.#number();
    else if (first === "t" || first === "f" || first === "n") this.#word(words[first]);
    else this.#fail("unexpected");
    return 1;
  }

  #list(depth: number): number {
    let [values, count] = [1, 0];
    this.#at++;
    this.#space();
    if (!this.#take("]")) {
      do {
        values += this.#value(depth + 1);
        count++;
      } while (this.#goesOn("]"));
    }
    this.#count = count;
    return values;
  }

  #dict(depth: number): number {
    let [values, repeats] = [1, false];
    const names = new Set<string>();
    this.#at++;
    this.#space();
    if (!this.#take("}")) {
      do {
        const nameStart = this.#at;
        const name = this.#name();
        if (names.has(name)) {
          if (this.#stored !== null) this.#fail("twice", nameStart, name);
          repeats = true;
        }
        names.add(name);
        this.#colon();
        values += this.#value(depth + 1);
      } while (this.#goesOn("}"));
    }
    this.#count = names.size;
    this.#repeats = repeats;
    return values;
  }

  #name(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail("unexpected");
    const escaped = this.#string();
    return escaped
      ? (JSON.parse(this.#text.slice(start, this.#at)) as string)
      : this.#text.slice(start + 1, this.#at - 1);
  }

  #colon(): void {
    this.#space();
    if (!this.#take(":")) this.#fail("unexpected");
    this.#space();
  }

  /** Called after an element. @returns whether a comma follows, and so another element. */
  #goesOn(close: string): boolean {
    this.#space();
    if (this.#take(close)) return false;
    const comma = this.#at;
    if (!this.#take(",")) this.#fail("unexpected");
    this.#space();
    if (this.#text[this.#at] === close) this.#fail("trailing-comma", comma);
    return true;
  }

  /** Skips a string. @returns whether it holds escape sequences. */
  #string(): boolean {
    let escapes = false;
    this.#at++;
    for (;;) {
      this.#match(plain);
      const here = this.#text[this.#at];
      if (here === '"') {
        this.#at++;
        return escapes;
      }
      if (here !== "\\") this.#fail(here === undefined ? "end" : "control");
      escapes = true;
      const escaped = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 6))?.[0];
      if (escaped === undefined) {
        if (this.#at + 1 === this.#text.length) this.#fail("end", this.#at + 1);
        this.#fail("escape", this.#at, this.#text.slice(this.#at, this.#at + 2));
      }
      this.#at += escaped.length;
    }
  }

  #number(): void {
    if (this.#match(usual)) return;
    const start = this.#at;
    if (!this.#match(numberLike)) {
      // A minus sign without a digit.
      this.#at++;
      this.#fail("unexpected");
    }
    const found = this.#text.slice(start, this.#at);
    if (!number.test(found)) this.#fail("number", start, found);
    if (!Number.isFinite(Number(found))) this.#fail("too-great", start, found);
    if (this.#stored !== null && !isPrecise(found) && !this.#isStored(found)) this.#fail("imprecise", start, found);
  }

  #isStored(found: string): boolean {
    this.#imprecise ??= new Set(this.#stored!.match(/-?[0-9]{16,}/g));
    return this.#imprecise.has(found);
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
    if (this.#text.charCodeAt(this.#at) <= 0x20) this.#match(space);
  }

  /** Skips the text that matches. @returns whether it skipped at least one character. */
  #match(pattern: RegExp): boolean {
    const from = this.#at;
    pattern.lastIndex = from;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
    return this.#at > from;
  }

  #fail(reason: JsonReason, at = this.#at, found?: string): never {
    const here = String.fromCodePoint(...[this.#text.codePointAt(at)].filter((point) => point !== undefined));
    const over = here === "" && reason === "unexpected";
    throw new Problem({ reason: over ? "end" : reason, at, found: found ?? here });
  }
}

type Measures = Pick<JsonList, "start" | "end" | "count" | "values">;

const listOf = (span: Measures, again: () => Reader): JsonList => ({
  kind: "list",
  ...span,
  each: () => again().items(),
  get items() {
    return [...this.each()];
  },
});

const dictOf = (span: Measures, again: () => Reader, repeats: boolean): JsonDict => ({
  kind: "dict",
  ...span,
  each() {
    return repeats ? this.members.values() : again().members();
  },
  get members() {
    const members = new Map<string, JsonMember>();
    for (const member of again().members()) {
      members.delete(member.name);
      members.set(member.name, member);
    }
    return members;
  },
});
