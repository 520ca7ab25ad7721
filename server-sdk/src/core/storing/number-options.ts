/** Checks of the numbers in a store's options, when the store is made: later they would fail at a request. */

import { SettingError } from "../errors.ts";

/** The longest that Node's timers can wait: with anything longer they do not wait at all. */
const maxTimerMs = 2 ** 31 - 1;

/** Checks a count, or a time in milliseconds. @throws SettingError for anything but a whole number from 1 to `max`. */
export function checkWhole(option: string, value: unknown, max = maxTimerMs): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max) return;
  throw new SettingError(
    `store (${option})`,
    `${String(value)} cannot be used.`,
    `It must be a whole number from 1 to ${max}.`,
  );
}
