/** Sessions of another library are adopted once, under a new key, and nobody is signed out by it. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counting, type Data, FakeExchange, idOf, managerOf, reportsOf, texts } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import type { OldSessions } from "../../old-sessions.ts";
import type { Session } from "../../session/property-access.ts";
import type { Store } from "../../store.ts";
import { handoverMs } from "../adoption-marks.ts";
import type { SessionManager } from "../session-manager.ts";

const day = 86_400_000;
const cookie = {
  cookieName: "old.sid",
  cookiePath: "/",
  cookieDomain: null,
  cookieSecure: false,
  cookieSameSite: "Lax",
  cookiePartitioned: false,
} as const;

/** Another library: cookies "old.sid=ID.signed", and a store. */
class OldLibrary implements OldSessions {
  readonly library = "old-library";
  readonly cookies = [cookie] as const;
  readonly store = new Map<string, Data>();
  readonly calls: string[] = [];
  /** As of libraries that keep the session in its cookie. */
  replayableUntil: number | null = null;
  expiresAt: number | null = null;
  /** Each call to the store waits for it. */
  wait = (_doing: string): Promise<void> => Promise.resolve();
  map: OldSessions["map"] = (data) => ({ data });

  constructor(sessions: Record<string, Data> = { ada: { user: "Ada" } }) {
    for (const [id, data] of Object.entries(sessions)) this.store.set(id, data);
  }

  async find(cookieHeader: string) {
    const id = /old\.sid=(\w+)\.signed/.exec(cookieHeader)?.[1];
    if (id === undefined) return null;
    const load = async () => {
      this.calls.push("load");
      await this.wait("old load");
      const data = this.store.get(id);
      return data === undefined ? null : { data, user: null, expiresAt: this.expiresAt };
    };
    const end = async () => {
      this.calls.push("end");
      await this.wait("old end");
      if (this.replayableUntil === null) this.store.delete(id);
    };
    return { id, replayableUntil: this.replayableUntil, load, end };
  }
}

const adopting = (old: OldLibrary, store: Store = new MemoryStore(), more = {}) =>
  managerOf(store, { adopt: old, ...more });

async function visit(
  sessions: SessionManager<Data>,
  header: string | undefined,
  handler: (session: Session<Data>, exchange: FakeExchange) => unknown = (session) => session.get("user"),
) {
  const exchange = new FakeExchange(header);
  const session = await sessions.open(exchange);
  const seen = await handler(session, exchange);
  await sessions.commit(session);
  const lines = exchange.headers.filter(([name]) => name === "Set-Cookie").map(([, line]) => line);
  const key = lines.map((line) => /^sessionid=([a-z0-9]{32});/.exec(line)?.[1]).find(Boolean);
  return { seen, lines, key, vary: exchange.header("Vary") };
}

const dropped = expect.stringMatching(/^old\.sid=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/);
const oldCookie = "theme=dark; old.sid=ada.signed";

describe("adopting", () => {
  test("an old session goes on under a new key, its cookie is dropped, and it has ended", async () => {
    const [old, store] = [new OldLibrary(), new MemoryStore()];
    const sessions = adopting(old, store);
    const first = await visit(sessions, oldCookie);
    expect(first).toMatchObject({
      seen: "Ada",
      vary: "Cookie",
      lines: [dropped, expect.stringContaining("sessionid=")],
    });
    expect(old.store.size).toBe(0);
    expect(await texts(store, first.key!)).toEqual({ user: '"Ada"' });
    const second = await visit(sessions, `sessionid=${first.key}`);
    expect(second).toMatchObject({ seen: "Ada", lines: [] });
  });

  test.each([
    ["does not look", () => undefined],
    ["fails", (_: unknown, exchange: FakeExchange) => Object.assign(exchange, { status: 500 })],
    [
      "changes it and fails",
      (session: Session<Data>, exchange: FakeExchange) => {
        session.set("cart", 1);
        exchange.status = 503;
      },
    ],
  ] as const)("a handler that %s costs nobody the session", async (_, handler) => {
    const store = new MemoryStore();
    const { key } = await visit(adopting(new OldLibrary(), store), oldCookie, handler);
    expect(await texts(store, key!)).toEqual({ user: '"Ada"' });
  });

  test("what the handler does is done to the adopted session", async () => {
    const store = new MemoryStore();
    const sessions = adopting(new OldLibrary(), store);
    const { key, lines } = await visit(sessions, oldCookie, (session) => session.set("cart", 1));
    expect(lines).toHaveLength(2);
    expect(await texts(store, key!)).toEqual({ user: '"Ada"', cart: "1" });
  });

  test("a login in the same request moves it once more", async () => {
    const [old, store] = [new OldLibrary(), new MemoryStore()];
    const sessions = adopting(old, store);
    const { key, lines } = await visit(sessions, oldCookie, (session) => session.cycleKey());
    expect(lines).toHaveLength(2);
    expect(await texts(store, key!)).toEqual({ user: '"Ada"' });
    // Who has a copy of the old cookie is not led to the new key.
    expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, key: undefined });
  });

  test("a visitor without an old cookie costs nothing", async () => {
    const old = new OldLibrary();
    const { store, calls } = counting(new MemoryStore(), true);
    const sessions = adopting(old, store);
    for (const header of [undefined, "theme=dark", "old.sidecar=1"]) {
      expect(sessions.open(new FakeExchange(header))).not.toBeInstanceOf(Promise);
      expect(await visit(sessions, header)).toMatchObject({ seen: undefined, lines: [] });
    }
    expect([old.calls, calls]).toEqual([[], []]);
  });

  test("nothing is adopted over a session: the old cookie is dropped, and the old store is not asked", async () => {
    const old = new OldLibrary();
    const sessions = adopting(old);
    const { key } = await visit(sessions, undefined, (session) => session.set("user", "Bob"));
    const both = `sessionid=${key}; ${oldCookie}`;
    expect(await visit(sessions, both)).toMatchObject({ seen: "Bob", lines: [dropped] });
    expect(old.calls).toEqual([]);
  });

  test("a dead cookie of ours is no session: the old one is adopted", async () => {
    const { seen } = await visit(adopting(new OldLibrary()), `sessionid=${"z".repeat(32)}; ${oldCookie}`);
    expect(seen).toBe("Ada");
  });

  test.each(["adopted now", "in place"])("a logout is not undone by the old cookie (session %s)", async (state) => {
    const old = new OldLibrary();
    const sessions = adopting(old);
    const own = state === "in place" ? await visit(sessions, undefined, (session) => session.set("user", "Bob")) : null;
    const header = own ? `sessionid=${own.key}; ${oldCookie}` : oldCookie;
    const out = await visit(sessions, header, (session) => session.flush());
    expect(out.key).toBeUndefined();
    expect(out.lines).toContainEqual(dropped);
    expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, key: undefined });
  });

  test("a logout ends the old session also where the cookie cannot be revoked", async () => {
    const old = new OldLibrary();
    old.replayableUntil = Date.now() + day;
    const sessions = adopting(old);
    const { key } = await visit(sessions, undefined, (session) => session.set("user", "Bob"));
    await visit(sessions, `sessionid=${key}; ${oldCookie}`, (session) => session.flush());
    expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, key: undefined });
  });

  test("a late answer does not bring back the cookie of a session that was signed out meanwhile", async () => {
    const sessions = adopting(new OldLibrary());
    const { key } = await visit(sessions, oldCookie);
    const late = await visit(sessions, oldCookie, async () => {
      await visit(sessions, `sessionid=${key}`, (session) => session.flush());
    });
    expect(late.key).toBeUndefined();
  });

  test("where the old cookie has the name of ours, the new one takes its place and is not dropped", async () => {
    const old = new OldLibrary();
    const sessions = adopting(old, new MemoryStore(), { cookieName: "old.sid" });
    const { seen, lines } = await visit(sessions, oldCookie);
    expect(seen).toBe("Ada");
    expect(lines).toEqual([expect.stringMatching(/^old\.sid=[a-z0-9]{32};/)]);
    const [again] = await Promise.all([visit(sessions, lines[0]!.split(";", 1)[0])]);
    expect(again).toMatchObject({ seen: "Ada", lines: [] });
  });

  test("several libraries: the first that has a session, and the cookies of all are dropped", async () => {
    const [one, two] = [new OldLibrary({}), new OldLibrary()];
    Object.assign(two, { cookies: [{ ...cookie, cookieName: "two" }] });
    const sessions = managerOf(new MemoryStore(), { adopt: [one, two] });
    const { seen, lines } = await visit(sessions, `${oldCookie}; two=1`);
    expect(seen).toBe("Ada");
    expect(lines.map((line) => line.split("=", 1)[0])).toEqual(["old.sid", "two", "sessionid"]);
  });
});

describe("what is not adopted", () => {
  test("a cookie that was altered: reported, and kept, so that a wrong secret can be mended", async () => {
    const old = new OldLibrary();
    const reports = await reportsOf(async () => {
      const answer = await visit(adopting(old), "old.sid=ada.forged");
      expect(answer).toMatchObject({ seen: undefined, lines: [] });
      // Not at every request: the browser goes on sending it.
      await visit(adopting(old), "old.sid=ada.forged");
    });
    expect(reports).toMatchObject([{ reason: "bad-signature", store: "old-library" }]);
    expect(old.store.size).toBe(1);
  });

  test("a session that has run out, or is gone: its cookie is dropped", async () => {
    const old = new OldLibrary();
    old.expiresAt = Date.now() - 1;
    const sessions = adopting(old);
    const reports = await reportsOf(async () => {
      expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, lines: [dropped] });
      old.store.clear();
      expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, lines: [dropped] });
    });
    expect(reports.map(({ reason }) => reason)).toEqual(["expired", "unknown-key"]);
  });

  test("one that the app does not want", async () => {
    const old = new OldLibrary();
    old.map = () => null;
    expect(await visit(adopting(old), oldCookie)).toMatchObject({ seen: undefined, lines: [dropped] });
  });

  test.each<[string, OldSessions["map"]]>([
    [
      "map throws",
      () => {
        throw new Error("user is not a number");
      },
    ],
    ["map rejects", () => Promise.reject(new Error("no"))],
    ["map returns nothing", () => undefined as never],
    ["data is no object", () => ({ data: null as never })],
    ["a value is not JSON", () => ({ data: { at: new Date() } })],
    ["the user is no text", () => ({ data: {}, user: 7 as never })],
    ["the expiry is none", () => ({ data: {}, expiry: Number.NaN })],
    ["it is too large", () => ({ data: { text: "x".repeat(1_048_577) } })],
  ])("%s: an empty session, a report, and the old session as it was", async (name, map) => {
    const [old, store] = [new OldLibrary(), new MemoryStore()];
    old.map = map;
    const reports = await reportsOf(async () => {
      expect(await visit(adopting(old, store), `about=${name}; ${oldCookie}`)).toMatchObject({
        seen: undefined,
        lines: [],
      });
    });
    expect(reports).toMatchObject([{ reason: "corrupted", store: "old-library" }]);
    expect(old.store.size).toBe(1);
    expect((await store.list({ limit: 10 })).sessions.size).toBe(0);
  });

  test("keys named like members of objects are keys", async () => {
    const old = new OldLibrary({ ada: JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "user": "Ada"}') });
    const { seen } = await visit(adopting(old), oldCookie, (session) => [...session.keys()]);
    expect(seen).toEqual(["__proto__", "constructor", "user"]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test("while the old store fails, looking at the session fails, and nobody is signed out", async () => {
    const old = new OldLibrary();
    old.wait = () => Promise.reject(new Error("connection refused"));
    const sessions = adopting(old);
    await expect(visit(sessions, oldCookie)).rejects.toThrow(/old-library session store failed to load.*refused/);
    expect(await visit(sessions, oldCookie, () => {})).toMatchObject({ lines: [] });
    old.wait = () => Promise.resolve();
    expect(await visit(sessions, oldCookie)).toMatchObject({ seen: "Ada" });
  });
});

describe("user and end", () => {
  test("map names the user, and the session's own end", async () => {
    const [old, store] = [new OldLibrary(), new MemoryStore()];
    old.map = ({ user }) => ({ data: { user }, user: "7", expiry: 3600 });
    const before = Date.now();
    const { key, lines } = await visit(adopting(old, store), oldCookie);
    const stored = await store.load(idOf(key!));
    expect(stored).toMatchObject({ user: "7", expiry: "3600", revision: 1 });
    expect(stored!.expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(lines[1]).toMatch(/Max-Age=3(600|599);/);
  });
});

describe("once", () => {
  /** Every old cookie that can be sent, with every order of the steps of the stores. */
  async function race(scheduler: fc.Scheduler, requests: number, replayable: boolean) {
    const [old, inner] = [new OldLibrary(), new MemoryStore()];
    if (replayable) old.replayableUntil = Date.now() + day;
    old.wait = (doing) => scheduler.schedule(Promise.resolve(), doing);
    const store = new Proxy(inner, {
      get(target, name: string) {
        const member: unknown = Reflect.get(target, name);
        if (!["load", "create", "delete", "commit"].includes(name)) return name.endsWith("Now") ? undefined : member;
        return async (...args: unknown[]) => {
          await scheduler.schedule(Promise.resolve(), name);
          return (member as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const sessions = adopting(old, store);
    const visits = Array.from({ length: requests }, (_, at) =>
      visit(sessions, oldCookie, (session) => session.set(`by${at}`, at)),
    );
    await scheduler.waitFor(Promise.all(visits));
    return { answers: await Promise.all(visits), inner, old };
  }

  test.each([false, true])(
    "requests at once make one session, with the changes of all (a cookie that nothing ends: %s)",
    async (replayable) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, requests) => {
          const { answers, inner, old } = await race(scheduler, requests, replayable);
          const keys = new Set(answers.map(({ key }) => key));
          expect(keys.size).toBe(1);
          const [key] = keys;
          expect(Object.keys(await texts(inner, key!)).length).toBe(1 + requests);
          // The session and the mark, and nothing that was made in vain.
          expect((await inner.list({ limit: 10 })).sessions.size).toBe(2);
          if (!replayable) expect(old.store.size).toBe(0);
        }),
        { numRuns: 200 },
      );
    },
  );

  test.each(["old load", "create", "mark", "old end"])("after a crash at %s nobody is signed out", async (step) => {
    const [old, inner] = [new OldLibrary(), new MemoryStore()];
    let creations = 0;
    let crashes = true;
    const crash = (here: string) => (crashes && here === step ? Promise.reject(new Error("crash")) : Promise.resolve());
    old.wait = crash;
    const { store } = counting(inner);
    const create: Store["create"] = async (id, session) => {
      await crash(creations++ === 0 ? "create" : "mark");
      return inner.create(id, session);
    };
    const crashing = new Proxy(store, {
      get: (target, name) => (name === "create" ? create : Reflect.get(target, name)),
    });
    const sessions = adopting(old, crashing);
    await expect(visit(sessions, oldCookie)).rejects.toThrow("crash");
    crashes = false;
    const done = new AbortController();
    fakeClock(Date.now() + handoverMs + 1, done.signal);
    try {
      const { seen, key } = await visit(sessions, oldCookie);
      expect(seen).toBe("Ada");
      expect(old.store.size).toBe(0);
      expect(await visit(sessions, oldCookie)).toMatchObject({ seen: "Ada", key });
    } finally {
      done.abort();
    }
  });

  test.each([false, true])(
    "a browser that missed the answer may come again for minutes, and then the old cookie leads nowhere (a cookie that nothing ends: %s)",
    async (replayable) => {
      const old = new OldLibrary();
      const start = Date.now();
      if (replayable) old.replayableUntil = start + day;
      const sessions = adopting(old);
      const { key } = await visit(sessions, oldCookie);
      expect(await visit(sessions, oldCookie)).toMatchObject({ seen: "Ada", key });
      const done = new AbortController();
      fakeClock(start + handoverMs + 60_000, done.signal);
      try {
        expect(await visit(sessions, oldCookie)).toMatchObject({ seen: undefined, lines: [dropped] });
      } finally {
        done.abort();
      }
    },
  );

  test("the store learns neither key nor old id", async () => {
    const store = new MemoryStore();
    const { key } = await visit(adopting(new OldLibrary(), store), oldCookie);
    const all = JSON.stringify([...(await store.list({ limit: 10 })).sessions].map(([id, s]) => [id, [...s.entries]]));
    expect(all).not.toContain(key);
    expect(all).not.toContain("ada");
  });
});
