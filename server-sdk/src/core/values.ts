/** JSON text ↔ values. Refuses whatever would not come back as it went in, naming where it is and what to store instead. */

import { NotSerializableError } from "./errors.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Nesting beyond this is refused: `JSON.stringify` itself overflows the stack a few thousand levels deeper. */
export const depthLimit = 500;

/**
 * The JSON text of a session value.
 * @throws NotSerializableError for anything but null, booleans, finite numbers, strings, arrays and plain objects.
 */
export function toText(key: string, value: unknown): string {
  checkValue(key, value);
  return JSON.stringify(value);
}

/** The check of `toText` alone, for assignments: the text is only made once the handler is through with the value. */
export function checkValue(key: string, value: unknown): void {
  const fault = findFault(value, [], []);
  if (fault) throw new NotSerializableError(pathText(key, fault.path), fault.found, fault.advice);
}

/**
 * The JSON text of a value, or `null` while it is what it was `before`: the common case, in which nothing need be checked.
 * @throws NotSerializableError as `toText` does.
 */
export function changedText(key: string, value: unknown, before: string | undefined): string | null {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    if (text === before) return null;
  } catch {
    // No JSON any more: the check says what is wrong with it.
  }
  checkValue(key, value);
  return text ?? JSON.stringify(value);
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

interface Fault {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly advice: string;
}

function findFault(value: unknown, path: (string | number)[], ancestors: object[]): Fault | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return Number.isFinite(value) ? null : { path: [...path], found: `${value}`, advice: "Store null or a string." };
    case "object":
      return value === null ? null : findFaultInObject(value, path, ancestors);
    case "undefined":
      return { path: [...path], found: "undefined", advice: "Leave the key out, or store null." };
    case "bigint":
      return { path: [...path], found: "a BigInt", advice: "Store value.toString()." };
    case "function":
      return { path: [...path], found: "a function", advice: "Store the data it needs instead." };
    case "symbol":
      return { path: [...path], found: "a symbol", advice: "Store its description." };
  }
}

function findFaultInObject(value: object, path: (string | number)[], ancestors: object[]): Fault | null {
  if (ancestors.length >= depthLimit) {
    const cycle = ancestors.includes(value) || new Set(ancestors).size < ancestors.length;
    const advice = "Store an id that leads to the other object.";
    return cycle
      ? { path: path.slice(0, 8), found: "part of a cycle", advice }
      : { path: path.slice(0, 8), found: `nested deeper than ${depthLimit} levels`, advice: "Store it flatter." };
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === "function" || !isPlain(value))
    return instanceFault(value, path);
  ancestors.push(value);
  const fault = Array.isArray(value)
    ? findFaultInArray(value, path, ancestors)
    : findFaultInEntries(value, path, ancestors);
  ancestors.pop();
  return fault;
}

function findFaultInArray(array: readonly unknown[], path: (string | number)[], ancestors: object[]): Fault | null {
  for (let index = 0; index < array.length; index++) {
    path.push(index);
    const fault = findFault(array[index], path, ancestors);
    if (fault) return fault;
    path.pop();
  }
  return null;
}

function findFaultInEntries(object: object, path: (string | number)[], ancestors: object[]): Fault | null {
  for (const name of Object.keys(object)) {
    path.push(name);
    const fault = findFault((object as Record<string, unknown>)[name], path, ancestors);
    if (fault) return fault;
    path.pop();
  }
  const symbols = Object.getOwnPropertySymbols(object);
  if (symbols.length > 0) return { path: [...path], found: "an object with symbol keys", advice: "Use string keys." };
  return null;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function instanceFault(value: object, path: readonly (string | number)[]): Fault {
  const name = value.constructor?.name || "class";
  return { path: [...path], found: `a ${name} instance`, advice: adviceFor(value) };
}

function adviceFor(value: object): string {
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

function pathText(key: string, path: readonly (string | number)[]): string {
  let text = plainName.test(key) ? key : `[${JSON.stringify(key)}]`;
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += plainName.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  }
  return text;
}
