/** The snapshots in the browser's storage, by origin, the newest first. What cannot be read there is left alone. */

import { signal } from "@preact/signals";
import { Expiry } from "sessionscope/protocol";
import * as v from "valibot";
import type { Storage } from "../../platform/platform.ts";
import { destructiveActs, sameSnapshot, sizeOfSnapshot } from "./snapshot.ts";

const isDictionary = (input: unknown) => typeof input === "object" && input !== null && !Array.isArray(input);
const Texts = v.custom<Readonly<Record<string, string>>>(
  (input) => isDictionary(input) && Object.values(input as object).every((text) => typeof text === "string"),
);

const Kept = v.object({
  id: v.string(),
  /** null: it was taken by itself, and goes when there are too many of those. */
  name: v.nullable(v.string()),
  /** The act before which it was taken by itself. */
  before: v.nullable(v.picklist(destructiveActs)),
  /** Milliseconds since the epoch. */
  takenAt: v.number(),
  /** Public id of the project it was taken of; null: the server named none. */
  project: v.nullable(v.string()),
  entries: Texts,
  expiry: Expiry,
  user: v.nullable(v.string()),
  hidden: v.number(),
  readOnly: v.optional(v.number()),
});
export type KeptSnapshot = v.InferOutput<typeof Kept>;

/** UTF-16 units of a name. */
export const longestName = 200;
/** The most snapshots of an origin that were taken by themselves, and the most bytes of them. */
export const automaticLimits = { count: 20, bytes: 1_000_000 } as const;

/** There is no room left. Nothing was lost. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}

/** Key in the storage. */
export const storageKey = "snapshots";

/** Grows when this window has written snapshots. */
const written = signal(0);
export const snapshotsWritten = () => written.value;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  isDictionary(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const keptIn = (value: unknown): KeptSnapshot | null => {
  const parsed = v.safeParse(Kept, value);
  return parsed.success ? parsed.output : null;
};

export async function readSnapshots(storage: Storage, origin: string): Promise<readonly KeptSnapshot[]> {
  const all = list(record(await storage.get(storageKey))[origin]).map(keptIn);
  return all.filter((one) => one !== null).toSorted((a, b) => b.takenAt - a.takenAt);
}

/** Adds snapshots, or puts deleted ones back. One that is there already is replaced. @throws StorageFull */
export async function addSnapshots(storage: Storage, origin: string, added: readonly KeptSnapshot[]): Promise<void> {
  const ids = new Set(added.map(({ id }) => id));
  await change(storage, origin, (all) => [...added, ...all.filter((one) => !ids.has(keptIn(one)?.id ?? ""))]);
}

/** Adds one that was taken by itself. The same one again only gets the later time. @throws StorageFull */
export const addAutomatic = (storage: Storage, origin: string, added: KeptSnapshot): Promise<void> =>
  change(storage, origin, (all) => [added, ...all.filter((one) => !isRepeated(keptIn(one), added))]);

const isRepeated = (one: KeptSnapshot | null, added: KeptSnapshot) =>
  one !== null && one.name === null && sameSnapshot(one, added);

/** @throws StorageFull */
export const renameSnapshot = (storage: Storage, origin: string, id: string, name: string | null): Promise<void> =>
  change(storage, origin, (all) => all.map((one) => (keptIn(one)?.id === id ? { ...(one as object), name } : one)));

export const removeSnapshots = (storage: Storage, origin: string, ids: ReadonlySet<string>): Promise<void> =>
  change(storage, origin, (all) => all.filter((one) => !ids.has(keptIn(one)?.id ?? "")));

/** Writes the list of an origin. Where there is no room, the oldest that were taken by themselves go first. */
async function change(
  storage: Storage,
  origin: string,
  next: (all: readonly unknown[]) => readonly unknown[],
): Promise<void> {
  for (let dropped = 0; ; dropped++) {
    let left = 0;
    try {
      await storage.update(storageKey, (before) => {
        const trimmed = withinLimits(next(list(record(before)[origin])));
        const automatic = automaticOf(trimmed);
        left = automatic.length - dropped;
        const gone = new Set(automatic.slice(Math.max(left, 0)));
        return { ...record(before), [origin]: trimmed.filter((one) => !gone.has(one)) };
      });
      written.value += 1;
      return;
    } catch (error) {
      if (!/quota/i.test(`${error}`)) throw error;
      // The newest stays: it may be the one that is to be added.
      if (left <= 1) throw new StorageFull("There is no room for more snapshots.", { cause: error });
    }
  }
}

/** Those that were taken by themselves, the newest first. */
const automaticOf = (all: readonly unknown[]): readonly unknown[] =>
  all
    .flatMap((one) => {
      const kept = keptIn(one);
      return kept?.name === null ? [{ one, at: kept.takenAt }] : [];
    })
    .toSorted((a, b) => b.at - a.at)
    .map(({ one }) => one);

function withinLimits(all: readonly unknown[]): readonly unknown[] {
  let size = 0;
  const gone = new Set(
    automaticOf(all).filter((one, index) => {
      size += sizeOfSnapshot(keptIn(one)!);
      // The newest stays, however large it is.
      return index >= automaticLimits.count || (index > 0 && size > automaticLimits.bytes);
    }),
  );
  return all.filter((one) => !gone.has(one));
}
