/**
 * Parses a JSON text into a tree of nodes that know their offsets in the text, or into a problem with its position and reason.
 * The parser makes no JavaScript values: a number of forty digits keeps the forty digits that are stored.
 * It checks the whole text once. The children of a list or dict are made each time they are asked for.
 */

import type { JsonNode, JsonProblem, Span } from "./node.ts";
import { Problem, Reader } from "./reader.ts";

export { depthLimit, valuesLimit } from "./reader.ts";

export type Parsed =
  | { readonly ok: true; readonly node: JsonNode }
  | { readonly ok: false; readonly problem: JsonProblem };

/** Parses a stored text. A name may come twice: the last one counts. */
export const parseStored = (text: string): Parsed => parse(text, null);

/**
 * Parses a text that the user typed. A name that comes twice is a problem, and so is a number that JavaScript would round.
 * @param stored the text that is stored now; the numbers in it may stay as they are.
 */
export const parseTyped = (text: string, stored = ""): Parsed => parse(text, stored);

/** The value of a string node. */
export const stringOf = (text: string, node: Span): string => JSON.parse(text.slice(node.start, node.end)) as string;

/** Whether the user probably meant a string and left out the quotes, rather than mistyped JSON. */
export const isBareText = (text: string): boolean =>
  /^\s*[^\s\d{}[\]",:+-]/.test(text) && !/^\s*(true|false|null|none|undefined|nan|infinity)\s*$/i.test(text);

function parse(text: string, stored: string | null): Parsed {
  try {
    return { ok: true, node: new Reader(text, { stored }).whole() };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.problem };
    throw error;
  }
}
