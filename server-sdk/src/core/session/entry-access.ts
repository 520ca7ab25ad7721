/** Reading and changing one key of an open session, for the dictionary's methods. */

import { checkKey } from "../session-arguments.ts";
import type { Entries, Updater } from "./entries.ts";
import type { OpenSession } from "./open-session.ts";
import { valueRule } from "./value-rule.ts";

export function read(open: OpenSession, key: string): Entries {
  open.noteRead(key);
  return open.look();
}

export function assign(open: OpenSession, key: string, value: unknown, updater?: Updater): void {
  checkKey(key, "set");
  const entries = open.change("set session key", key);
  if (holds(open, key, value)) entries.set(key, value, updater);
  else entries.delete(key, updater);
  open.modified = true;
}

/** `false`: as JSON it is absent. @throws NotSerializableError */
function holds(open: OpenSession, key: string, value: unknown): boolean {
  try {
    return valueRule(open.source.policy).check(key, value);
  } catch (error) {
    open.refused = error;
    throw error;
  }
}

/** Whether there was something to remove. */
export function remove(open: OpenSession, key: string, updater?: Updater): boolean {
  checkKey(key, "delete");
  const had = open.change("delete session key", key).delete(key, updater);
  if (had) open.modified = true;
  return had;
}
