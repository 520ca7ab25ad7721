/**
 * JSON text → a tree of nodes that remember where they stand in the text, or the position and the reason of the fault.
 * Nothing is turned into a JavaScript value: a number of forty digits stays the forty digits that are stored.
 * The text is read once as a whole; what is in a list or dict is made when it is asked for, and not kept.
 */

import { Fault, Reader } from "./reader.ts";

export { depthLimit, valuesLimit } from "./reader.ts";

interface Span {
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
  written.length < 16 || !/^-?\d{16,}$/.test(written) || BigInt(written) === BigInt(Number(written));

/** The value of a string node. */
export const stringOf = (text: string, node: Span): string => JSON.parse(text.slice(node.start, node.end)) as string;

/** Could this be text whose quotes were left away, rather than JSON that went wrong? */
export const isBareText = (text: string): boolean =>
  /^\s*[^\s\d{}[\]",:+-]/.test(text) && !/^\s*(true|false|null|none|undefined|nan|infinity)\s*$/i.test(text);

function parse(text: string, stored: string | null): Parsed {
  try {
    return { ok: true, node: new Reader(text, { stored }).whole() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}
