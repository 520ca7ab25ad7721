/** Which cookie is believed: no invented key, no planted one, nothing that cannot be a key. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counting, type Data, idOf, managerOf, reportsOf, request, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import type { Session } from "../../session/property-access.ts";
import { newSessionKey, type SessionKey, sessionIdOf } from "../../session-key.ts";

describe("keys", () => {
  test("an invented key is never adopted", async () => {
    const store = new MemoryStore();
    const invented = "z".repeat(32);
    const exchange = await request(managerOf(store), invented, (session) => session.set("a", 1));
    expect(exchange.cookieSet).toMatch(/^[a-z0-9]{32}$/);
    expect(exchange.cookieSet).not.toBe(invented);
    expect(await store.load(idOf(invented))).toBeNull();
  });

  test("of several cookies the one that leads to a session is used; two that do are believed neither", async () => {
    const sessions = managerOf(new MemoryStore());
    const [first, second] = [await visitor(sessions, { who: "first" }), await visitor(sessions, { who: "second" })];
    const planted = "z".repeat(32);
    for (const header of [`${planted}; sessionid=${first}`, `${first}; sessionid=${planted}`]) {
      await request(sessions, header, (session) => expect(session.who).toBe("first"));
    }
    await request(sessions, `${first}; sessionid=${second}`, (session) => expect(session.who).toBeUndefined());
  });

  test.each([false, true])(
    "of two that lead to sessions none is deleted: it would be the visitor's own, and the planted one be believed (saveEveryRequest: %s)",
    async (saveEveryRequest) => {
      const store = new MemoryStore();
      const sessions = managerOf(store, { saveEveryRequest });
      const [own, planted] = [await visitor(sessions, { who: "own" }), await visitor(sessions, { who: "planted" })];
      const both = `${own}; sessionid=${planted}`;
      for (const look of [(s: Session<Data>) => s.get("who"), (s: Session<Data>) => s.isEmpty(), () => {}]) {
        const exchange = await request(sessions, both, look);
        expect(exchange.header("Set-Cookie")).toBeUndefined();
      }
      // A logout ends both.
      const out = await request(sessions, both, (session) => {
        session.get("who");
        return session.flush();
      });
      expect(out.header("Set-Cookie")).toMatch(/^sessionid=; Max-Age=0/);
      expect([await store.load(idOf(own)), await store.load(idOf(planted))]).toEqual([null, null]);
    },
  );

  test.each([false, true])(
    "more cookies than a browser has reason to send ask no store (one that waits: %s)",
    async (waiting) => {
      const { store, calls } = counting(new MemoryStore(), waiting);
      const sessions = managerOf(store);
      const key = await visitor(sessions, { who: "first" });
      const header = (count: number) => [key, ...Array.from({ length: count - 1 }, newSessionKey)].join("; sessionid=");
      await request(sessions, header(8), (session) => expect(session.who).toBe("first"));
      calls.length = 0;
      const reports = await reportsOf(() =>
        request(sessions, header(9), (session) => expect(session.who).toBeUndefined()),
      );
      expect(calls).toEqual([]);
      expect(reports).toEqual([{ reason: "duplicate-cookie", store: "Memory" }]);
      // A logout holds all the same.
      await request(sessions, header(9), (session) => session.flush());
      expect(await store.load(idOf(key))).toBeNull();
    },
  );

  test.each<[string, string, (live: string, other: string) => string]>([
    ["what is no key", "malformed-cookie", () => "../../etc/passwd"],
    ["a key that leads nowhere", "unknown-key", () => "z".repeat(32)],
    ["two keys that lead somewhere", "duplicate-cookie", (live, other) => `${live}; sessionid=${other}`],
  ])("%s is reported once, without being repeated", async (_, reason, cookie) => {
    const sessions = managerOf(new MemoryStore());
    const sent = cookie(await visitor(sessions, { a: 1 }), await visitor(sessions, { a: 1 }));
    const reports = await reportsOf(() => request(sessions, sent, (session) => [session.a, session.b]));
    expect(reports).toEqual([{ reason, store: "Memory" }]);
  });

  test("10,000 hostile values ask no store, are adopted by nobody and change no cookie", async () => {
    const { store, calls } = counting(new MemoryStore());
    const sessions = managerOf(store);
    const keyed = fc.string({ unit: fc.constantFrom(..."abcxyz0129"), minLength: 32, maxLength: 32 });
    const hostile = fc
      .oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: fc.constantFrom(..."./\\%*'\"\0=\r\n-_:{}$ éA"), minLength: 8, maxLength: 40 }),
        // A key but for one character, or one too many.
        fc
          .tuple(keyed, fc.nat(32), fc.constantFrom(..."AZ_-. %\0é\u{1d41a}"))
          .map(([key, at, odd]) => key.slice(0, at) + odd + key.slice(at + 1)),
        fc
          .tuple(
            keyed,
            keyed.map((key) => key[0]!),
          )
          .map((parts) => parts.join("")),
        keyed.map((key) => key.slice(1)),
        keyed.map((key) => sessionIdOf(key as SessionKey)),
      )
      .filter(
        (value) =>
          !/^[a-z0-9]{32}$/.test(value.replace(/^[ \t]+|[ \t]+$/g, "").replace(/^"(.*)"$/s, "$1")) &&
          !value.includes(";"),
      );
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const exchange = await request(sessions, value, (session) => session.get("a"));
        expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
      }),
      { numRuns: 10_000 },
    );
    expect(calls).toEqual([]);
  });
});
