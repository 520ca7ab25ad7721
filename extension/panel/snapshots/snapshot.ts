/** A state of a whole session that can be put back. Pure. */

import type { Expiry } from "sessionscope/protocol";
import { byteSize } from "../../json/print.ts";
import { isForeignCookie } from "../engine.ts";
import type { Panel } from "../state.ts";
import { count } from "../widgets/format.ts";
import type { Text } from "../widgets/text.ts";

export interface Snapshot {
  /** JSON texts by key. Without what the server hides, and what its library alone writes. */
  readonly entries: Readonly<Record<string, string>>;
  readonly expiry: Expiry;
  readonly user: string | null;
  /** How many keys were left out when it was taken: they cannot be put back. */
  readonly hidden: number;
  /** How many of them were not hidden but read only. Left out: none. */
  readonly readOnly?: number | undefined;
}

/** Acts of the panel before which it takes a snapshot by itself. */
export const destructiveActs = ["flush", "clear", "expire", "restore", "jump"] as const;
export type DestructiveAct = (typeof destructiveActs)[number];

/** Whether the moment of an expiry has passed: the session that got it would end at once. */
export const hasPassed = (expiry: Expiry, { now, clock }: Pick<Panel, "now" | "clock">): boolean =>
  // Both stand still while nothing displays them, and by as much.
  expiry.kind === "moment" && expiry.at <= Date.now() + now.peek() - clock.peek();

export const keysIn = ({ entries }: Pick<Snapshot, "entries">): number => Object.keys(entries).length;

/** Which of two sentences on keys that were left out: they were hidden by the server, or some were read only. */
export const leftOutId = <H extends string, R extends string>(
  { readOnly = 0 }: Pick<Snapshot, "readOnly">,
  hidden: H,
  fixed: R,
): H | R => (readOnly > 0 ? fixed : hidden);

/** Bytes of its keys and values. */
export const sizeOfSnapshot = ({ entries }: Pick<Snapshot, "entries">): number =>
  Object.entries(entries).reduce((sum, [key, text]) => sum + byteSize(key) + byteSize(text), 0);

/** "3 keys". */
export const countedKeys = (text: Text, number: number): string =>
  text(number === 1 ? "keyOne" : "keyMany", count(number));

/** Says that a state was put into a new session. @param keys "3 keys" */
export const putIntoNew = ({ text, hello }: Pick<Panel, "text" | "hello">, keys: string): string =>
  text(isForeignCookie(hello.peek()) ? "sessionRestoredCookie" : "sessionRestoredNew", keys);

/** Whether two hold the same. */
export const sameSnapshot = (a: Snapshot, b: Snapshot): boolean =>
  a.user === b.user &&
  JSON.stringify(a.expiry) === JSON.stringify(b.expiry) &&
  keysIn(a) === keysIn(b) &&
  Object.entries(a.entries).every(([key, text]) => Object.hasOwn(b.entries, key) && b.entries[key] === text);
