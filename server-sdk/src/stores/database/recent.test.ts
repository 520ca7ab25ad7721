import { expect, test } from "vitest";
import { newId, session } from "../../testing/store-suite/trial.ts";
import { RecentSessions } from "./recent.ts";

test("remembers what was set last under an id, until it is deleted", () => {
  const recent = new RecentSessions();
  const id = newId();
  const [first, second] = [session(), session()];
  recent.set(id, first);
  recent.set(id, second);
  expect(recent.get(id)).toBe(second);
  recent.delete(id);
  expect(recent.get(id)).toBeUndefined();
});

test("forgets the oldest when there is too much, also after much was replaced and deleted", () => {
  const recent = new RecentSessions();
  const mebi = session({ entries: { text: "x".repeat(1024 * 1024) } });
  const ids = Array.from({ length: 12 }, newId);
  for (let round = 0; round < 5; round++) {
    for (const id of ids) recent.set(id, mebi);
    for (const id of ids) recent.set(id, mebi);
  }
  const known = ids.filter((id) => recent.get(id));
  expect(known).toEqual(ids.slice(-7));
  for (const id of ids) recent.delete(id);
  recent.set(ids[0]!, mebi);
  for (const id of ids.slice(1, 7)) recent.set(id, mebi);
  expect(recent.get(ids[0]!)).toBe(mebi);
});

test("does not keep what is larger than everything it may keep", () => {
  const recent = new RecentSessions();
  const id = newId();
  recent.set(id, session({ entries: { text: "x".repeat(20 * 1024 * 1024) } }));
  expect(recent.get(id)).toBeUndefined();
});
