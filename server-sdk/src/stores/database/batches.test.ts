import fc from "fast-check";
import { expect, test } from "vitest";
import type { SessionId } from "../../core/session-key.ts";
import type { Change, CommitResult, StoredSession } from "../../core/store.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { MemoryStore } from "../memory.ts";
import { applyBatch } from "./apply-batch.ts";
import { Batches, type Commit, mostTogether } from "./batches.ts";

const id = newId();
const refusal = new Error("refused");
const written = (name: string): Commit => ({ change: change({ set: { [name]: "1" } }), next: id });
const namesOf = (commits: readonly Commit[]) => commits.map((one) => [...one.change.set.keys()].join());

/** What is saved waits until it is answered by hand. */
function open({ timeoutMs = 60_000 } = {}) {
  const calls: { id: SessionId; names: string[]; answer(): void; fail(error: Error): void }[] = [];
  const batches = new Batches({
    timeoutMs,
    isRefused: (error) => error === refusal,
    save: (saved, commits) =>
      new Promise<readonly CommitResult[]>((resolve, reject) => {
        const names = namesOf(commits);
        const results = commits.map((_, at): CommitResult => ({ outcome: "stored", revision: at }));
        calls.push({ id: saved, names, answer: () => resolve(results), fail: reject });
      }),
  });
  const commit = (name: string, next = id) => batches.commit(id, { ...written(name), next });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { batches, calls, commit, settled };
}

test("the first leaves at once, those that come meanwhile leave together, in their order and with answers of their own", async () => {
  const { calls, commit, batches, settled } = open();
  const first = commit("a");
  expect(calls.map(({ names }) => names)).toEqual([["a"]]);
  const rest = ["b", "c", "d"].map((name) => commit(name));
  const other = batches.commit(newId(), written("other"));
  expect(
    calls.map(({ names }) => names),
    "another session does not wait",
  ).toEqual([["a"], ["other"]]);
  calls[1]!.answer();
  await other;
  expect(calls.length).toBe(2);
  calls[0]!.answer();
  expect(await first).toEqual({ outcome: "stored", revision: 0 });
  await settled();
  expect(calls[2]!.names).toEqual(["b", "c", "d"]);
  calls[2]!.answer();
  expect(await Promise.all(rest)).toEqual([0, 1, 2].map((revision) => ({ outcome: "stored", revision })));
  void commit("e");
  expect(calls[3]!.names, "with nothing under way one leaves at once again").toEqual(["e"]);
});

test("a batch is bounded, and so are those that wait", async () => {
  const { calls, commit } = open();
  const all = Array.from({ length: 1 + 1000 }, (_, at) => commit(`${at}`));
  await expect(commit("too many")).rejects.toThrow("too many requests are waiting");
  for (let at = 0; at < calls.length; at++) {
    calls[at]!.answer();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  expect(Math.max(...calls.map(({ names }) => names.length))).toBe(mostTogether);
  expect(calls.flatMap(({ names }) => names)).toEqual(all.map((_, at) => `${at}`));
});

test("a rotation ends its batch", async () => {
  const { calls, commit, settled } = open();
  void commit("a");
  for (const name of ["b", "c"]) void commit(name);
  void commit("rotating", newId());
  void commit("late");
  calls[0]!.answer();
  await settled();
  expect(calls[1]!.names).toEqual(["b", "c", "rotating"]);
  calls[1]!.answer();
  await settled();
  expect(calls[2]!.names).toEqual(["late"]);
});

test("an unknown outcome fails the whole batch, which is not repeated; the next goes on", async () => {
  const { calls, commit, settled } = open();
  void commit("a");
  const failing = ["b", "c"].map((name) => commit(name));
  calls[0]!.answer();
  await settled();
  const next = commit("d");
  calls[1]!.fail(new Error("connection lost"));
  for (const one of failing) await expect(one).rejects.toThrow("connection lost");
  expect(calls.map(({ names }) => names)).toEqual([["a"], ["b", "c"], ["d"]]);
  calls[2]!.answer();
  await next;
});

test("of a batch that was refused each is tried alone, once", async () => {
  const { calls, commit, settled } = open();
  void commit("a");
  const [good, bad] = [commit("good"), commit("bad")];
  calls[0]!.answer();
  await settled();
  calls[1]!.fail(refusal);
  await settled();
  calls[2]!.answer();
  expect((await good).outcome).toBe("stored");
  await settled();
  calls[3]!.fail(refusal);
  await expect(bad).rejects.toBe(refusal);
  expect(calls.map(({ names }) => names)).toEqual([["a"], ["good", "bad"], ["good"], ["bad"]]);
});

test("a deadline counts from the commit that it belongs to: who has met it is not written any more", async () => {
  const { calls, commit, settled } = open({ timeoutMs: 50 });
  const first = commit("a");
  await expect(commit("late")).rejects.toThrow("no answer within 50 ms");
  const inTime = commit("in time");
  calls[0]!.answer();
  await first;
  await settled();
  expect(calls[1]!.names).toEqual(["in time"]);
  calls[1]!.answer();
  await inTime;
});

test("closing waits for those that were begun, and refuses others", async () => {
  const { batches, calls, commit, settled } = open();
  const all = [commit("a"), commit("b")];
  let closed = false;
  const closing = batches.close()!.then(() => {
    closed = true;
  });
  await expect(commit("c")).rejects.toThrow("closed");
  calls[0]!.answer();
  await settled();
  expect(closed).toBe(false);
  calls[1]!.answer();
  await Promise.all(all);
  await closing;
  expect(batches.close()).toBeNull();
});

const key = fc.constantFrom("a", "b", "c");
const text = fc.constantFrom("1", "2");
const changes = fc.record(
  {
    set: fc.dictionary(key, text),
    delete: fc.uniqueArray(key),
    clear: fc.boolean(),
    expect: fc.dictionary(key, fc.option(text)).map((expected) => new Map(Object.entries(expected))),
    ifRevision: fc.integer({ min: 1, max: 6 }),
    user: fc.option(fc.constantFrom("ada", "bob")),
    expiry: fc.record({
      from: fc.option(fc.constant("60")),
      to: fc.option(fc.option(fc.constant("60")), { nil: undefined }),
      expiresAt: fc.constantFrom(1, 1e15, 2e15),
    }),
  },
  { requiredKeys: [] },
);

test("a batch leaves the same session and the same answers as its commits one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 8 }), async (asked) => {
      const given = asked.map((one) => change(one as Parameters<typeof change>[0])) as Change[];
      const stored: StoredSession = { ...session({ entries: { a: "1", b: "1" } }), expiresAt: 1e15 };
      const store = new MemoryStore();
      await store.create(id, stored);
      const results: CommitResult[] = [];
      for (const one of given) results.push(await store.commit(id, one));
      const applied = applyBatch(stored, given);
      expect(applied.results).toEqual(results);
      const after = applied.session;
      if (after.expiresAt !== stored.expiresAt) expect(applied.movesDeadline).toBe(true);
      expect(after.expiresAt <= Date.now() ? null : after).toEqual(await store.load(id));
    }),
  );
});

test("a deadline that one commit of a batch moves is written, also where a later one leaves it", () => {
  const setting = change({ expiry: { from: null, to: "60", expiresAt: 2e15 } });
  const leaving = change({ expiry: { from: null, expiresAt: 1e15 } });
  const applied = applyBatch(session(), [setting, leaving]);
  expect([applied.movesDeadline, applied.session.expiresAt]).toEqual([true, 2e15]);
});
