import { expect, test } from "vitest";
import { recordedRequest, type Texts } from "../../../tests/debug/recorded-request.ts";
import type { RequestEvent } from "../../core/events.ts";
import type { StoredSession } from "../../core/store.ts";
import { type Recorded, recordedOf } from "./recorded.ts";
import { stateAt } from "./state.ts";

const session = (revision: number, entries: Record<string, string> = {}): StoredSession => ({
  entries: new Map(Object.entries(entries)),
  createdAt: 1,
  modifiedAt: 1,
  expiresAt: 1e15,
  expiry: null,
  revision,
  user: null,
});

let entries = 0;
function save(
  [from, to]: readonly [loaded: number, revision: number],
  changes: Texts,
  more: Partial<RequestEvent> = {},
  most = 1e6,
): Recorded {
  const loaded = from === 0 ? null : session(from);
  const outcome = from === 0 ? "created" : "stored";
  return recordedOf(++entries, recordedRequest({ outcome, loaded, revision: to, ...more }, changes), most);
}

const at = (...asked: Parameters<typeof stateAt>) => {
  const { texts, exact } = stateAt(...asked);
  return { ...Object.fromEntries(texts), exact };
};

const made = save([0, 1], { a: [null, "1"], b: [null, "1"] });
const second = save([1, 2], { a: ["1", "2"] });
const third = save([2, 3], { b: ["1", null], c: [null, "3"] });
const all = [made, second, third];

test("from the beginning of the session, forwards", () => {
  expect(at(1, null, all)).toEqual({ a: "1", b: "1", exact: true });
  expect(at(2, null, all)).toEqual({ a: "2", b: "1", exact: true });
  expect(at(3, null, all)).toEqual({ a: "2", c: "3", exact: true });
});

test("from what was loaded once, in both directions", () => {
  const base = session(2, { a: "2", b: "1", old: "0" });
  expect(at(1, base, [second, third])).toEqual({ a: "1", b: "1", old: "0", exact: true });
  expect(at(2, base, [second, third])).toEqual({ a: "2", b: "1", old: "0", exact: true });
  expect(at(3, base, [second, third])).toEqual({ a: "2", c: "3", old: "0", exact: true });
});

test("where two requests had loaded the same, each with what the other had written before it", () => {
  const one = save([1, 2], { a: ["1", "2"] });
  const other = save([1, 3], { b: ["1", "3"], a: ["1", "5"] });
  const base = session(3, { a: "5", b: "3" });
  expect(at(1, base, [one, other])).toEqual({ a: "1", b: "1", exact: true });
  expect(at(2, base, [one, other]), "a: not what the later one had loaded").toEqual({ a: "2", b: "1", exact: true });
});

test("a clearing drops also what others have added meanwhile, which only going forwards knows", () => {
  const other = save([1, 2], { late: [null, "1"] });
  const clearing = save([1, 3], { a: ["1", null], b: ["1", null] }, { cleared: true });
  expect(at(3, session(1, { a: "1", b: "1" }), [other, clearing])).toEqual({ exact: true });
  expect(at(2, session(3), [other, clearing])).toEqual({ a: "1", b: "1", exact: false });
  const after = save([1, 4], { late: [null, "9"] });
  const third = save([2, 3], { a: ["1", null], late: ["1", null] }, { cleared: true });
  expect(at(3, session(4, { late: "9" }), [other, third, after])).toEqual({ exact: true });
});

test("a gap is told: another process has changed the session, or an entry was forgotten", () => {
  expect(at(3, null, [made, third])).toMatchObject({ exact: false });
  expect(at(1, session(3, { a: "2", c: "3" }), [made, third])).toMatchObject({ exact: false });
  expect(at(3, session(3, { a: "2" }), []), "no commit counts").toEqual({ a: "2", exact: true });
});

test("a renewal that counts a revision up is no gap", () => {
  const touch = save([1, 2], {}, { outcome: "touched" });
  expect(at(2, session(1, { a: "1" }), [touch])).toEqual({ a: "1", exact: true });
});

test("a request that failed counts for nothing", () => {
  const failed = save([1, 2], { a: ["1", "lost"] }, { outcome: "failed" });
  expect(at(2, null, [made, failed, second])).toEqual({ a: "2", b: "1", exact: true });
});

test("a text that was too long to be kept is told", () => {
  const long = save([1, 2], { long: [null, "x".repeat(5000)] }, {}, 5000);
  const { texts, forgotten, exact } = stateAt(2, session(1), [long]);
  expect([[...texts], [...forgotten], exact]).toEqual([[["long", ""]], ["long"], false]);
  const after = save([2, 3], { long: ["x", "1"] });
  expect(stateAt(3, session(1), [long, after]).forgotten.size).toBe(0);
});
