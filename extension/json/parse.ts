/**
 * JSON text → a tree of nodes that remember where they stand in the text, or the position and the reason of the fault.
 * Nothing is turned into a JavaScript value: a number of forty digits stays the forty digits that are stored.
 * The text is read once as a whole; what is in a list or dict is made when it is asked for, and not kept.
 */

import type { JsonFault, JsonNode, Span } from "./node.ts";
import { Fault, Reader } from "./reader.ts";

export { depthLimit, valuesLimit } from "./reader.ts";

export type Parsed = { readonly ok: true; readonly node: JsonNode } | { readonly ok: false; readonly fault: JsonFault };

/** Reads a text as the store keeps it. Names that come twice are let through: the last one counts. */
export const parseStored = (text: string): Parsed => parse(text, null);

/**
 * Reads a text that somebody typed: a name that comes twice is a slip, and so is a number that JavaScript would round.
 * @param stored numbers in it are as they are stored: they may stay.
 */
export const parseTyped = (text: string, stored = ""): Parsed => parse(text, stored);

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
