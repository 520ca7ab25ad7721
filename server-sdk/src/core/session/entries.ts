/** The entries of a session during one request: those loaded, the handler's changes, and which keys differ, also deep inside values. */

import { reportRejected } from "../events.ts";
import { byteSizeOf, changedEntries, unitSizeOf } from "../stored-session.ts";
import { fromText, isMutable } from "../values.ts";
import type { ValueRule } from "./value-rule.ts";

export interface EntryChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly delete: ReadonlySet<string>;
  readonly clear: boolean;
}

export const noChanges: EntryChanges = { set: new Map(), delete: new Set(), clear: false };

/** An atomic read-modify-write, applied again at commit when another request changed the key meanwhile. `undefined`: no key. */
export type Updater = (value: unknown) => unknown;

// Most requests only read: they share empty collections, or have none.
const empty: ReadonlyMap<string, string> = new Map();
const noKeys: ReadonlySet<string> = new Set();
const noUpdaters: ReadonlyMap<string, readonly Updater[]> = new Map();

export class Entries {
  readonly #rule: ValueRule;
  /** Texts as loaded; the base that changes are found against. */
  #base: ReadonlyMap<string, string> = empty;
  /** Values assigned, and mutable values handed out: only these can differ from the base. */
  #values: Map<string, unknown> | undefined;
  #deleted: Set<string> | undefined;
  #updaters: Map<string, readonly Updater[]> | undefined;
  /** Keys that were assigned or deleted, whatever was there. */
  #own: Set<string> | undefined;
  /** Keys whose text is no JSON, as far as somebody looked. */
  #damaged: Set<string> | undefined;
  #cleared = false;

  constructor(rule: ValueRule) {
    this.#rule = rule;
  }

  /** The functions of `update(key, fn)`, by key. */
  get updaters(): ReadonlyMap<string, readonly Updater[]> {
    return this.#updaters ?? noUpdaters;
  }

  /** Sets what the store holds, beneath whatever the handler did already. */
  rebase(base: ReadonlyMap<string, string>): void {
    this.#base = base;
  }

  /** Starts over with nothing. */
  reset(): void {
    this.clear();
    this.#base = empty;
    this.#cleared = false;
  }

  has(key: string): boolean {
    return this.#values?.has(key) || (!this.#cleared && !this.#deleted?.has(key) && this.#base.has(key));
  }

  /** The value, or `undefined` when absent. A mutable value is the same object each time, so changes inside it are found. */
  get(key: string): unknown {
    if (this.#values?.has(key)) return this.#values.get(key);
    const text = this.baseText(key);
    if (text === undefined) return undefined;
    const value = fromText(text);
    if (isMutable(value)) this.#keep(key, value);
    else if (value === undefined) this.#reportDamage(key);
    return value;
  }

  #keep(key: string, value: unknown): void {
    this.#values ??= new Map();
    this.#values.set(key, value);
  }

  /** `updater`: made this value of the one before. */
  set(key: string, value: unknown, updater?: Updater): void {
    this.#keep(key, value);
    this.#deleted?.delete(key);
    this.#remember(key, updater);
  }

  /** Whether there was something to delete. `updater`: makes what is left of a value that another request stores meanwhile. */
  delete(key: string, updater?: Updater): boolean {
    const had = this.has(key);
    if (had) {
      this.#values?.delete(key);
      this.#deleted ??= new Set();
      this.#deleted.add(key);
    }
    this.#remember(key, updater);
    return had;
  }

  /**
   * Updaters are applied in order, at commit also to a value that another request has stored. A key that was assigned or
   * deleted needs none: its new value depends on no other.
   */
  #remember(key: string, updater: Updater | undefined): void {
    if (!updater) {
      this.#updaters?.delete(key);
      this.#own ??= new Set();
      this.#own.add(key);
    } else if (!this.#own?.has(key)) {
      this.#updaters ??= new Map();
      this.#updaters.set(key, [...(this.#updaters.get(key) ?? []), updater]);
    }
  }

  clear(): void {
    this.#values = undefined;
    this.#deleted = undefined;
    this.#updaters = undefined;
    this.#own = undefined;
    this.#cleared = true;
  }

  *keys(): Generator<string> {
    if (!this.#cleared) {
      for (const key of this.#base.keys()) if (this.#values?.has(key) || !this.#deleted?.has(key)) yield key;
    }
    for (const key of this.#values?.keys() ?? []) if (this.#cleared || !this.#base.has(key)) yield key;
  }

  /** Without a generator: every request with a session asks. */
  isEmpty(): boolean {
    if (this.#values?.size) return false;
    if (this.#cleared) return true;
    if (!this.#deleted?.size) return this.#base.size === 0;
    for (const key of this.#base.keys()) if (!this.#deleted.has(key)) return false;
    return true;
  }

  get size(): number {
    let count = 0;
    for (const _ of this.keys()) count++;
    return count;
  }

  /** Nothing was assigned, removed, or handed out that could be changed: there is nothing to compare. */
  get untouched(): boolean {
    return !this.#values?.size && !this.#deleted?.size && !this.#cleared;
  }

  /**
   * What differs from the base. A key assigned its old value is not in it.
   * @throws NotSerializableError when a value was changed into something JSON cannot hold.
   */
  changes(): EntryChanges {
    const set = new Map<string, string>();
    const emptied: string[] = [];
    for (const [key, value] of this.#values ?? []) {
      const before = this.baseText(key);
      // The rule is asked also where the text stays as it is: what JSON cannot hold would be lost in silence.
      const text = this.#rule.text(key, value);
      if (text === undefined) emptied.push(key);
      else if (text !== before) set.set(key, text);
    }
    return { set, delete: this.#missing(emptied), clear: this.#cleared && this.#base.size > 0 };
  }

  #missing(emptied: readonly string[]): ReadonlySet<string> {
    if (this.#cleared || (!this.#deleted && emptied.length === 0)) return noKeys;
    return new Set([...(this.#deleted ?? noKeys), ...emptied].filter((key) => this.#base.has(key)));
  }

  /** Every entry as text, after these changes to them: a new session, or one that lives in its cookie, is stored with all. */
  texts(changes: EntryChanges): ReadonlyMap<string, string> {
    return this.#base.size === 0 ? changes.set : changedEntries(this.#base, changes);
  }

  /** The bytes that all keys and values take with these changes; not counted exactly while surely within `limit`. */
  byteSize({ set }: EntryChanges, limit: number): number {
    const units = unitSizeOf(this.#base) + unitSizeOf(set);
    return units * 3 <= limit ? units : byteSizeOf(this.#withChanges(set));
  }

  *#withChanges(set: EntryChanges["set"]): Generator<readonly [key: string, text: string]> {
    for (const key of this.keys()) yield [key, set.get(key) ?? this.#base.get(key) ?? ""];
  }

  #reportDamage(key: string): void {
    if (this.#damaged?.has(key)) return;
    this.#damaged ??= new Set();
    this.#damaged.add(key);
    reportRejected({ reason: "corrupted", detail: `the text of ${JSON.stringify(key)} is not JSON` });
  }

  /** The text as loaded, or `undefined` when it was absent or has been cleared or deleted since. */
  baseText(key: string): string | undefined {
    return this.#cleared || this.#deleted?.has(key) ? undefined : this.#base.get(key);
  }
}

/** What `update` is given, as Python's `dict.update`: an object, a map or pairs. Keys become text, as in JSON. */
export function pairsOf(values: object): [key: string, value: unknown][] {
  const pairs = Symbol.iterator in values ? [...(values as Iterable<[unknown, unknown]>)] : Object.entries(values);
  return pairs.map(([key, value]) => [`${key}`, value]);
}
