/** Numbers of a store's options: refused where the store is made, not where they would first do harm. */

import { SettingError } from "../errors.ts";

/** What Node's timers can wait for, in milliseconds: anything longer would not wait at all. */
const maxTimerMs = 2 ** 31 - 1;

/** A count, or milliseconds that something waits for. @throws SettingError for anything but a whole number that a timer can take. */
export function checkWhole(option: string, value: unknown, max = maxTimerMs): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max) return;
  throw new SettingError(
    `store (${option})`,
    `${String(value)} cannot be used.`,
    `It must be a whole number from 1 to ${max}.`,
  );
}
