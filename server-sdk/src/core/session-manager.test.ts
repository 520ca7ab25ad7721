/** One request's way through the SDK: what is asked of the store, what reaches the browser, and what never happens. */

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryStore } from "../stores/memory.ts";
import { SignedCookieStore } from "../stores/signed-cookie.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { HeadersSentError, KeyError, SessionInterruptedError, SessionTooLargeError, StoreError } from "./errors.ts";
import {
  committing,
  loading,
  type RejectedEvent,
  type RequestEvent,
  rejected,
  requestDone,
  type TraceContext,
} from "./events.ts";
import type { Exchange } from "./exchange.ts";
import { memberNames, type Session } from "./property-access.ts";
import { newSessionKey, type SessionKey, sessionIdOf } from "./session-key.ts";
import { SessionManager } from "./session-manager.ts";
import { parseSettings, type SettingsInput } from "./settings.ts";
import type { ClientStore, Store } from "./store.ts";

type Data = Record<string, unknown>;

class FakeExchange implements Exchange {
  readonly method = "POST";
  readonly path = "/cart/add";
  readonly secure = false;
  sent = false;
  status = 200;
  readonly headers: [string, string][] = [];
  readonly cookieHeader: string | undefined;
  constructor(cookieHeader?: string) {
    this.cookieHeader = cookieHeader;
  }
  addHeader(name: string, value: string): void {
    this.headers.push([name, value]);
  }
  header(name: string): string | undefined {
    return this.headers.find(([given]) => given === name)?.[1];
  }
  get cookieSet(): string | undefined {
    return /^sessionid=([^;]+);/.exec(this.header("Set-Cookie") ?? "")?.[1];
  }
}

/** Counts the calls; `waiting` hides the synchronous load, as of a store behind a network. */
function counting(inner: Store, waiting = false): { store: Store; calls: string[] } {
  const calls: string[] = [];
  const store = new Proxy(inner, {
    get(target, name: string) {
      if (waiting && name === "loadNow") return undefined;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        calls.push(name);
        return member.apply(target, args);
      };
    },
  });
  return { store, calls };
}

const managerOf = (store: Store | ClientStore, input: SettingsInput = {}) =>
  new SessionManager<Data>(parseSettings(input), store, undefined);

async function request(
  sessions: SessionManager<Data>,
  cookie: string | undefined,
  handler: (session: Session<Data>, exchange: FakeExchange) => unknown,
): Promise<FakeExchange> {
  const exchange = new FakeExchange(cookie === undefined ? undefined : `sessionid=${cookie}`);
  const session = await sessions.open(exchange);
  await handler(session, exchange);
  await sessions.commit(session);
  return exchange;
}

async function visitor(sessions: SessionManager<Data>, data: Data): Promise<string> {
  const exchange = await request(sessions, undefined, (session) => session.update(data));
  return exchange.cookieSet!;
}

/** Every report while the work is done. */
async function reportsOf(work: () => Promise<unknown>): Promise<RejectedEvent[]> {
  const reports: RejectedEvent[] = [];
  const listen = (event: unknown) => void reports.push(event as RejectedEvent);
  rejected.subscribe(listen);
  await work();
  rejected.unsubscribe(listen);
  return reports;
}

const idOf = (key: string) => sessionIdOf(key as SessionKey);
const texts = async (store: Store, key: string) => Object.fromEntries((await store.load(idOf(key)))?.entries ?? []);

describe.each([
  ["a store that answers at once", false],
  ["a store that has to be waited for", true],
])("nothing for nothing, on %s", (_, waiting) => {
  test("a stranger who stores nothing costs no call and gets no header", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const exchange = await request(managerOf(store), undefined, () => {});
    expect([calls, exchange.headers]).toEqual([[], []]);
  });

  test("a stranger who is looked at gets Vary and nothing else", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const exchange = await request(managerOf(store), undefined, (session) => session.get("a"));
    expect([calls, exchange.headers]).toEqual([[], [["Vary", "Cookie"]]]);
  });

  test("reading is one load and no write", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1, b: { c: 1 } });
    calls.length = 0;
    const exchange = await request(sessions, key, (session) => [session.a, session.b, { ...session }]);
    expect(calls).toEqual([waiting ? "load" : "loadNow"]);
    expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
  });

  test("a cookie that cannot be ours asks no store", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    for (const value of ["../../etc/passwd", "x".repeat(500), "' OR 1=1 --", "%00", "Z".repeat(32)]) {
      const exchange = await request(managerOf(store), value, (session) => session.get("a"));
      expect(exchange.header("Set-Cookie")).toMatch(/^sessionid=;.*Max-Age=0/);
    }
    expect(calls).toEqual([]);
  });

  test("an equal value renews the expiry and writes no data", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    calls.length = 0;
    const exchange = await request(sessions, key, (session) => session.set("a", 1));
    expect(calls).toEqual([waiting ? "load" : "loadNow", "touch"]);
    expect(exchange.cookieSet).toBe(key);
  });

  test("a change is one commit", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { cart: { items: [1] } });
    calls.length = 0;
    await request(sessions, key, (session) => (session.cart as { items: number[] }).items.push(2));
    expect(calls).toEqual([waiting ? "load" : "loadNow", "commit"]);
    expect(await texts(store, key)).toEqual({ cart: '{"items":[1,2]}' });
  });
});

test("cycleKey, setExpiry and clear alone on a stranger store nothing and set no cookie", async () => {
  const { store, calls } = counting(new MemoryStore());
  const exchange = await request(managerOf(store), undefined, async (session) => {
    await session.cycleKey();
    session.setExpiry(60);
    session.clear();
  });
  expect([calls, exchange.headers]).toEqual([[], [["Vary", "Cookie"]]]);
});

test("a login that clears and cycles first works with a cookie that has run out, as with none", async () => {
  const store = new MemoryStore();
  const exchange = await request(managerOf(store), "z".repeat(32), async (session) => {
    session.clear();
    await session.cycleKey();
    session.user = "ada";
  });
  expect(exchange.cookieSet).toMatch(/^[a-z0-9]{32}$/);
  expect(exchange.cookieSet).not.toBe("z".repeat(32));
  expect(await texts(store, exchange.cookieSet!)).toEqual({ user: '"ada"' });
});

test("an unknown key that is only marked as modified makes no record", async () => {
  const { store, calls } = counting(new MemoryStore());
  const exchange = await request(managerOf(store), "z".repeat(32), (session) => {
    session.modified = true;
  });
  expect(calls).toEqual(["loadNow"]);
  expect(exchange.header("Set-Cookie")).toBeUndefined();
});

test("a store that answers at once is not asked about a session nobody looks at", async () => {
  const { store, calls } = counting(new MemoryStore());
  const sessions = managerOf(store);
  const key = await visitor(sessions, { a: 1 });
  calls.length = 0;
  await request(sessions, key, () => {});
  expect(calls).toEqual([]);
});

describe("Vary: Cookie", () => {
  /** Every way to learn something from a session or to change it, by the member it uses. */
  const looks: readonly [string, (session: Session<Data>) => unknown][] = [
    ["get", (s) => s.get("a")],
    ["get", (s) => s.get("absent", 1)],
    ["get", (s) => s.a],
    ["has", (s) => s.has("a")],
    ["has", (s) => "a" in s],
    ["has", (s) => Object.hasOwn(s, "a")],
    ["has", (s) => Object.getOwnPropertyDescriptor(s, "a")],
    ["size", (s) => s.size],
    ["keys", (s) => [...s.keys()]],
    ["keys", (s) => Object.keys(s)],
    ["values", (s) => [...s.values()]],
    ["items", (s) => [...s.items()]],
    ["items", (s) => [...s]],
    ["items", (s) => ({ ...s })],
    ["items", (s) => Object.entries(s)],
    ["items", (s) => structuredClone({ ...s })],
    ["items", (s) => Object.assign({}, s)],
    ["toJSON", (s) => JSON.stringify(s)],
    ["toJSON", (s) => s.toJSON()],
    ["sessionKey", (s) => s.sessionKey],
    ["isEmpty", (s) => s.isEmpty()],
    ["boundUser", (s) => s.boundUser],
    ["set", (s) => s.set("a", 2)],
    ["set", (s) => Object.assign(s, { b: 1 })],
    ["del", (s) => s.del("a")],
    ["delete", (s) => s.delete("a")],
    ["delete", (s) => delete s.a],
    ["pop", (s) => s.pop("a", null)],
    ["setDefault", (s) => s.setDefault("a", 1)],
    ["update", (s) => s.update({})],
    ["update", (s) => s.update("a", () => 2)],
    ["clear", (s) => s.clear()],
    ["flush", (s) => s.flush()],
    ["cycleKey", (s) => s.cycleKey()],
    ["setExpiry", (s) => s.setExpiry(60)],
    ["setExpiry", (s) => s.setExpiry(null)],
    ["getExpiryAge", (s) => s.getExpiryAge()],
    ["getExpiryDate", (s) => s.getExpiryDate()],
    ["getExpireAtBrowserClose", (s) => s.getExpireAtBrowserClose()],
    ["setTestCookie", (s) => s.setTestCookie()],
    ["testCookieWorked", (s) => s.testCookieWorked()],
    ["deleteTestCookie", (s) => s.deleteTestCookie()],
    ["bindUser", (s) => s.bindUser("ada")],
    ["flash", (s) => s.flash("success", "saved")],
    ["takeFlash", (s) => s.takeFlash()],
  ];
  const cases = looks
    .flatMap(([member, look]) =>
      [false, true].flatMap((saveEveryRequest) =>
        ["nobody", "a stranger", "somebody"].map(
          (who) => [member, String(look).slice(7), who, saveEveryRequest, look] as const,
        ),
      ),
    )
    // Fails as every commit to a session that is gone.
    .filter(([member, , who]) => member !== "clear" || who !== "a stranger");

  test.each(cases)("%s, %s by %s (saveEveryRequest: %s)", async (_, __, who, saveEveryRequest, look) => {
    const sessions = managerOf(new MemoryStore(), { saveEveryRequest });
    const known = await visitor(sessions, { a: 1, testcookie: "worked" });
    const cookie = { nobody: undefined, "a stranger": "z".repeat(32), somebody: known }[who];
    const exchange = await request(sessions, cookie, async (session) => {
      try {
        await look(session);
      } catch (error) {
        expect(error).toBeInstanceOf(KeyError);
      }
    });
    expect(exchange.header("Vary")).toBe("Cookie");
  });

  test("every member is in the table, but those that tell nothing of the visitor", () => {
    const silent = ["constructor", "then", "accessed", "modified", "getSessionCookieAge"];
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    const members = memberNames().filter((name) => ![...silent, ...inherited].includes(name));
    expect([...new Set(looks.map(([member]) => member))].sort()).toEqual(members);
  });
});

describe("no lost updates", () => {
  test("two requests that change different keys both survive", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { shared: 0 });
    await request(sessions, key, async (outer) => {
      outer.a = 1;
      await request(sessions, key, (inner) => inner.set("b", 2));
      await request(sessions, key, (inner) => inner.delete("shared"));
    });
    expect(await texts(store, key)).toEqual({ a: "1", b: "2" });
  });

  test("a setExpiry elsewhere is not undone by a request that began before it", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    await request(sessions, key, async (outer) => {
      outer.a = 2;
      await request(sessions, key, (inner) => inner.setExpiry(60));
    });
    const stored = await store.load(idOf(key));
    expect(stored!.expiry).toBe("60");
    expect(stored!.expiresAt - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test("update(key, fn) counts every one of many concurrent requests", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { visits: 0 });
    const visits = Array.from({ length: 12 }, () =>
      request(sessions, key, async (session) => {
        session.update("visits", (n) => Number(n) + 1);
        await Promise.resolve();
      }),
    );
    await Promise.all(visits);
    expect(await texts(store, key)).toEqual({ visits: "12" });
  });
});

test("flash values put by at the same time all wait for the next page, by kind and in order, and only for that", async () => {
  const sessions = managerOf(new MemoryStore());
  const key = await visitor(sessions, { a: 1 });
  await request(sessions, key, async (outer) => {
    outer.flash("success", "saved");
    await request(sessions, key, (inner) => inner.flash("error", { code: 7 }));
    outer.flash("success", "sent");
  });
  let taken: unknown[] = [];
  const page = (session: Session<Data>) => {
    taken = [session.takeFlash(), session.takeFlash()];
  };
  await request(sessions, key, page);
  expect(taken).toEqual([{ error: [{ code: 7 }], success: ["saved", "sent"] }, {}]);
  const { headers } = await request(sessions, key, page);
  expect(taken).toEqual([{}, {}]);
  expect(headers).toEqual([["Vary", "Cookie"]]);
});

test("a flash value put by while a page takes the others is not lost: it waits for the next page", async () => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { a: 1 });
  const put = (kind: string, value: string) => request(sessions, key, (session) => session.flash(kind, value));
  let taken: unknown;
  const page = (meanwhile: () => Promise<unknown>) =>
    request(sessions, key, async (session) => {
      session.flash("own", "seen");
      taken = session.takeFlash();
      await meanwhile();
    });
  await put("success", "one");
  await page(async () => {
    await put("success", "two");
    await put("constructor", "three");
  });
  expect(taken).toEqual({ success: ["one"], own: ["seen"] });
  await page(async () => {});
  expect(taken).toEqual({ success: ["two"], constructor: ["three"], own: ["seen"] });
  await put("success", "four");
  await page(() => request(sessions, key, (session) => session.takeFlash()));
  expect(await texts(store, key)).toEqual({ a: "1" });
});

describe("no resurrection", () => {
  test.each<[string, (session: Session<Data>) => unknown]>([
    ["a change", (session) => session.set("b", 2)],
    ["an equal value", (session) => session.set("a", 1)],
    ["cycleKey", (session) => session.cycleKey()],
    ["setExpiry", (session) => session.setExpiry(60)],
    ["clear", (session) => session.clear()],
  ])("%s on a session that was flushed meanwhile fails with 400 and stores nothing", async (_, act) => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = new FakeExchange(`sessionid=${key}`);
    const session = await sessions.open(exchange);
    session.get("a");
    await request(sessions, key, (other) => other.flush());
    await act(session);
    await expect(sessions.commit(session)).rejects.toThrow(SessionInterruptedError);
    expect(exchange.headers).toEqual([]);
    expect((await store.list({ limit: 10 })).sessions.size).toBe(0);
  });

  test("a request that only read is not bothered", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store, { saveEveryRequest: true });
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session) => {
      session.get("a");
      await request(sessions, key, (other) => other.flush());
    });
    expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
  });

  test("a cycled key is dead for requests under way", async () => {
    const sessions = managerOf(new MemoryStore());
    const key = await visitor(sessions, { a: 1 });
    const late = request(sessions, key, async (session) => {
      session.get("a");
      await request(sessions, key, (other) => other.cycleKey());
      session.b = 2;
    });
    await expect(late).rejects.toThrow(SessionInterruptedError);
  });
});

describe("flush and cycleKey", () => {
  test("flush acts at once, and the cookie goes whatever the status", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session, exchange) => {
      await session.flush();
      expect(await store.load(idOf(key))).toBeNull();
      exchange.status = 503;
    });
    expect(exchange.header("Set-Cookie")).toMatch(/^sessionid=;.*Max-Age=0/);
  });

  test("a flushed session that is written again is a new one under a new key", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session) => {
      await session.flush();
      session.b = 2;
    });
    expect(exchange.cookieSet).not.toBe(key);
    expect(await texts(store, exchange.cookieSet!)).toEqual({ b: "2" });
    expect(await store.load(idOf(key))).toBeNull();
  });

  test("cycleKey moves everything in one step, and a status of 500 leaves everything as it was", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const failed = await request(sessions, key, async (session, exchange) => {
      await session.cycleKey();
      session.b = 2;
      exchange.status = 500;
    });
    expect(failed.header("Set-Cookie")).toBeUndefined();
    expect(await texts(store, key)).toEqual({ a: "1" });
    let announced: string | null = null;
    const cycled = await request(sessions, key, async (session) => {
      await session.cycleKey();
      announced = session.sessionKey;
      session.b = 2;
    });
    expect(cycled.cookieSet).toBe(announced);
    expect(await texts(store, cycled.cookieSet!)).toEqual({ a: "1", b: "2" });
    expect(await store.load(idOf(key))).toBeNull();
  });
});

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

  test("10,000 hostile values ask no store, are adopted by nobody and pass no more than a deletion on", async () => {
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
        for (const [name, line] of exchange.headers)
          expect([name, line]).toEqual(
            name === "Vary" ? [name, "Cookie"] : ["Set-Cookie", expect.stringMatching(/^sessionid=; Max-Age=0;/)],
          );
      }),
      { numRuns: 10_000 },
    );
    expect(calls).toEqual([]);
  });
});

test("a stored text that is no JSON runs nothing, is no value, and is reported once", async () => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { good: 1 });
  const poison = [
    "{broken",
    "",
    "undefined",
    "NaN",
    "[1,]",
    "(() => { globalThis.polluted = 1 })()",
    "_$$ND_FUNC$$_function(){}()",
  ];
  const change = { clear: false, delete: new Set<string>(), modifiedAt: Date.now() };
  const set = new Map(poison.map((text, index) => [`bad${index}`, text]));
  await store.commit(idOf(key), { ...change, set, expiry: { from: null, expiresAt: Date.now() + 60_000 } });
  const reports = await reportsOf(() =>
    request(sessions, key, (session) => {
      for (const name of set.keys()) expect([session.get(name), session[name]]).toEqual([undefined, undefined]);
      expect(JSON.parse(JSON.stringify(session))).toEqual({ good: 1 });
      session.good = 2;
    }),
  );
  expect(reports.map(({ detail }) => detail)).toEqual(
    [...set.keys()].map((name) => `the text of "${name}" is not JSON`),
  );
  expect(globalThis).not.toHaveProperty("polluted");
  // What was not touched stays for whoever looks into it.
  expect(await texts(store, key)).toEqual({ ...Object.fromEntries(set), good: "2" });
});

describe("failures", () => {
  const failing = (method: keyof Store): Store => {
    const inner = new MemoryStore();
    return new Proxy(inner, {
      get(target, name) {
        if (name === "loadNow") return undefined;
        if (name === method) return () => Promise.reject(new Error("connection refused"));
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  };

  test("a store that cannot load is the error of whoever looks, not of those who do not", async () => {
    const sessions = managerOf(failing("load"));
    await request(sessions, "a".repeat(32), () => {});
    await expect(request(sessions, "a".repeat(32), (session) => session.get("a"))).rejects.toThrow(StoreError);
  });

  test.each(["create", "delete"] as const)(
    "a store that cannot %s is an error, and nothing is sent",
    async (method) => {
      const sessions = managerOf(failing(method));
      const exchange = new FakeExchange(method === "delete" ? `sessionid=${"a".repeat(32)}` : undefined);
      const session = await sessions.open(exchange);
      const act = async () => {
        if (method === "delete") await session.flush();
        session.a = 1;
        await sessions.commit(session);
      };
      await expect(act()).rejects.toThrow(/connection refused/);
      await expect(act()).rejects.toMatchObject({ status: expect.any(Number) });
      expect(exchange.headers).toEqual([]);
    },
  );

  test("a change after the headers have gone is an error", async () => {
    const sessions = managerOf(new MemoryStore());
    const late = request(sessions, undefined, (session, exchange) => {
      exchange.sent = true;
      session.a = 1;
    });
    await expect(late).rejects.toThrow(HeadersSentError);
  });

  test("more than maxSize is refused with its size, at the byte", async () => {
    const sessions = managerOf(new MemoryStore(), { maxSize: 100 });
    const fits = "x".repeat(97); // key 1, quotes 2
    await request(sessions, undefined, (session) => session.set("k", fits));
    const tooLarge = request(sessions, undefined, (session) => session.set("k", `${fits}x`));
    await expect(tooLarge).rejects.toThrow(SessionTooLargeError);
    await expect(tooLarge).rejects.toThrow("101 bytes");
  });
});

describe("lifetime", () => {
  test("the cookie carries the expiry the session has", async () => {
    const sessions = managerOf(new MemoryStore());
    const cookieOf = async (act: (session: Session<Data>) => void) =>
      (
        await request(sessions, undefined, (session) => {
          session.a = 1;
          act(session);
        })
      ).header("Set-Cookie")!;
    expect(await cookieOf(() => {})).toContain("Max-Age=1209600");
    expect(await cookieOf((session) => session.setExpiry(300))).toContain("Max-Age=300");
    expect(await cookieOf((session) => session.setExpiry(0))).not.toMatch(/Max-Age|Expires/);
    expect(await cookieOf((session) => session.setExpiry(-10))).toContain("Max-Age=-10");
  });
});

describe("a session that lives in its cookie", () => {
  const sealed = (input?: SettingsInput) =>
    managerOf(new SignedCookieStore({ secret: "a secret of sixteen or more" }), input);

  test("comes back, changes, and goes", async () => {
    const sessions = sealed();
    const cookie = await visitor(sessions, { a: 1 });
    const changed = await request(sessions, cookie, (session) => {
      expect(session.a).toBe(1);
      session.b = 2;
    });
    await request(sessions, changed.cookieSet, (session) => expect({ ...session }).toEqual({ a: 1, b: 2 }));
    const gone = await request(sessions, changed.cookieSet, (session) => session.flush());
    expect(gone.header("Set-Cookie")).toMatch(/^sessionid=;.*Max-Age=0/);
  });

  test("a copy of it works on after a logout, as the documents say: there is nothing to end", async () => {
    const sessions = sealed();
    const copy = await visitor(sessions, { user: "ada" });
    await request(sessions, copy, (session) => session.flush());
    await request(sessions, copy, (session) => expect(session.user).toBe("ada"));
  });

  test("more than a browser keeps is refused before anything is sent; what it has goes on working", async () => {
    const sessions = sealed();
    const cookie = await visitor(sessions, { a: 1 });
    const exchange = new FakeExchange(`sessionid=${cookie}`);
    const session = await sessions.open(exchange);
    session.large = "x".repeat(4000);
    await expect(sessions.commit(session)).rejects.toThrow(SessionTooLargeError);
    expect(exchange.headers).toEqual([]);
    await request(sessions, cookie, (again) => expect({ ...again }).toEqual({ a: 1 }));
  });

  test("one of an older secret is read, and sealed with the newest at its next change", async () => {
    const [older, newer] = ["the secret of last year", "the secret of this year"];
    const cookie = await visitor(managerOf(new SignedCookieStore({ secret: older })), { a: 1 });
    const changed = await request(managerOf(new SignedCookieStore({ secret: [newer, older] })), cookie, (session) =>
      session.set("b", 2),
    );
    const afterwards = managerOf(new SignedCookieStore({ secret: newer }));
    await request(afterwards, changed.cookieSet, (session) => expect({ ...session }).toEqual({ a: 1, b: 2 }));
    await request(afterwards, cookie, (session) => expect({ ...session }).toEqual({}));
  });

  test("of two that open none is deleted but by a logout", async () => {
    const sessions = sealed();
    const both = `${await visitor(sessions, { who: "own" })}; sessionid=${await visitor(sessions, { who: "planted" })}`;
    const read = await request(sessions, both, (session) => expect(session.get("who")).toBeUndefined());
    expect(read.header("Set-Cookie")).toBeUndefined();
    const out = await request(sessions, both, (session) => {
      session.get("who");
      return session.flush();
    });
    expect(out.header("Set-Cookie")).toMatch(/^sessionid=; Max-Age=0/);
  });

  test("one that runs out while a request is under way is not sealed anew; who only read is not bothered", async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const clock = fakeClock(Date.now(), stop.signal);
    const sessions = sealed({ saveEveryRequest: true });
    const late = async (act: (session: Session<Data>) => unknown) =>
      request(sessions, await visitor(sessions, { a: 1 }), (session) => {
        session.get("a");
        clock.advance(1_209_600_000);
        return act(session);
      });
    expect((await late(() => {})).headers).toEqual([["Vary", "Cookie"]]);
    await expect(late((session) => session.set("a", 2))).rejects.toThrow(SessionInterruptedError);
  });

  test("a forged one is empty and deleted, and reported once", async () => {
    let exchange: FakeExchange | undefined;
    const reports = await reportsOf(async () => {
      exchange = await request(sealed(), "forged-and-long-enough", (session) =>
        expect(session.get("a")).toBeUndefined(),
      );
    });
    expect(exchange?.header("Set-Cookie")).toMatch(/^sessionid=;/);
    expect(reports).toHaveLength(1);
  });
});

describe("events", () => {
  test.each([true, false])("loads and commits are spans of tracing (a store that waits: %s)", async (waiting) => {
    const sessions = managerOf(counting(new MemoryStore(), waiting).store);
    const key = await visitor(sessions, { a: 1 });
    const spans: string[] = [];
    const on = (name: string) => ({
      start: (context: object) => void spans.push(`${name} ${(context as TraceContext).path} begins`),
      error: () => void spans.push(`${name} fails`),
      end: () => {},
      asyncStart: () => {},
      asyncEnd: () => {},
    });
    const [onLoad, onCommit] = [on("load"), on("commit")];
    loading.subscribe(onLoad as never);
    committing.subscribe(onCommit as never);
    await request(sessions, key, (session) => session.set("a", 2));
    loading.unsubscribe(onLoad as never);
    committing.unsubscribe(onCommit as never);
    await request(sessions, key, (session) => session.set("a", 3));
    expect(spans).toEqual(["load /cart/add begins", "commit /cart/add begins"]);
  });

  test("tell what a request did, with texts before and after, and never a key", async () => {
    const sessions = managerOf(new MemoryStore());
    const key = await visitor(sessions, { a: 1, gone: true });
    const events: RequestEvent[] = [];
    const listen = (event: unknown) => events.push(event as RequestEvent);
    requestDone.subscribe(listen);
    await request(sessions, key, (session) => {
      session.a = Number(session.a) + 1;
      session.delete("gone");
      session.fresh = [];
    });
    await request(sessions, key, async (session) => session.cycleKey());
    requestDone.unsubscribe(listen);
    expect(events[0]).toMatchObject({
      method: "POST",
      path: "/cart/add",
      status: 200,
      outcome: "stored",
      revision: 2,
      read: ["a"],
      setCookie: "set",
      id: idOf(key),
      previousId: null,
    });
    expect(Object.fromEntries(events[0]!.changes)).toEqual({
      a: { before: "1", after: "2" },
      gone: { before: "true", after: null },
      fresh: { before: null, after: "[]" },
    });
    expect(events[1]).toMatchObject({ outcome: "rotated", previousId: idOf(key) });
    expect(JSON.stringify(events)).not.toContain(key);
  });
});
