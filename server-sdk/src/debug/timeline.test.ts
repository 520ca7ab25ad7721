import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordedRequest } from "../../tests/debug/recorded-request.ts";
import { sessionUsed } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type { StoredSession } from "../core/store.ts";
import { failureMessageLimit } from "../protocol.ts";
import type { Recorded } from "./timeline/recorded.ts";
import { Timeline } from "./timeline.ts";

let ended: AbortController;
let told: Recorded[];
beforeEach(() => {
  ended = new AbortController();
  told = [];
});
afterEach(() => ended.abort());

const open = (limits?: { entries: number; bytes: number }) =>
  new Timeline((recorded) => void told.push(recorded), ended.signal, limits);
const publish = (...asked: Parameters<typeof recordedRequest>) => sessionUsed.publish(recordedRequest(...asked));
const numbers = (timeline: Timeline) => [...timeline.backwards()].map(({ entry }) => entry);
const loaded = (entries: Record<string, string>, revision = 1): StoredSession => ({
  entries: new Map(Object.entries(entries)),
  createdAt: 1,
  modifiedAt: 1,
  expiresAt: 1e15,
  expiry: null,
  revision,
  user: null,
});

test("has an entry for each request that looked at its session, the newest first when asked", () => {
  const timeline = open();
  publish({ outcome: "read" });
  publish({ outcome: "stored" }, { a: ["1", "2"] });
  expect(numbers(timeline)).toEqual([2, 1]);
  expect(numbers(timeline)).toEqual(told.map(({ entry }) => entry).reverse());
  expect([...timeline.backwards(2)].map(({ entry }) => entry)).toEqual([1]);
  expect([timeline.get(0), timeline.get(3), timeline.get(2)?.outcome]).toEqual([null, null, "stored"]);
});

describe("is bounded", () => {
  test("in the message of a failure: it is cut", () => {
    const timeline = open();
    publish({ outcome: "failed", failure: { reason: "other", code: null, message: "x".repeat(100_000) } });
    expect(timeline.get(1)?.failure?.message).toBe("x".repeat(failureMessageLimit));
  });

  test("in entries: the oldest go, and are counted", () => {
    const timeline = open({ entries: 3, bytes: 1e9 });
    for (let count = 0; count < 10; count++) publish();
    expect(numbers(timeline)).toEqual([10, 9, 8]);
    expect([timeline.get(7), timeline.dropped]).toEqual([null, 7]);
  });

  test("in bytes: long values leave room for fewer", () => {
    const timeline = open({ entries: 500, bytes: 1_000_000 });
    const long = "x".repeat(50_000);
    for (let count = 0; count < 100; count++) publish({ outcome: "stored" }, { a: [long, long] });
    expect(timeline.size).toBe(4);
    for (let count = 0; count < 500; count++) publish();
    expect(timeline.size, "when they are gone there is room again").toBe(500);
  });

  test("in bytes of the sessions that were loaded, each of which counts once", () => {
    const timeline = open({ entries: 500, bytes: 1_000_000 });
    const session = (size: number) => loaded({ a: "x".repeat(size) });
    const one = session(50_000);
    for (let count = 0; count < 100; count++) publish({ loaded: one });
    expect(timeline.size).toBe(100);
    for (let count = 0; count < 100; count++) publish({ id: `s${count}` as SessionId, loaded: session(50_000) });
    expect(timeline.size).toBe(9);
    for (let count = 0; count < 100; count++) publish({ id: `t${count}` as SessionId, loaded: session(300_000) });
    expect(timeline.size, "too large a session is not kept").toBe(100 + 9);
  });

  test("a single entry keeps its first texts, and of the others the keys and sizes", () => {
    const timeline = open({ entries: 500, bytes: 400_000 });
    publish({ outcome: "stored" }, { a: ["1", "2"], long: ["ü".repeat(60_000), null], b: ["3", "4"] });
    const recorded = timeline.get(1)!;
    expect(recorded.changes.get("a")).toEqual({ before: "1", after: "2" });
    expect(recorded.changes.get("long")).toEqual({ before: "", after: null });
    expect(recorded.changes.get("b")).toEqual({ before: "3", after: "4" });
    expect([...recorded.forgotten!]).toEqual([["long", { before: 120_000, after: null }]]);
    expect(recorded.bytes).toBeLessThanOrEqual(100_000);
  });

  test("an entry with a hundred thousand keys keeps some of them", () => {
    const timeline = open({ entries: 500, bytes: 400_000 });
    const keys = Array.from({ length: 100_000 }, (_, index) => [`key${index}`, ["1", null]] as const);
    publish({ outcome: "stored" }, Object.fromEntries(keys));
    const { changes, bytes } = timeline.get(1)!;
    expect(changes.size).toBeGreaterThan(100);
    expect(bytes).toBeLessThanOrEqual(100_000);
  });

  test("whatever comes: after 100,000 requests the heap has not grown", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const timeline = open();
    const visit = (count: number) => {
      const text = JSON.stringify(`${count} ${"x".repeat(2000)}`);
      const id = `s${count}` as SessionId;
      publish(
        { id, outcome: "stored", loaded: loaded({ a: text }, count), revision: count + 1 },
        { a: [text, `${count}`] },
      );
      told.length = 0;
    };
    for (let count = 0; count < 5000; count++) visit(count);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let count = 5000; count < 105_000; count++) visit(count);
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(4 * 1024 * 1024);
    expect(timeline.size).toBeGreaterThan(100);
  });
});

test("while it is paused, nothing is recorded or counted", () => {
  const timeline = open();
  timeline.pause(true);
  publish();
  timeline.countWithoutSession();
  expect([timeline.recording, timeline.size, timeline.withoutSession, told]).toEqual([false, 0, 0, []]);
  timeline.pause(false);
  publish();
  expect(numbers(timeline)).toEqual([1]);
});

test("once it is cleared it is empty, and the numbers go on", () => {
  const timeline = open({ entries: 2, bytes: 1e9 });
  for (let count = 0; count < 3; count++) publish();
  timeline.countWithoutSession();
  timeline.clear();
  expect([timeline.size, timeline.dropped, timeline.withoutSession]).toEqual([0, 0, 0]);
  publish();
  expect(numbers(timeline)).toEqual([4]);
});

test("ends with its signal, so that requests cost nothing more", () => {
  open();
  expect(sessionUsed.hasSubscribers).toBe(true);
  ended.abort();
  expect(sessionUsed.hasSubscribers).toBe(false);
});
