/** Which answers touch the browser's cookie: whoever ends a session drops it, whoever stores one sets it, nobody else. */

import { describe, expect, onTestFinished, test } from "vitest";
import {
  counting,
  type Data,
  type FakeExchange,
  managerOf,
  reportsOf,
  request,
  visitor,
} from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { SignedCookieStore } from "../../../stores/signed-cookie.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { type RequestEvent, requestDone } from "../../events.ts";
import type { Session } from "../../session/property-access.ts";
import { newSessionKey, parseSessionKey, type SessionId, sessionIdOf } from "../../session-key.ts";
import type { SettingsInput } from "../../settings.ts";
import type { SessionManager } from "../session-manager.ts";

type Act = (session: Session<Data>) => unknown;
const stores = {
  memory: () => new MemoryStore(),
  sealed: () => new SignedCookieStore({ secret: "a secret of sixteen or more" }),
} as const;
const kinds = Object.keys(stores) as (keyof typeof stores)[];

const deadCookies = [
  "z".repeat(32),
  "../../etc/passwd",
  "e30:forged:seal",
  "1234567",
  "1",
  "",
  `${"z".repeat(32)}; sessionid=${"y".repeat(32)}`,
];
const acts: readonly [string, Act][] = [
  ["leave it alone", () => {}],
  ["read", (session) => session.get("a")],
  ["ask for emptiness", (session) => session.isEmpty()],
  ["clear", (session) => session.clear()],
  ["cycle the key", (session) => session.cycleKey()],
  ["clear and cycle the key", (session) => [session.clear(), session.cycleKey()]],
  ["set an expiry", (session) => session.setExpiry(60)],
  ["set and delete", (session) => [session.set("a", 1), session.delete("a")]],
];

const read: Act = (session) => [session.get("a"), session.has("b"), session.isEmpty()];

/** What the browser is told about its cookies, in order. */
const linesOf = ({ headers }: FakeExchange) =>
  headers.filter(([name]) => name === "Set-Cookie").map(([, line]) => line);

describe.each(kinds)("a cookie that leads nowhere (%s)", (kind) => {
  test.each(acts)("is left alone by who does no more than %s", async (_, act) => {
    for (const settings of [{}, { saveEveryRequest: true }, { idleTimeout: 60 }]) {
      const sessions = managerOf(stores[kind](), settings);
      for (const dead of deadCookies) expect(linesOf(await request(sessions, dead, act)), dead).toEqual([]);
    }
  });

  test("is dropped by a logout, as any other, whatever becomes of the answer; where none came there is none to drop", async () => {
    const sessions = managerOf(stores[kind]());
    for (const cookie of [...deadCookies, await visitor(sessions, { a: 1 })]) {
      for (const status of [200, 500]) {
        const out = await request(sessions, cookie, (session, exchange) => {
          exchange.status = status;
          return session.flush();
        });
        expect(linesOf(out), cookie).toEqual([expect.stringMatching(/^sessionid=; Max-Age=0/)]);
      }
    }
    expect(linesOf(await request(sessions, undefined, (session) => session.flush()))).toEqual([]);
    const failed = await request(sessions, await visitor(sessions, { a: 1 }), async (session, exchange) => {
      exchange.status = 500;
      await session.flush();
      session.flash("success", "Signed out.");
    });
    expect(linesOf(failed), "what was written after it is not stored").toEqual([
      expect.stringMatching(/^sessionid=; Max-Age=0/),
    ]);
  });

  test("clear is a fresh start: with data there is a new session under a new key", async () => {
    const sessions = managerOf(stores[kind]());
    for (const dead of deadCookies) {
      const exchange = await request(sessions, dead, (session) => {
        session.clear();
        session.a = 1;
      });
      expect(deadCookies).not.toContain(exchange.cookieSet);
      await request(sessions, exchange.cookieSet, (session) => expect({ ...session }).toEqual({ a: 1 }));
    }
  });

  test("is reported once a minute, whoever else is", async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const clock = fakeClock(Date.now(), stop.signal);
    const sessions = managerOf(stores[kind]());
    const look = (cookie: string) => reportsOf(() => request(sessions, cookie, (session) => session.get("a")));
    const [one, other] = [newSessionKey(), newSessionKey()];
    expect(await look(one)).toHaveLength(1);
    expect(await look(other)).toHaveLength(1);
    clock.advance(59_999);
    expect([...(await look(one)), ...(await look(other))]).toEqual([]);
    clock.advance(1);
    expect(await look(one)).toHaveLength(1);
    clock.advance(-3_600_000);
    expect(await look(one), "the clock was put back").toHaveLength(1);
  });
});

test.each([false, true])(
  "a dead key costs one read per look, and no write (a store that waits: %s)",
  async (waiting) => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store, { saveEveryRequest: true });
    const dead = newSessionKey();
    for (const act of [read, (session: Session<Data>) => session.clear(), read]) {
      calls.length = 0;
      await request(sessions, dead, act);
      expect(calls).toEqual([waiting ? "load" : "loadNow"]);
    }
    calls.length = 0;
    await request(managerOf(store), dead, () => {});
    expect(calls).toEqual(waiting ? ["load"] : []);
  },
);

test("a flush is told as one, with the cookie's end, also where nothing is stored", async () => {
  const events: RequestEvent[] = [];
  const listen = (event: unknown) => void events.push(event as RequestEvent);
  requestDone.subscribe(listen);
  onTestFinished(() => void requestDone.unsubscribe(listen));
  for (const kind of kinds) {
    const sessions = managerOf(stores[kind]());
    const key = await visitor(sessions, { a: 1 });
    events.length = 0;
    for (const cookie of [key, newSessionKey(), undefined])
      await request(sessions, cookie, (session) => session.flush());
    await request(sessions, newSessionKey(), (session) => session.get("a"));
    expect(events.map(({ outcome, setCookie }) => [outcome, setCookie])).toEqual([
      ["flushed", "deleted"],
      ["flushed", "deleted"],
      ["read", null],
      ["read", null],
    ]);
  }
});

describe("an answer that was overtaken", () => {
  /** Holds the store's replies back: what it was asked has happened, and who asked does not know yet. */
  const slowReplies = () => {
    const held: (() => void)[] = [];
    const store = new Proxy(new MemoryStore(), {
      get(target, name) {
        if (String(name).endsWith("Now")) return undefined;
        const member: unknown = Reflect.get(target, name);
        if (name !== "commit" && name !== "touch") return typeof member === "function" ? member.bind(target) : member;
        return async (...args: unknown[]) => {
          const reply = await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
          await new Promise<void>((resolve) => held.push(resolve));
          return reply;
        };
      },
    });
    return { store, held };
  };
  const changes: readonly [string, SettingsInput, Act][] = [
    ["wrote", {}, (session) => session.set("seen", true)],
    ["assigned an equal value", {}, (session) => session.set("a", 1)],
    ["only read (saveEveryRequest)", { saveEveryRequest: true }, (session) => session.get("a")],
    ["only read (idleTimeout)", { idleTimeout: 60, renewAfter: 0 }, (session) => session.get("a")],
  ];
  const ends: readonly [string, Act][] = [
    ["a login", (session) => session.cycleKey()],
    ["a logout", (session) => session.flush()],
    ["a logout and a login", async (session) => [await session.flush(), session.set("user", "ada")]],
  ];
  const cases = changes.flatMap(([did, settings, act]) =>
    ends.map(([by, end]) => [did, by, settings, act, end] as const),
  );

  test.each(cases)("%s before %s, and does not set the old key after it", async (_did, _by, settings, act, end) => {
    const { store, held } = slowReplies();
    const sessions = managerOf(store, settings);
    const key = await visitor(sessions, { a: 1 });
    const poll = request(sessions, key, act);
    await expect.poll(() => held.length).toBe(1);
    expect(linesOf(await request(sessions, key, end))).toHaveLength(1);
    held[0]!();
    expect((await poll).headers).toEqual([["Vary", "Cookie"]]);
  });

  const byTheApp: readonly [string, (sessions: SessionManager<Data>, id: SessionId) => Promise<unknown>][] = [
    ["deleted by its id", (sessions, id) => sessions.stored.delete(id)],
    ["ended with all of its user", (sessions) => sessions.stored.deleteOfUser("ada")],
  ];
  test.each(byTheApp)("does not set the key of a session that was %s meanwhile", async (_, end) => {
    const { store, held } = slowReplies();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const binding = request(sessions, key, (session) => session.bindUser("ada"));
    await expect.poll(() => held.length).toBe(1);
    await end(sessions, sessionIdOf(parseSessionKey(key)!));
    held[0]!();
    expect((await binding).headers).toEqual([["Vary", "Cookie"]]);
  });

  test("whose session lives sets its cookie, whatever else has ended", async () => {
    const { store, held } = slowReplies();
    const sessions = managerOf(store);
    const [ada, grace] = [await visitor(sessions, { a: 1 }), await visitor(sessions, { a: 1 })];
    const poll = request(sessions, ada, (session) => session.set("seen", true));
    await expect.poll(() => held.length).toBe(1);
    await request(sessions, grace, (session) => session.flush());
    held[0]!();
    expect((await poll).cookieSet).toBe(ada);
  });
});
