/** JSON text ↔ values. Refuses whatever would not come back as it went in, naming where it is and what to store instead. */

import { NotSerializableError } from "./errors.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Nesting beyond this is refused: `JSON.stringify` itself overflows the stack a few thousand levels deeper. */
export const depthLimit = 500;

/**
 * The JSON text of a session value.
 * @throws NotSerializableError for anything but null, booleans, finite numbers but -0, strings, plain arrays and plain objects.
 */
export function toText(key: string, value: unknown): string {
  checkValue(key, value);
  return JSON.stringify(value);
}

/** The check of `toText` alone, for assignments: the text is only made once the handler is through with the value. */
export function checkValue(key: string, value: unknown): void {
  const fault = firstFault(value);
  if (fault) throw new NotSerializableError(pathText(key, fault.path), fault.found, fault.advice);
}

/**
 * What `JSON.stringify` makes of a value; `undefined`: nothing.
 * @throws NotSerializableError for what it refuses: a BigInt, a cycle, a `toJSON` that throws.
 */
export function coercedText(key: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    const fault = firstFault(value, ({ refused }) => refused !== true);
    if (fault) throw new NotSerializableError(pathText(key, fault.path), fault.found, fault.advice);
    throw new NotSerializableError(pathText(key, []), `refused (${error})`, "Store a plain object.");
  }
}

/** The first part of a value that JSON does not hold exactly, among those that are not tolerated. */
export function firstFault(value: unknown, tolerated?: (fault: Fault) => boolean): Fault | null {
  return findFault(value, [], [], tolerated);
}

/** The value of a stored text, or `undefined` when it is not JSON: somebody else wrote into the store. */
export function fromText(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Whether a value can be changed in place, so that it has to be compared at commit. */
export function isMutable(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export interface Fault {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly advice: string;
  /** `JSON.stringify` throws. */
  readonly refused?: boolean;
}

type Tolerated = ((fault: Fault) => boolean) | undefined;

function findFault(value: unknown, path: (string | number)[], ancestors: object[], tolerated: Tolerated): Fault | null {
  const fault = faultOf(value, path, ancestors, tolerated);
  return fault && tolerated?.(fault) ? null : fault;
}

function faultOf(value: unknown, path: (string | number)[], ancestors: object[], tolerated: Tolerated): Fault | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return findFaultInNumber(value, path);
    case "object":
      return value === null ? null : findFaultInObject(value, path, ancestors, tolerated);
    case "undefined":
      return { path: [...path], found: "undefined", advice: "Leave the key out, or store null." };
    case "bigint":
      return { path: [...path], found: "a BigInt", advice: "Store value.toString().", refused: true };
    case "function":
      return { path: [...path], found: "a function", advice: "Store the data it needs instead." };
    case "symbol":
      return { path: [...path], found: "a symbol", advice: "Store its description." };
  }
}

function findFaultInNumber(value: number, path: readonly (string | number)[]): Fault | null {
  if (Object.is(value, -0)) return { path: [...path], found: "-0", advice: "Store 0." };
  return Number.isFinite(value) ? null : { path: [...path], found: `${value}`, advice: "Store null or a string." };
}

function findFaultInObject(
  value: object,
  path: (string | number)[],
  ancestors: object[],
  tolerated: Tolerated,
): Fault | null {
  if (ancestors.length >= depthLimit) {
    const cycle = ancestors.includes(value) || new Set(ancestors).size < ancestors.length;
    const advice = "Store an id that leads to the other object.";
    return cycle
      ? { path: path.slice(0, 8), found: "part of a cycle", advice, refused: true }
      : { path: path.slice(0, 8), found: `nested deeper than ${depthLimit} levels`, advice: "Store it flatter." };
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === "function" || !isPlain(value))
    return instanceFault(value, path);
  ancestors.push(value);
  const fault = Array.isArray(value)
    ? findFaultInArray(value, path, ancestors, tolerated)
    : findFaultInEntries(value, path, ancestors, tolerated);
  ancestors.pop();
  return fault;
}

function findFaultInArray(
  array: readonly unknown[],
  path: (string | number)[],
  ancestors: object[],
  tolerated: Tolerated,
): Fault | null {
  for (let index = 0; index < array.length; index++) {
    path.push(index);
    const fault = findFault(array[index], path, ancestors, tolerated);
    if (fault) return fault;
    path.pop();
  }
  // Elements come first, and by now none is missing.
  const further = Object.keys(array)[array.length];
  if (further !== undefined) {
    const found = `an array with the property ${JSON.stringify(further)}`;
    return { path: [...path], found, advice: "Store [...array], or an object that holds both." };
  }
  return findSymbolKeys(array, "an array", path);
}

function findFaultInEntries(
  object: object,
  path: (string | number)[],
  ancestors: object[],
  tolerated: Tolerated,
): Fault | null {
  for (const name of Object.keys(object)) {
    path.push(name);
    const fault = findFault((object as Record<string, unknown>)[name], path, ancestors, tolerated);
    if (fault) return fault;
    path.pop();
  }
  return findSymbolKeys(object, "an object", path);
}

function findSymbolKeys(object: object, kind: string, path: readonly (string | number)[]): Fault | null {
  if (Object.getOwnPropertySymbols(object).length === 0) return null;
  return { path: [...path], found: `${kind} with symbol keys`, advice: "Use string keys." };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  // In every realm the prototype of arrays is itself an array; the prototype of a class that extends Array is not.
  if (Array.isArray(value)) return Array.isArray(prototype);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function instanceFault(value: object, path: readonly (string | number)[]): Fault {
  const name = value.constructor?.name || "class";
  return { path: [...path], found: `a ${name} instance`, advice: adviceFor(value) };
}

function adviceFor(value: object): string {
  if (Array.isArray(value)) return "Store [...array].";
  if (value instanceof Date) return "Store date.toISOString().";
  if (value instanceof Map) return "Store Object.fromEntries(map).";
  if (value instanceof Set) return "Store [...set].";
  if (value instanceof URL) return "Store url.href.";
  if (value instanceof RegExp) return "Store regexp.source.";
  if (value instanceof Error) return "Store error.message.";
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "Store it as base64 text.";
  return "Store a plain object with the fields you need.";
}

const plainName = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

export function pathText(key: string, path: readonly (string | number)[]): string {
  let text = plainName.test(key) ? key : `[${JSON.stringify(key)}]`;
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += plainName.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  }
  return text;
}
