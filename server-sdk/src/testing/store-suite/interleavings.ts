/**
 * Random operations on one session, all at once. Each stored outcome has its revision, which tells in what order the
 * store has applied them. Applied in that order to the model (`core/storing/apply-change.ts`), they must give exactly
 * what the store holds, and nothing may come back after the end.
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { SessionId } from "../../core/session-key.ts";
import type { Change, CommitResult, Store, StoredSession } from "../../core/store.ts";
import { applyChange } from "../../core/storing/apply-change.ts";
import { assertGone, change, hour, newId, plain, type StoreTest, type Trial } from "./trial.ts";

const rounds = 30;
const keys = ["a", "b", "c", "", "__proto__", "\u0000", "😀"];

/** Random numbers by xorshift32: the suite needs no library, and a failing round is named by its seed. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
type Random = ReturnType<typeof randomSource>;

function randomChange(random: Random, marker: number, expiresAt: number): Change {
  const some = () => keys.filter(() => random(4) === 0);
  const chance = (one: number) => random(one) === 0;
  return change({
    set: new Map(some().map((key) => [key, `${marker}`])),
    delete: some(),
    clear: chance(6),
    modifiedAt: marker,
    expiry: { from: chance(2) ? null : "60", to: chance(5) ? "60" : undefined, expiresAt },
    user: chance(5) ? `user ${marker}` : undefined,
    expect: chance(4) ? new Map([[keys[random(keys.length)]!, chance(2) ? null : "1"]]) : undefined,
    ifRevision: chance(8) ? 1 + random(4) : undefined,
  });
}

interface Done {
  readonly made: Change;
  readonly next: SessionId | null;
  readonly result: CommitResult;
}

async function playRound(stores: readonly Store[], id: SessionId, first: StoredSession, random: Random): Promise<void> {
  const done: Done[] = [];
  const ends: boolean[] = [];
  const violent = random(2) === 0;
  const act = async (marker: number): Promise<void> => {
    const store = stores[random(stores.length)]!;
    const made = randomChange(random, marker, first.expiresAt);
    const what = random(10);
    if (what < 6) done.push({ made, next: null, result: await store.commit(id, made) });
    else if (what === 6) await store.touch(id, first.expiresAt, null);
    else if (what === 7) await store.load(id);
    else if (what === 8 && violent) {
      const next = newId();
      done.push({ made, next, result: await store.rotate(id, next, made) });
    } else if (violent) ends.push(await store.delete(id));
    else await store.load(id);
  };
  await Promise.all(Array.from({ length: 12 }, (_, index) => act(index + 2)));

  const stored = done.flatMap(({ result, ...op }) => (result.outcome === "stored" ? [{ ...op, ...result }] : []));
  stored.sort((a, b) => a.revision - b.revision);
  const rotations = stored.filter(({ next }) => next !== null);
  const endings = rotations.length + ends.filter(Boolean).length;
  ok(endings <= 1, "a session ends once");
  if (endings === 0) ok(!done.some(({ result }) => result.outcome === "gone"), "nothing was gone before the end");

  let model = first;
  for (const [at, op] of stored.entries()) {
    equal(op.revision, at + 2, "revisions grow by one");
    ok(op.next === null || at === stored.length - 1, "no commit after the rotation was stored under the old id");
    const applied = applyChange(model, op.made);
    if (applied.outcome === "conflict") throw new Error(`stored at revision ${op.revision} against ${applied.keys}`);
    model = applied.session;
  }
  const holder = rotations[0]?.next ?? id;
  const deleted = ends.some(Boolean);
  for (const store of stores) {
    if (holder !== id || deleted) await assertGone(store, id);
    const found = deleted ? null : await store.load(holder);
    if (!deleted) deepEqual(found && plain(found), plain(model));
  }
}

async function play(trial: Trial, stores: readonly Store[]): Promise<void> {
  const start = 1 + Math.floor(Math.random() * 0x7fff_0000);
  for (let seed = start; seed < start + rounds; seed++) {
    const [id, first] = await trial.created({ entries: { a: "1", b: "1" }, expiresAt: Date.now() + hour });
    try {
      await playRound(stores, id, first, randomSource(seed));
    } catch (error) {
      throw new Error(`Round with seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

export const interleavingTests: readonly StoreTest[] = [
  {
    name: "random operations at once end as if they had come one after the other",
    needs: ["atomic"],
    run: (trial) => play(trial, [trial.store]),
  },
  {
    name: "random operations at once, of three instances, end as if they had come one after the other",
    needs: ["atomic", "shared"],
    run: async (trial) => play(trial, [trial.store, await trial.another(), await trial.another()]),
  },
];
