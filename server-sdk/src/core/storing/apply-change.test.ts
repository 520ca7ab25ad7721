import { expect, test } from "vitest";
import type { Change, StoredSession } from "../store.ts";
import { applyChange } from "./apply-change.ts";

const stored: StoredSession = {
  entries: new Map([
    ["a", "1"],
    ["b", "2"],
  ]),
  createdAt: 10,
  modifiedAt: 20,
  expiresAt: 1000,
  expiry: null,
  revision: 3,
  user: "ann",
};
const change = (parts: Partial<Change>): Change => ({
  set: new Map(),
  delete: new Set(),
  clear: false,
  modifiedAt: 30,
  expiry: { from: null, expiresAt: 2000 },
  ...parts,
});

function applied(parts: Partial<Change>): StoredSession {
  const result = applyChange(stored, change(parts));
  if (result.outcome !== "stored") throw new Error("unexpected conflict");
  return result.session;
}

test("sets and deletes keys, leaves the others, counts the revision, keeps the original", () => {
  const session = applied({ set: new Map([["c", "3"]]), delete: new Set(["a", "absent"]) });
  expect([...session.entries]).toEqual([
    ["b", "2"],
    ["c", "3"],
  ]);
  expect(session).toMatchObject({ createdAt: 10, modifiedAt: 30, expiresAt: 2000, revision: 4, user: "ann" });
  expect([...stored.entries.keys()]).toEqual(["a", "b"]);
});

test("clear drops every other key", () => {
  expect([...applied({ clear: true, set: new Map([["b", "9"]]) }).entries]).toEqual([["b", "9"]]);
});

test("a deadline computed with another expiry does not move it; an expiry of one's own always does", () => {
  expect(applied({ expiry: { from: "60", expiresAt: 5 } })).toMatchObject({ expiresAt: 1000, expiry: null });
  expect(applied({ expiry: { from: "60", to: "90", expiresAt: 5 } })).toMatchObject({ expiresAt: 5, expiry: "90" });
});

test("null removes the user, undefined leaves it", () => {
  expect(applied({ user: null }).user).toBeNull();
  expect(applied({ user: undefined }).user).toBe("ann");
});

test("names the keys that are not as expected", () => {
  const expect_ = new Map([
    ["a", "1"],
    ["b", null],
    ["c", null],
    ["d", "4"],
  ]);
  expect(applyChange(stored, change({ expect: expect_ }))).toEqual({ outcome: "conflict", keys: ["b", "d"] });
  expect(applyChange(stored, change({ ifRevision: 2 }))).toEqual({ outcome: "conflict", keys: [] });
  expect(applyChange(stored, change({ ifRevision: 3 })).outcome).toBe("stored");
});
