/** Bad input and jumps of the clock give an empty session or a clear error, never a crash or another visitor's data. */

import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import {
  createSessions,
  NotSerializableError,
  openStore,
  type Session,
  type Sessions,
  SessionTooLargeError,
  type Store,
} from "sessionscope";
import { fakeClock } from "sessionscope/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { memberNames } from "../src/core/session/property-access.ts";
import { newSessionKey, type SessionKey, sessionIdOf } from "../src/core/session-key.ts";
import { type Data, RecordingExchange } from "./histories/visitor.ts";
import { openServerStore } from "./open-server-store.ts";
import { atomicStores } from "./server-stores.ts";

async function look(
  sessions: Sessions<Data>,
  header: string | undefined,
): Promise<{ seen: Data; setCookie: string | null }> {
  const exchange = new RecordingExchange(header);
  const session = await sessions.open(exchange);
  const seen = { ...session };
  await sessions.commit(session);
  return { seen, setCookie: exchange.setCookie };
}

async function store(sessions: Sessions<Data>, data: Data, header?: string): Promise<string> {
  const exchange = new RecordingExchange(header);
  const session = await sessions.open(exchange);
  session.update(data);
  await sessions.commit(session);
  return exchange.setCookie!.split(";")[0]!;
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789"), minLength: 32, maxLength: 32 }),
  fc.string({ unit: fc.constantFrom(..."./\\%*'\"\0;=\r\n-_ é✓"), maxLength: 40 }),
  fc.constantFrom(
    "../../etc/passwd",
    "' OR 1=1 --",
    "__proto__",
    "constructor",
    "sessionid",
    "*",
    "[a-z]*",
    "$(reboot)",
  ),
);
const header = fc.oneof(
  text.map((value) => `sessionid=${value}`),
  fc.array(text, { maxLength: 5 }).map((values) => values.map((value) => `sessionid=${value}`).join("; ")),
  fc.array(fc.tuple(text, text), { maxLength: 5 }).map((pairs) => pairs.map((pair) => pair.join("=")).join(";")),
  text,
);

describe.each(atomicStores)("$name", ({ newUrl, name }) => {
  let sessions: Sessions<Data>;
  let kept: Store;
  beforeAll(async () => {
    kept = await openServerStore(await newUrl());
    sessions = await createSessions<Data>({ store: kept });
  });
  afterAll(() => sessions.close());

  test("a garbage cookie gives an empty session, creates no record, and is at most deleted", async () => {
    const runs = /Memory|SQLite/.test(name) ? 10_000 : 500;
    await fc.assert(
      fc.asyncProperty(header, async (garbage) => {
        const { seen, setCookie } = await look(sessions, garbage);
        expect(seen).toEqual({});
        if (setCookie !== null) expect(setCookie).toMatch(/^sessionid=;.*Max-Age=0/);
      }),
      { numRuns: runs },
    );
    expect((await kept.list!({ limit: 10 })).sessions.size).toBe(0);
  });

  test("visitors without data fill no store, whatever they call: flush, cycleKey, setExpiry, test cookies, renewals", async () => {
    const cookie = await store(sessions, { a: 1 });
    const rows = async () => (await kept.list!({ limit: 100 })).sessions.size;
    const before = await rows();
    const renewing = await createSessions<Data>({ store: kept, saveEveryRequest: true });
    const deeds: readonly ((session: Session<Data>) => unknown)[] = [
      (session) => session.flush(),
      (session) => session.cycleKey(),
      (session) => session.setExpiry(60),
      (session) => session.takeFlash(),
      (session) => session.isEmpty(),
      (session) => {
        session.modified = true;
      },
      async (session) => {
        session.set("a", 1);
        await session.flush();
      },
    ];
    const runs = /Memory|SQLite/.test(name) ? 10_000 : 200;
    for (let run = 0; run < runs; run++) {
      const value = run % 2 === 0 ? newSessionKey() : `${newSessionKey()}x`;
      const exchange = new RecordingExchange(`sessionid=${value}`);
      const visited = run % 3 === 0 ? renewing : sessions;
      const session = await visited.open(exchange);
      await deeds[run % deeds.length]!(session);
      await visited.commit(session);
      if (exchange.setCookie !== null) expect(exchange.setCookie).toMatch(/^sessionid=;.*Max-Age=0/);
    }
    expect(await rows()).toBe(before);
    expect((await look(sessions, cookie)).seen).toEqual({ a: 1 });
  });

  test("a key that a visitor made up is never adopted", async () => {
    const chosen = newSessionKey();
    const cookie = await store(sessions, { a: 1 }, `sessionid=${chosen}`);
    expect(cookie).toMatch(/^sessionid=[a-z0-9]{32}$/);
    expect(cookie).not.toContain(chosen);
    expect(await kept.load(sessionIdOf(chosen))).toBeNull();
    expect((await look(sessions, `sessionid=${chosen}`)).seen).toEqual({});
  });

  test("the stored records cannot be used to log in", async () => {
    const cookie = await store(sessions, { a: 1 });
    const key = cookie.split("=")[1]!;
    const id = sessionIdOf(key as SessionKey);
    expect((await kept.load(id))?.entries.get("a")).toBe("1");
    expect(await kept.load(key as never).catch(() => null)).toBeNull();
    const hexadecimal = Buffer.from(id, "base64url").toString("hex");
    const forms = [id, id.toLowerCase(), id.slice(0, 32), id.toLowerCase().slice(0, 32), hexadecimal];
    for (const form of [...forms, hexadecimal.slice(0, 32), hexadecimal.slice(32)]) {
      expect((await look(sessions, `sessionid=${form}`)).seen).toEqual({});
    }
  });

  test("stores return any keys and values unchanged, without prototype pollution", async () => {
    const inherited = () => Object.getOwnPropertyNames(Object.prototype).sort();
    const clean = inherited();
    const polluting = fc.constantFrom(
      ...[
        '{"__proto__":{"polluted":1}}',
        '{"constructor":{"prototype":{"polluted":1}}}',
        '[{"__proto__":[{"polluted":1}]}]',
      ],
    );
    const entries = fc.dictionary(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.constantFrom("", "__proto__", "prototype", ...memberNames()),
      ),
      fc.oneof(
        polluting.map((json) => JSON.parse(json) as unknown),
        fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
      ),
      { maxKeys: 6, noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (data) => {
        const exchange = new RecordingExchange(undefined);
        const session = await sessions.open(exchange);
        session.update(data as never);
        session.set("always", true as never);
        await sessions.commit(session);
        const again = await sessions.open(new RecordingExchange(exchange.setCookie!.split(";")[0]));
        const expected = new Map<string, unknown>([...Object.entries(data), ["always", true]]);
        expect(new Map(again.items())).toEqual(expected);
        for (const copy of [again.toJSON(), JSON.parse(JSON.stringify(again))]) {
          expect(new Map(Object.entries(copy))).toEqual(expected);
        }
        for (const copy of [again.toJSON(), { ...again }]) {
          expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
        }
        expect(({} as Data).polluted).toBeUndefined();
        expect(inherited()).toEqual(clean);
      }),
      { numRuns: 100 },
    );
  });

  test("stores return a dictionary of 10,000 keys; a session above maxSize is refused and changes nothing", async () => {
    const data = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index]));
    const cookie = await store(sessions, data);
    expect((await look(sessions, cookie)).seen).toEqual(data);
    await expect(store(sessions, { large: "x".repeat(1_048_577) }, cookie)).rejects.toThrow(SessionTooLargeError);
    expect((await look(sessions, cookie)).seen).toEqual(data);
  });

  describe("when the clock jumps", () => {
    let stop = new AbortController();
    afterEach(() => {
      stop.abort();
      stop = new AbortController();
    });

    test("a jump back logs nobody out; after a jump forward, expired sessions stay expired", async () => {
      const clock = fakeClock(Date.now(), stop.signal);
      const cookie = await store(sessions, { a: 1 });
      for (const jump of [-3_600_000, -10 * 365 * 86_400_000]) {
        clock.advance(jump);
        expect((await look(sessions, cookie)).seen).toEqual({ a: 1 });
        clock.advance(-jump);
      }
      clock.advance(1_209_600_000);
      expect((await look(sessions, cookie)).seen).toEqual({});
    });
  });
});

test("a value nested 100,000 levels deep is refused with its key named", async () => {
  const sessions = await createSessions<Data>({ store: "memory:" });
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  await expect(store(sessions, { deep })).rejects.toThrow(NotSerializableError);
});

describe("sealed cookies", () => {
  test("no single changed byte is accepted", async () => {
    const sealed = await openStore("signed-cookie:", { secret: [randomBytes(32).toString("hex")] });
    const sessions = await createSessions<Data>({ store: sealed });
    const cookie = await store(sessions, { a: 1 });
    const start = cookie.indexOf("=") + 1;
    for (let index = start; index < cookie.length; index++) {
      const other = cookie[index] === "A" ? "B" : "A";
      const { seen } = await look(sessions, cookie.slice(0, index) + other + cookie.slice(index + 1));
      expect(seen).toEqual({});
    }
    expect((await look(sessions, cookie)).seen).toEqual({ a: 1 });
  });
});
