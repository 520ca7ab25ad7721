/** How values become the texts that a store keeps: exactly, or as `JSON.stringify` makes them (the setting `coerceValues`). */

import { NotSerializableError } from "../errors.ts";
import { isProduction } from "../process/production.ts";
import { checkValue, coercedText, firstFault, pathText, toText } from "../values.ts";

export interface ValueRule {
  /**
   * For an assignment: whether there is a value to keep. The text is only made once the handler is through with it.
   * @throws NotSerializableError
   */
  check(key: string, value: unknown): boolean;
  /** `undefined`: JSON has nothing for this value, so the key is not stored. @throws NotSerializableError */
  text(key: string, value: unknown): string | undefined;
}

/** The settings that the rule depends on. */
export interface ValuePolicy {
  readonly coerceValues: boolean;
}

const exactly: ValueRule = {
  check(key, value) {
    checkValue(key, value);
    return true;
  },
  text: toText,
};

const coerced: ValueRule = {
  check: (_key, value) => !["undefined", "function", "symbol"].includes(typeof value),
  text(key, value) {
    const text = coercedText(key, value);
    if (!isProduction(process.env)) tellOfChanges(key, value);
    return text;
  },
};

export function valueRule({ coerceValues }: ValuePolicy): ValueRule {
  return coerceValues ? coerced : exactly;
}

/** The paths that a warning has named. After `maxTold` of them no more warnings come. */
const told = new Set<string>();
const maxTold = 100;

/** Warns once for each path whose value comes back changed. */
function tellOfChanges(key: string, value: unknown): void {
  firstFault(value, (fault) => {
    const path = pathText(key, fault.path);
    if (!told.has(path) && told.size < maxTold) {
      told.add(path);
      const { message } = new NotSerializableError(path, fault.found, fault.advice);
      process.emitWarning(`${message} coerceValues stores what JSON.stringify makes of it.`, {
        type: "SessionscopeWarning",
        code: "SESSIONSCOPE_VALUE_COERCED",
      });
    }
    return true;
  });
}
