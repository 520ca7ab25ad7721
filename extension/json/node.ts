/** The nodes that a JSON text is read into, and what can be wrong with one. */

export interface Span {
  /** Where the value begins in the text, UTF-16 units. */
  readonly start: number;
  /** Where it is over. */
  readonly end: number;
}

export interface JsonLeaf extends Span {
  readonly kind: "string" | "number" | "boolean" | "null";
}

interface JsonBranch<Child> extends Span {
  /** How many children it has. */
  readonly count: number;
  /** How many values there are in it at any depth, itself included. */
  readonly values: number;
  /** Its children in the order of the text, each made as its turn comes: for values of any size. */
  each(): Iterable<Child>;
}

export interface JsonList extends JsonBranch<JsonNode> {
  readonly kind: "list";
  /** All at once: for values that are known to be small. */
  readonly items: readonly JsonNode[];
}

export interface JsonMember {
  readonly name: string;
  /** Where the quoted name stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: JsonNode;
}

/** Of a name that comes twice the last one counts, as in `JSON.parse`. */
export interface JsonDict extends JsonBranch<JsonMember> {
  readonly kind: "dict";
  /** By name, all at once: for values that are known to be small. */
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

/** Is a number what it is written as, once JavaScript has read it? */
export const isPrecise = (written: string): boolean =>
  written.length < 16 || !/^-?\d{16,}$/.test(written) || BigInt(written) === BigInt(Number(written));
