/** The nodes of a parsed JSON text, and the problems that a text can have. */

export interface Span {
  /** Offset of the value's first character, in UTF-16 units. */
  readonly start: number;
  /** Offset behind the value's last character. */
  readonly end: number;
}

export interface JsonLeaf extends Span {
  readonly kind: "string" | "number" | "boolean" | "null";
}

interface JsonBranch<Child> extends Span {
  /** The number of children. */
  readonly count: number;
  /** The number of values at any depth, including this one. */
  readonly values: number;
  /** The children in the order of the text. Each node is made when it is reached, so the value may be of any size. */
  each(): Iterable<Child>;
}

export interface JsonList extends JsonBranch<JsonNode> {
  readonly kind: "list";
  /** All children at once: only for values that are known to be small. */
  readonly items: readonly JsonNode[];
}

export interface JsonMember {
  readonly name: string;
  /** Offsets of the quoted name. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: JsonNode;
}

/** If a name comes twice, the last one counts, as in `JSON.parse`. */
export interface JsonDict extends JsonBranch<JsonMember> {
  readonly kind: "dict";
  /** All members by name: only for values that are known to be small. */
  readonly members: ReadonlyMap<string, JsonMember>;
}

export type JsonNode = JsonLeaf | JsonList | JsonDict;

/**
 * - `empty`: the text is blank. `end`: the text ends inside the value.
 * - `unexpected`: `found` cannot stand here. `trailing-comma`: nothing follows the comma.
 * - `number`: `found` is not a number. `too-great`: a double cannot hold it. `imprecise`: JavaScript would round it.
 * - `control`: a string holds an unescaped control character. `escape`: `found` is not an escape sequence.
 * - `twice`: the dict has the name `found` twice. `too-deep`: the value is nested deeper than `depthLimit`.
 * - `too-many`: the text holds more values than `valuesLimit`.
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

export interface JsonProblem {
  readonly reason: JsonReason;
  /** Offset in the text, UTF-16 units, from 0. */
  readonly at: number;
  /** The text at the offset, or the name or number that the reason is about. */
  readonly found: string;
}

/** Whether JavaScript reads the number without rounding it. */
export const isPrecise = (written: string): boolean =>
  written.length < 16 || !/^-?\d{16,}$/.test(written) || BigInt(written) === BigInt(Number(written));
