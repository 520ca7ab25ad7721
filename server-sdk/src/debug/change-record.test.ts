import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RequestEvent, sessionUsed } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import { type Cause, commitLimit, type Event } from "../protocol.ts";
import { ChangeRecord } from "./change-record.ts";
import { Listeners } from "./listeners.ts";
import { Redaction } from "./redaction.ts";

let ended: AbortController;
let heard: Event[];
beforeEach(() => {
  ended = new AbortController();
  heard = [];
});
afterEach(() => ended.abort());

const handleOf = (id: SessionId) => `h-${id}`;

function record(limits?: ConstructorParameters<typeof ChangeRecord>[4]): ChangeRecord {
  const listeners = new Listeners();
  listeners.add((event) => heard.push(event), ended.signal);
  return new ChangeRecord(handleOf, new Redaction(["hidden"]), listeners, ended.signal, limits);
}

type Changes = Readonly<Record<string, readonly [before: string | null, after: string | null]>>;

function publish(outcome: RequestEvent["outcome"], more: Partial<RequestEvent> = {}, changes: Changes = {}): Cause {
  const event: RequestEvent = {
    requestId: "r1",
    method: "POST",
    path: "/cart",
    status: 200,
    id: "a" as SessionId,
    previousId: null,
    outcome,
    revision: 2,
    read: [],
    failure: null,
    loaded: null,
    createdAt: null,
    user: null,
    expiryBefore: null,
    expiryAfter: null,
    accessed: true,
    cleared: false,
    cookieLine: null,
    storeCalls: [],
    duration: 0,
    changes: new Map(Object.entries(changes).map(([key, [before, after]]) => [key, { before, after }])),
    setCookie: null,
    loadTime: 0,
    commitTime: 0,
    at: 1000,
    ...more,
  };
  sessionUsed.publish(event);
  return { by: "request", method: event.method, path: event.path, at: event.at, request: event.requestId };
}

describe("a request of the app", () => {
  test.each(["created", "stored"] as const)("that %s is the last cause, of the session and of its keys", (outcome) => {
    const made = record();
    publish("stored", { path: "/before", at: 500 }, { old: [null, "1"], both: [null, "1"] });
    const cause = publish(outcome, {}, { both: ["1", "2"], gone: ["1", null] });
    expect(made.lastChange("h-a", 0)).toEqual(cause);
    expect(made.lastChangeOf("h-a", "both")).toEqual(cause);
    expect(made.lastChangeOf("h-a", "old")).toMatchObject({ path: "/before" });
    expect(made.lastChangeOf("h-a", "gone")).toBeNull();
    expect(made.lastChangeOf("h-b", "both")).toBeNull();
    expect(heard.at(-1)).toEqual({
      type: "changed",
      handle: "h-a",
      revision: 2,
      changes: [
        { key: "both", kind: "changed" },
        { key: "gone", kind: "removed" },
      ],
      cause,
    });
  });

  test("that rotated the key moves the record to the new handle", () => {
    const made = record();
    const first = publish("stored", { at: 500 }, { a: [null, "1"] });
    const cause = publish(
      "rotated",
      { id: "b" as SessionId, previousId: "a" as SessionId, revision: 3 },
      { b: [null, "1"] },
    );
    expect(made.lastChange("h-a", 0)).toBeNull();
    expect(made.lastChangeOf("h-b", "a")).toEqual(first);
    expect(made.lastChangeOf("h-b", "b")).toEqual(cause);
    expect(heard.slice(1)).toEqual([
      { type: "gone", handle: "h-a", cause },
      { type: "changed", handle: "h-b", revision: 3, changes: [{ key: "b", kind: "added" }], cause },
    ]);
  });

  test("that flushed ends the record, also where the response was an error", () => {
    const made = record();
    for (const outcome of ["flushed", "not-saved"] as const) {
      publish("stored", {}, { a: [null, "1"] });
      const cause = publish(outcome, { id: null, previousId: "a" as SessionId, revision: null });
      expect(made.lastChange("h-a", 0)).toBeNull();
      expect(heard.at(-1)).toEqual({ type: "gone", handle: "h-a", cause });
    }
  });

  test("that flushed and then created a session ends one record and begins another", () => {
    const made = record();
    publish("stored", {}, { a: [null, "1"] });
    const cause = publish(
      "created",
      { id: "b" as SessionId, previousId: "a" as SessionId, revision: 1 },
      { b: [null, "1"] },
    );
    expect(made.lastChangeOf("h-b", "a")).toBeNull();
    expect(made.lastChangeOf("h-b", "b")).toEqual(cause);
    expect(heard.slice(1).map(({ type }) => type)).toEqual(["gone", "changed"]);
  });

  test("that only moved the deadline is an event, but no change", () => {
    const made = record();
    const cause = publish("touched");
    expect(made.lastChange("h-a", 0)).toBeNull();
    expect(heard).toEqual([{ type: "changed", handle: "h-a", revision: 2, changes: [], cause }]);
  });

  test.each(["read", "gone", "failed", "not-saved"] as const)("that ended as %s changed nothing", (outcome) => {
    const made = record();
    publish(outcome, {}, { a: [null, "1"] });
    expect(made.lastChange("h-a", 0)).toBeNull();
    expect(heard).toEqual([]);
  });

  test("is not the last cause where another process has changed the session since", () => {
    const made = record();
    const cause = publish("stored", { revision: 2 }, { a: [null, "1"] });
    expect([made.lastChange("h-a", 2), made.lastChange("h-a", 3)]).toEqual([cause, null]);
    publish("touched", { revision: 3 });
    expect(made.lastChange("h-a", 3)).toEqual(cause);
  });

  test("with a very long path is recorded with the beginning of it", () => {
    const made = record();
    publish("stored", { path: `/${"x".repeat(100_000)}` });
    expect(made.lastChange("h-a", 0)?.path).toHaveLength(500);
  });
});

describe("commits", () => {
  const since = (revision: number, handle = "h-a") => ({ handle, revision });
  const keysOf = (made: ChangeRecord, ...asked: Parameters<ChangeRecord["commits"]>) =>
    made.commits(...asked).map(({ revision, changes }) => `${revision} ${changes.map(({ key }) => key).join()}`);

  test("after a state are answered one by one, up to the revision that was read", () => {
    const made = record();
    for (const revision of [2, 3, 4, 5]) publish("stored", { revision }, { [`k${revision}`]: [null, "1"] });
    expect(keysOf(made, "h-a", since(2), 4)).toEqual(["3 k3", "4 k4"]);
    expect(keysOf(made, "h-a", since(5), 5)).toEqual([]);
    expect(keysOf(made, "h-b", since(1), 5)).toEqual([]);
  });

  test("name the change of each key, and the request that made it", () => {
    const made = record();
    const cause = publish(
      "stored",
      { revision: 2, requestId: "r7" },
      { a: [null, "1"], b: ["1", "2"], c: ["1", null], same: ["1", "1"] },
    );
    expect(cause.request).toBe("r7");
    const changes = [
      { key: "a", kind: "added" },
      { key: "b", kind: "changed" },
      { key: "c", kind: "removed" },
    ];
    expect(made.commits("h-a", since(1), 2)).toEqual([{ revision: 2, changes, cause }]);
    expect(heard).toEqual([{ type: "changed", handle: "h-a", revision: 2, changes, cause }]);
  });

  test("name the place within a value, and nothing below a hidden name", () => {
    const made = record();
    publish(
      "stored",
      { revision: 2 },
      {
        cart: ['{"items":[{"qty":1}],"coupon":null}', '{"items":[{"qty":2}],"coupon":null}'],
        hidden: ['{"a":1}', '{"a":2}'],
        account: ['{"password":{"old":1}}', '{"password":{"new":1}}'],
      },
    );
    expect(made.commits("h-a", since(1), 2)[0]!.changes).toEqual([
      { key: "cart", kind: "changed", paths: [["items", 0, "qty"]] },
      { key: "hidden", kind: "changed" },
      { key: "account", kind: "changed", paths: [["password"]] },
    ]);
  });

  test("move with the session to a new key: a caller that knows the old handle gets all of them", () => {
    const made = record();
    publish("stored", { revision: 2 }, { a: [null, "1"] });
    publish("rotated", { id: "b" as SessionId, previousId: "a" as SessionId, revision: 3 }, { b: [null, "1"] });
    expect(keysOf(made, "h-b", since(1), 3)).toEqual(["2 a", "3 b"]);
    expect(keysOf(made, "h-b", since(2, "h-b"), 3)).toEqual(["3 b"]);
    expect(keysOf(made, "h-a", since(1), 3)).toEqual([]);
  });

  test("are the last ones, within the bounds of number and size", () => {
    const made = record();
    for (let revision = 2; revision < 200; revision++) publish("stored", { revision }, { a: [null, "1"] });
    const all = made.commits("h-a", since(1), 199);
    expect([all.length, all.at(-1)?.revision]).toEqual([commitLimit, 199]);
    publish("stored", { revision: 200 }, { ["k".repeat(50_000)]: [null, "1"] });
    expect(made.commits("h-a", since(1), 200).length).toBeLessThan(commitLimit);
    publish("stored", { revision: 201 }, { ["k".repeat(200_000)]: [null, "1"] });
    expect(made.commits("h-a", since(1), 201)).toEqual([]);
    expect(made.lastChange("h-a", 0)).not.toBeNull();
  });
});

describe("bounds", () => {
  test("the session that was not changed for longest is forgotten first", () => {
    const made = record({ sessions: 2, bytes: 1e6 });
    for (const id of ["a", "b", "a", "c"]) publish("stored", { id: id as SessionId }, { k: [null, "1"] });
    expect(["h-a", "h-b", "h-c"].map((handle) => made.lastChange(handle, 0) !== null)).toEqual([true, false, true]);
  });

  test("names and paths are counted, and freed with their session", () => {
    const made = record({ sessions: 1000, bytes: 20_000 });
    const long = "k".repeat(2000);
    for (const id of ["a", "b", "c"]) publish("stored", { id: id as SessionId }, { [long]: [null, "1"] });
    expect(["h-a", "h-b", "h-c"].map((handle) => made.lastChange(handle, 0) !== null)).toEqual([false, true, true]);
    publish("flushed", { id: null, previousId: "c" as SessionId, revision: null });
    publish("stored", { id: "d" as SessionId }, { [long]: [null, "1"] });
    expect(made.lastChange("h-b", 0)).not.toBeNull();
  });

  test("a session that is larger than the bound is not kept", () => {
    const made = record({ sessions: 10, bytes: 100 });
    publish("stored", {}, { ["k".repeat(1000)]: [null, "1"] });
    expect(made.lastChange("h-a", 0)).toBeNull();
  });
});

describe("ends", () => {
  test("recording when its signal is aborted, so that requests cost nothing more", () => {
    expect(sessionUsed.hasSubscribers).toBe(false);
    record();
    expect(sessionUsed.hasSubscribers).toBe(true);
    ended.abort();
    expect(sessionUsed.hasSubscribers).toBe(false);
  });
});
