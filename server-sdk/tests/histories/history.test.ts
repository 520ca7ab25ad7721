/** Tests the checker: for each promise, the smallest history that breaks it, and a similar history that keeps it. */

import { expect, test } from "vitest";
import { type LineageEnd, type RequestRecord, violations, writtenBy } from "./history.ts";

/** A request that only reads, with its start and end. */
const request = (name: string, start: number, end: number, parts: Partial<RequestRecord> = {}): RequestRecord => {
  const written = parts.set?.length || parts.delete?.length || parts.increment || parts.renew;
  return {
    ...{ request: name, lineage: "ada", key: "k1", start, end, read: {}, set: [], delete: [], increment: false },
    ...{ server: "app", answered: end },
    ...{ renew: false, ends: "nothing", outcome: "acknowledged", cookie: written ? "k1" : null },
    ...parts,
  };
};
const flush = (start: number, end: number) => request("flush", start, end, { ends: "flush", cookie: "" });
const cycle = (start: number, end: number) => request("cycle", start, end, { ends: "cycle", cookie: "k2" });
const gone = { outcome: "gone", cookie: null } as const;
const unknown = { outcome: "unknown", cookie: null } as const;

const live = (entries: Record<string, string> = {}, revision = 1): LineageEnd => ({
  ...{ lastKey: "k1", undead: [] },
  stored: { entries, revision },
});
const over: LineageEnd = { lastKey: null, stored: null, undead: [] };
const atLast = (lastKey: string, jar: string | null, revision = 2): LineageEnd => ({
  ...live({}, revision),
  lastKey,
  jar,
});

function broken(records: readonly RequestRecord[], end: LineageEnd): string[] {
  return violations(records, new Map([["ada", end]]));
}

const [ofOne, ofTwo] = [writtenBy("one", "a"), writtenBy("two", "a")];
const one = request("one", 0, 1, { set: ["a"] });
const two = request("two", 2, 3, { set: ["a"] });

test.each<[string, readonly RequestRecord[], LineageEnd]>([
  ["nothing happened", [request("one", 0, 1)], live()],
  ["the last write is there", [one, two], live({ a: ofTwo }, 3)],
  ["of two writes at once any may be the last", [one, { ...two, start: 0 }], live({ a: ofOne }, 3)],
  ["an unanswered write may be there", [{ ...one, ...unknown }], live({ a: ofOne }, 2)],
  [
    "an unanswered write may come later than one that was answered",
    [{ ...one, ...unknown }, two],
    live({ a: ofOne }, 3),
  ],
  ["an unanswered write may not be there", [{ ...one, ...unknown }], live()],
  [
    "a read at once with a write sees it or not",
    [one, request("two", 0, 1, { read: { a: null } })],
    live({ a: ofOne }, 2),
  ],
  ["what was ended is refused", [flush(0, 1), { ...two, ...gone }], over],
  [
    "an unanswered flush may have ended it",
    [request("f", 0, 1, { ends: "flush", ...unknown }), { ...two, ...gone }],
    over,
  ],
  ["a flush of the key before the last is none", [cycle(0, 1), flush(0, 2)], { ...live({}, 2), lastKey: "k2" }],
  [
    "a logout drops the cookie, though it came with the key before the last",
    [cycle(0, 1), flush(0, 2)],
    atLast("k2", null),
  ],
  [
    "an answer from before the end may come after it",
    [{ ...one, end: 2 }, cycle(0, 3)],
    { ...atLast("k2", "k1", 3), stored: { entries: { a: ofOne }, revision: 3 } },
  ],
  [
    "an answer from after the end has no cookie",
    [cycle(0, 1), { ...one, end: 2, answered: 2, cookie: null }],
    { ...atLast("k2", "k2"), stored: { entries: { a: ofOne }, revision: 3 } },
  ],
  [
    "another process may not have heard of the end",
    [cycle(0, 1), { ...one, end: 2, answered: 2, server: "other" }],
    { ...atLast("k2", "k1"), stored: { entries: { a: ofOne }, revision: 3 } },
  ],
])("%s", (_, records, end) => {
  expect(broken(records, end)).toEqual([]);
});

test.each<[RegExp, readonly RequestRecord[], LineageEnd]>([
  [/write of a by two is lost \(a<-one\)/, [one, two], live({ a: ofOne }, 3)],
  [/write of a by one is lost \(absent\)/, [one], live({}, 2)],
  [/write of a by two is lost/, [one, { ...two, set: [], delete: ["a"] }], live({ a: ofOne }, 3)],
  [/the session is lost/, [one], { ...live(), stored: null }],
  [/still found a session under a key that flush had ended/, [flush(0, 1), request("late", 2, 3)], over],
  [
    /still found a session under a key that cycle had ended/,
    [cycle(0, 1), request("late", 2, 3)],
    { ...live({}, 2), lastKey: "k2" },
  ],
  [/k1 was ended and leads to a session again/, [flush(0, 1)], { ...over, undead: ["k1"] }],
  [/found no session, though nobody had ended it/, [request("one", 0, 1, gone)], live()],
  [/found no session/, [request("one", 0, 1, gone), flush(2, 3)], over],
  [
    /visible although its commit was refused/,
    [{ ...one, ...gone, start: 2, end: 3 }, flush(0, 1), request("late", 0, 9, { read: { a: ofOne } })],
    over,
  ],
  [/which nobody wrote/, [request("late", 0, 1, { read: { a: "a<-nobody" } })], live()],
  [
    /late read a<-one although two had replaced it/,
    [one, two, request("late", 4, 5, { read: { a: ofOne } })],
    live({ a: ofTwo }, 3),
  ],
  [
    /late read no a although one had replaced it/,
    [one, request("late", 4, 5, { read: { a: null } })],
    live({ a: ofOne }, 2),
  ],
  [/counter shows 2; 1 were/, [request("one", 0, 1, { increment: true })], live({ counter: "2" }, 2)],
  [/counter shows 0; 1 were/, [request("one", 0, 1, { increment: true })], live({}, 2)],
  [
    /counter shows 2; 0 were acknowledged, 1 possible/,
    [request("one", 0, 1, { increment: true, ...unknown })],
    live({ counter: "2" }, 2),
  ],
  [/revision shows 2; 1 were acknowledged, 1 possible/, [one], live({ a: ofOne }, 3)],
  [/revision shows 1; 0 were/, [request("look", 0, 1)], live({}, 2)],
  [/revision shows 1; 0 were/, [request("touch", 0, 1, { renew: true })], live({}, 2)],
  [/failed and was given a cookie/, [{ ...one, ...unknown, cookie: "k1" }], live()],
  [/failed and was given a cookie/, [{ ...one, ...unknown, cookie: "" }], live()],
  [/stored nothing and was given a cookie/, [flush(0, 1), { ...two, ...gone, cookie: "k1" }], over],
  [/ended nothing and dropped the cookie/, [{ ...request("look", 0, 1, gone), cookie: "" }, flush(0, 2)], over],
  [/ended nothing and dropped the cookie/, [{ ...one, cookie: "" }], live({ a: ofOne }, 2)],
  [
    /given the cookie k1 where null was due/,
    [cycle(0, 1), { ...one, end: 2, answered: 2 }],
    { ...live({ a: ofOne }, 3), lastKey: "k2" },
  ],
  [/the cookie is lost, and nobody signed out/, [cycle(0, 1)], atLast("k2", null)],
  [/left with k1, which has ended/, [cycle(0, 1)], atLast("k2", "k1")],
  [/ended the session and not its cookie/, [{ ...flush(0, 1), cookie: null }], over],
  [/gave no cookie for it/, [{ ...cycle(0, 1), cookie: "k1" }], { ...live({}, 2), lastKey: "k2" }],
  [/given the cookie null where k1 was due/, [{ ...one, cookie: null }], live({ a: ofOne }, 2)],
  [/given the cookie k1 where null was due/, [request("look", 0, 1, { cookie: "k1" })], live()],
  [/given the cookie k9 where k1 was due/, [{ ...one, cookie: "k9" }], live({ a: ofOne }, 2)],
])("finds: %s", (sentence, records, end) => {
  expect(broken(records, end).filter((found) => sentence.test(found))).toHaveLength(1);
});
