/** What a `RequestEvent` says beside the changes: clearing, ends, expiry, the cookie's line, the calls to the store, and failures. */

import { describe, expect, onTestFinished, test } from "vitest";
import {
  counting,
  type Data,
  type FakeExchange,
  idOf,
  managerOf,
  request,
  visitor,
} from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { type RequestEvent, requestDone } from "../../events.ts";
import type { Session } from "../../session/property-access.ts";
import type { Store } from "../../store.ts";
import type { SessionManager } from "../session-manager.ts";

function listen(): RequestEvent[] {
  const events: RequestEvent[] = [];
  const hear = (event: unknown) => void events.push(event as RequestEvent);
  requestDone.subscribe(hear);
  onTestFinished(() => void requestDone.unsubscribe(hear));
  return events;
}

async function open(data: Data = { a: 1, b: 2 }, store: Store = new MemoryStore()) {
  const sessions = managerOf(store, { maxSize: 1000 });
  const key = await visitor(sessions, data);
  return { sessions, key, store, events: listen() };
}

const policy = { kind: "policy" };

test("a clearing names all keys that went, and drops the expiry", async () => {
  const { sessions, key, events } = await open();
  await request(sessions, key, (session) => session.setExpiry(300));
  await request(sessions, key, (session) => {
    session.clear();
    session.c = 3;
  });
  const [expiring, clearing] = events as [RequestEvent, RequestEvent];
  expect([expiring.cleared, clearing.cleared]).toEqual([false, true]);
  expect([...clearing.changes.keys()]).toEqual(["a", "b", "c"]);
  expect(expiring.expiryBefore?.expiry).toEqual(policy);
  expect(expiring.expiryAfter?.expiry).toEqual({ kind: "seconds", seconds: 300 });
  expect(clearing.expiryAfter?.expiry).toEqual(policy);
  expect(clearing.expiryAfter!.expiresAt).toBeGreaterThan(expiring.expiryAfter!.expiresAt);
});

test("a flush names what the session held, and the new session has only what is its own", async () => {
  const { sessions, key, events } = await open();
  await request(sessions, key, async (session) => {
    session.get("a");
    await session.flush();
  });
  const other = await visitor(sessions, { a: 1, b: 2 });
  await request(sessions, other, async (session) => {
    session.get("a");
    await session.flush();
    session.c = 3;
  });
  const [flush, , renewal] = events as [RequestEvent, RequestEvent, RequestEvent];
  expect(flush).toMatchObject({ outcome: "flushed", id: null, previousId: idOf(key), setCookie: "deleted" });
  expect(flush).toMatchObject({ createdAt: null, expiryAfter: null, storeCalls: ["load", "delete"] });
  expect(Object.fromEntries(flush.changes)).toEqual({
    a: { before: "1", after: null },
    b: { before: "2", after: null },
  });
  expect(renewal).toMatchObject({ outcome: "created", previousId: idOf(other), revision: 1 });
  expect(Object.fromEntries(renewal.changes)).toEqual({ c: { before: null, after: "3" } });
  expect(renewal.loaded?.entries.get("a")).toBe("1");
});

test("the line of the cookie is told without its value", async () => {
  const { sessions, key, events } = await open();
  const { headers } = await request(sessions, key, (session) => session.set("a", 2));
  await request(sessions, key, (session) => session.flush());
  const lines = events.map(({ cookieLine }) => cookieLine);
  expect(lines[0]).toBe(headers.find(([name]) => name === "Set-Cookie")![1].replace(key, "…"));
  expect(lines[1]).toMatch(/^sessionid=; Max-Age=0/);
  expect(JSON.stringify(events)).not.toContain(key);
});

test.each([true, false])("the calls to the store are told in order (a store that waits: %s)", async (waiting) => {
  const inner = new MemoryStore();
  const { store } = counting(inner, waiting);
  const { sessions, key, events } = await open({ a: 1 }, store);
  await request(sessions, key, (session) => void session.get("a"));
  await request(sessions, key, (session) => session.set("a", 2));
  await request(sessions, key, async (session) => {
    session.update("a", (a) => Number(a) + 1);
    await request(sessions, key, (other) => other.set("a", 10));
  });
  await request(sessions, key, (session) => session.cycleKey());
  await visitor(sessions, { a: 1 });
  expect(events.map(({ storeCalls }) => storeCalls)).toEqual([
    ["load"],
    ["load", "commit"],
    ["load", "commit"],
    ["load", "commit", "load", "commit"],
    ["load", "rotate"],
    ["create"],
  ]);
  expect(events[3]!.changes.get("a"), "what was stored, not what was tried first").toEqual({
    before: "10",
    after: "11",
  });
});

test("two requests at once are told apart, each with what it loaded", async () => {
  const { sessions, key, events } = await open();
  await request(sessions, key, async (outer) => {
    outer.a = 10;
    await request(sessions, key, (inner) => inner.set("b", 20));
  });
  const told = events.map(({ requestId, loaded, revision, changes }) => [
    requestId,
    loaded?.revision,
    revision,
    [...changes],
  ]);
  expect(new Set(told.map(([id]) => id)).size).toBe(2);
  expect(told.map(([, ...rest]) => rest)).toEqual([
    [1, 2, [["b", { before: "2", after: "20" }]]],
    [1, 3, [["a", { before: "1", after: "10" }]]],
  ]);
});

test("a request is told to have looked, or not", async () => {
  const { sessions, key, events } = await open();
  await request(sessions, key, () => {});
  await request(sessions, key, (session) => void session.size);
  expect(events.map(({ accessed, outcome }) => [accessed, outcome])).toEqual([
    [false, "read"],
    [true, "read"],
  ]);
});

describe("a failure", () => {
  type Handler = (
    session: Session<Data>,
    exchange: FakeExchange,
    sessions: SessionManager<Data>,
    key: string,
  ) => unknown;
  const tooLong = "x".repeat(2000);
  const cases: readonly (readonly [
    what: string,
    Handler,
    Partial<RequestEvent>,
    reason: string,
    code: string | null,
  ])[] = [
    [
      "by another request that ended the session",
      async (session, _exchange, sessions, key) => {
        session.a = 2;
        await request(sessions, key, (other) => other.flush());
      },
      { outcome: "gone", status: 400 },
      "interrupted",
      "SESSION_INTERRUPTED",
    ],
    [
      "by a session that is too large",
      (session) => session.set("a", tooLong),
      { outcome: "failed", status: 500 },
      "too-large",
      "SESSION_TOO_LARGE",
    ],
    [
      "by a value that became no JSON in the handler",
      (session) => {
        session.list = [];
        (session.list as unknown[]).push(new Map());
      },
      { outcome: "failed", status: 500 },
      "not-json",
      "SESSION_VALUE_NOT_JSON",
    ],
    [
      "by a value that was refused at once, where the app answers the error",
      (session, exchange) => {
        exchange.status = 500;
        expect(() => session.set("a", new Map())).toThrow();
      },
      { outcome: "failed", status: 500 },
      "not-json",
      "SESSION_VALUE_NOT_JSON",
    ],
    [
      "by headers that had been sent",
      (session, exchange) => {
        exchange.sent = true;
        session.a = 2;
      },
      { outcome: "failed", status: 200 },
      "headers-sent",
      "SESSION_HEADERS_SENT",
    ],
    [
      "by others who keep changing a key",
      (session, _exchange, sessions, key) => {
        session.update("a", (a) => {
          const change = { clear: false, delete: new Set<string>(), modifiedAt: Date.now() };
          const set = new Map([["a", `${Number(a) + 100}`]]);
          (sessions.store as MemoryStore).commitNow!(idOf(key), {
            ...change,
            set,
            expiry: { from: null, expiresAt: Date.now() + 60_000 },
          });
          return Number(a) + 1;
        });
      },
      { outcome: "failed", status: 503 },
      "conflict",
      "SESSION_STORE_FAILED",
    ],
  ];

  test.each(cases)("%s is told with its code and message", async (_, handler, told, reason, code) => {
    const { sessions, key, events } = await open();
    await request(sessions, key, (session, exchange) => handler(session, exchange, sessions, key)).catch(() => {});
    const event = events.at(-1)!;
    expect(event).toMatchObject({ ...told, failure: { reason, code } });
    expect(event.failure!.message.length).toBeGreaterThan(20);
    expect(event.loaded?.revision).toBe(1);
  });

  test("a value that was refused, and the app made good, is none", async () => {
    const { sessions, key, events } = await open();
    await request(sessions, key, (session) => {
      expect(() => session.set("a", new Map())).toThrow();
      session.a = 2;
    });
    expect(events).toMatchObject([{ outcome: "stored", failure: null }]);
  });

  const down = (method: string): Store =>
    new Proxy(new MemoryStore(), {
      get(target, name) {
        if (String(name).endsWith("Now")) return undefined;
        if (name === method) return () => Promise.reject(new Error("connection refused"));
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });

  test.each(["commit", "rotate"])("of a store that cannot %s is told", async (method) => {
    const { sessions, key, events } = await open({ a: 1 }, down(method));
    await request(sessions, key, async (session) => {
      session.a = 2;
      if (method === "rotate") await session.cycleKey();
    }).catch(() => {});
    expect(events).toMatchObject([{ outcome: "failed", status: 503, storeCalls: ["load", method] }]);
    expect(events[0]!.failure).toMatchObject({ reason: "store-failed", message: expect.stringContaining("refused") });
    expect([...events[0]!.changes]).toEqual([["a", { before: "1", after: "2" }]]);
  });

  test("of a store that cannot load is told once the handler looked, whatever the app answered", async () => {
    const { sessions, events } = await open({ a: 1 }, down("load"));
    const unknown = "a".repeat(32);
    await request(sessions, unknown, () => {});
    for (const status of [200, 503]) {
      await request(sessions, unknown, (session, exchange) => {
        exchange.status = status;
        expect(() => session.get("a")).toThrow("refused");
      });
    }
    expect(events.map(({ outcome, status, failure }) => [outcome, status, failure?.reason])).toEqual([
      ["read", 200, undefined],
      ["failed", 200, "store-failed"],
      ["failed", 503, "store-failed"],
    ]);
  });
});
