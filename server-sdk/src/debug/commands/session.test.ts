import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type App, openApp } from "../../../tests/debug/app.ts";
import { askFor, debugCall, errorOf, type Panel } from "../../../tests/debug/asking.ts";
import { StoreError } from "../../core/errors.ts";
import type { Store } from "../../core/store.ts";
import { type CommandName, type SessionState, valueCap } from "../../protocol.ts";
import { MemoryStore } from "../../stores/memory.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const twoWeeks = 1_209_600;
const secret = "a secret for the tests, long enough";

let clock: FakeClock;
let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
  clock = fakeClock(start, ended.signal);
});
afterEach(() => ended.abort());

async function open(store: string, more: Parameters<typeof openApp>[0] = {}): Promise<App> {
  const app = await openApp({ secret, ...more, store });
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

async function live(panel: Panel): Promise<SessionState> {
  const reading = await panel.call("session.read", {});
  if (reading.state !== "live") throw new Error(`The session is ${reading.state}.`);
  return reading.session;
}

const texts = ({ entries }: SessionState) => Object.fromEntries(entries.map(({ key, text }) => [key, text]));
const maxAge = (line: string | undefined) => Number(/Max-Age=(-?\d+)/.exec(line ?? "")?.[1] ?? Number.NaN);

const serverStores = ["memory:", "sqlite"];
const everyStore = [...serverStores, "signed-cookie:"];

describe.each(everyStore)("on %s", (store) => {
  describe("session.read", () => {
    test("shows the whole session", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ visits: 3, cart: { items: ["mug"] }, name: "Zoë" });
      const { handle, ...session } = await live(panel);
      expect(handle).toMatch(/^[\w-]{16}$/);
      expect(session).toMatchObject({
        revision: 1,
        createdAt: start,
        modifiedAt: start,
        expiresAt: start + twoWeeks * 1000,
        expiry: { kind: "policy" },
        user: null,
        size: 6 + 1 + 4 + 17 + 4 + 6,
      });
      expect(session.entries.map(({ changed: _, ...entry }) => entry)).toEqual([
        { key: "visits", text: "3", size: 1, truncated: false, redacted: false },
        { key: "cart", text: '{"items":["mug"]}', size: 17, truncated: false, redacted: false },
        { key: "name", text: '"Zoë"', size: 6, truncated: false, redacted: false },
      ]);
    });

    test("tells no session from a session that is gone", async () => {
      const app = await open(store);
      const none = app.panel(null);
      const gone = app.panel("x".repeat(32));
      expect(await none.call("session.read", {})).toEqual({ state: "none", now: start });
      expect(await gone.call("session.read", {})).toEqual({ state: "gone", now: start });
    });

    test("changes nothing: no renewal, no cookie, no revision", async () => {
      const app = await open(store, { saveEveryRequest: true, idleTimeout: 600 });
      const panel = await app.signedIn({ a: 1 });
      const before = await live(panel);
      clock.advance(9 * minute);
      expect(await live(panel)).toEqual(before);
      clock.advance(minute);
      expect(await panel.call("session.read", {})).toMatchObject({ state: "gone" });
    });

    test("cuts long values between characters; session.value has them whole", async () => {
      const app = await open("memory:");
      // One character of two units lies across the cut.
      const long = `${"x".repeat(valueCap - 2)}😀 and more`;
      const panel = await app.signedIn({ long });
      const [entry] = (await live(panel)).entries;
      expect(entry).toMatchObject({ truncated: true, size: Buffer.byteLength(JSON.stringify(long)) });
      expect(entry!.text).toBe(`"${"x".repeat(valueCap - 2)}`);
      const whole = await panel.call("session.value", { key: "long" });
      expect(whole).toMatchObject({ truncated: false, text: JSON.stringify(long) });
    });

    test("does not take flash values", async () => {
      const app = await open(store);
      const panel = app.panel(await app.visit(null, (session) => session.flash("notice", "Saved.")));
      await live(panel);
      let taken: unknown;
      await app.visit(panel.cookie, (session) => {
        taken = session.takeFlash();
      });
      expect(taken).toEqual({ notice: ["Saved."] });
    });
  });

  describe("session.value", () => {
    test("refuses a key that is not there", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      expect(await panel.refusal("session.value", { key: "b" })).toMatchObject({ code: "bad-request" });
    });
  });

  describe("session.update", () => {
    test("sets and deletes what the panel saw, and leaves the rest", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: [1], c: "c" });
      clock.advance(minute);
      const { reading } = await panel.call("session.update", {
        set: { a: "2", "new key": '{ "x" : [ ] }' },
        delete: ["b"],
        expect: { a: "1", "new key": null, b: "[1]" },
      });
      expect(reading).toMatchObject({
        state: "live",
        session: { revision: 2, modifiedAt: start + minute, expiresAt: start + minute + twoWeeks * 1000 },
      });
      expect(texts(await live(panel))).toEqual({ a: "2", c: '"c"', "new key": '{"x":[]}' });
      expect(await app.data(panel.cookie)).toEqual({ a: 2, c: "c", "new key": { x: [] } });
    });

    test("writes nothing when one key differs, and names those that do", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 1, c: 1 });
      const refusal = await panel.refusal("session.update", {
        set: { a: "9", b: "9" },
        delete: ["c"],
        expect: { a: "1", b: "2", c: null, d: "4" },
      });
      expect(refusal).toMatchObject({ code: "conflict" });
      expect(refusal.keys?.toSorted()).toEqual(["b", "c", "d"]);
      expect(texts(await live(panel))).toEqual({ a: "1", b: "1", c: "1" });
      expect((await live(panel)).revision).toBe(1);
    });

    test("does not mind that other keys changed meanwhile", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 1 });
      panel.cookie = await app.visit(panel.cookie, (session) => session.set("b", 2));
      await panel.call("session.update", { set: { a: "7" }, delete: [], expect: { a: "1" } });
      expect(await app.data(panel.cookie)).toEqual({ a: 7, b: 2 });
    });

    test("carries keys that name parts of JavaScript objects", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const set = JSON.parse('{"constructor":"1","__proto__":"2","toString":"3"}');
      const expect_ = JSON.parse('{"constructor":null,"__proto__":null,"toString":null}');
      await panel.call("session.update", { set, delete: [], expect: expect_ });
      expect((await live(panel)).entries.map(({ key, text }) => [key, text])).toEqual([
        ["a", "1"],
        ["constructor", "1"],
        ["__proto__", "2"],
        ["toString", "3"],
      ]);
    });

    test("stores no text that the app would have written otherwise", async () => {
      const app = await open("memory:");
      const panel = await app.signedIn({ list: [1] });
      await panel.call("session.update", { set: { list: "[ 1.0,\n 2 ]" }, delete: [], expect: { list: "[1]" } });
      const { revision } = await live(panel);
      // The app hands the list out and compares it at commit: nothing may seem changed.
      await app.visit(panel.cookie, (session) => session.list);
      expect(await live(panel)).toMatchObject({ revision });
      expect(texts(await live(panel))).toEqual({ list: "[1,2]" });
    });

    test.each([
      ["deeper than a session may be", "[".repeat(600) + "]".repeat(600)],
      ["a number that is none", "1e999"],
    ])("refuses a value %s", async (_, text) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const refusal = await panel.refusal("session.update", { set: { a: text }, delete: [], expect: { a: "1" } });
      expect(refusal.code).toBe("invalid-params");
      expect((await live(panel)).revision).toBe(1);
    });

    test("refuses what is more than a session may take", async () => {
      const app = await open(store, { maxSize: 100 });
      const panel = await app.signedIn({ a: 1 });
      const long = JSON.stringify("x".repeat(96));
      const refusal = await panel.refusal("session.update", { set: { b: long }, delete: [], expect: { b: null } });
      expect(refusal.code).toBe("too-large");
      expect(texts(await live(panel))).toEqual({ a: "1" });
    });

    test("changes no session where there is none", async () => {
      const app = await open(store);
      const params = { set: { a: "1" }, delete: [], expect: { a: null } };
      expect((await app.panel(null).refusal("session.update", params)).code).toBe("no-session");
      expect((await app.panel("x".repeat(32)).refusal("session.update", params)).code).toBe("gone");
    });
  });

  describe("at a revision", () => {
    const atRevision = (revision: number): readonly (readonly [CommandName, never])[] =>
      [
        ["session.clear", { revision }],
        ["session.flush", { revision }],
        ["session.cycleKey", { revision }],
        ["session.setExpiry", { revision, expiry: { kind: "seconds", seconds: 60 } }],
        ["session.expire", { revision, where: "server" }],
        ["session.expire", { revision, where: "cookie" }],
        ["session.restore", { revision, entries: {}, expiry: { kind: "policy" } }],
      ] as never;

    test("nothing happens to a session that has moved on", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      panel.cookie = await app.visit(panel.cookie, (session) => session.set("a", 2));
      const before = await live(panel);
      for (const [command, params] of atRevision(1)) {
        expect(await panel.refusal(command, params), command).toMatchObject({ code: "stale-revision", revision: 2 });
      }
      expect(await live(panel)).toEqual(before);
    });

    test("nothing happens where there is no session", async () => {
      const app = await open(store);
      for (const [command, params] of atRevision(1)) {
        expect((await app.panel(null).refusal(command, params)).code, command).toBe("no-session");
        expect((await app.panel("x".repeat(32)).refusal(command, params)).code, command).toBe("gone");
      }
    });
  });

  describe("session.clear", () => {
    test("drops the data, and with it a custom expiry", async () => {
      const app = await open(store);
      const panel = app.panel(
        await app.visit(null, (session) => {
          session.update({ a: 1, b: 2 });
          session.setExpiry(300);
        }),
      );
      await panel.call("session.clear", { revision: 1 });
      expect(await live(panel)).toMatchObject({ revision: 2, entries: [], size: 0, expiry: { kind: "policy" } });
      expect(maxAge(panel.lines[0])).toBe(twoWeeks);
    });
  });

  describe("session.flush", () => {
    test("ends the session and has the cookie deleted", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const { reading } = await panel.call("session.flush", { revision: 1 });
      expect(reading.state).toBe("none");
      expect(panel.lines).toHaveLength(1);
      expect(panel.lines[0]).toMatch(
        /^sessionid=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly/,
      );
      expect(panel.cookie).toBeNull();
    });
  });

  describe("session.setExpiry", () => {
    test.each([
      ["seconds", { kind: "seconds", seconds: 300 }, start + 300_000, 300],
      ["a moment", { kind: "moment", at: start + 90_000 }, start + 90_000, 90],
      ["the browser's end", { kind: "browser-close" }, start + twoWeeks * 1000, Number.NaN],
      ["the policy", { kind: "policy" }, start + twoWeeks * 1000, twoWeeks],
    ] as const)("%s", async (_, expiry, expiresAt, age) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      await panel.call("session.setExpiry", { revision: 1, expiry });
      expect(await live(panel)).toMatchObject({ revision: 2, expiry, expiresAt });
      expect(panel.lines).toHaveLength(1);
      expect(maxAge(panel.lines[0])).toBe(age);
      let seen: unknown;
      await app.visit(panel.cookie, (session) => {
        seen = session.getExpireAtBrowserClose();
      });
      expect(seen).toBe(expiry.kind === "browser-close");
    });

    test("zero seconds mean the browser's end, as in Django", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      await panel.call("session.setExpiry", { revision: 1, expiry: { kind: "seconds", seconds: 0 } });
      expect(await live(panel)).toMatchObject({ expiry: { kind: "browser-close" } });
    });

    test("a moment that has passed ends the session", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const expiry = { kind: "moment", at: start - 1000 } as const;
      const { reading } = await panel.call("session.setExpiry", { revision: 1, expiry });
      expect(reading.state).toBe("gone");
      expect(await app.data(panel.cookie)).toBeNull();
    });

    test.each([
      { kind: "seconds", seconds: 1e300 },
      { kind: "moment", at: 1e300 },
    ] as const)("refuses %j", async (expiry) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      expect((await panel.refusal("session.setExpiry", { revision: 1, expiry })).code).toBe("invalid-params");
    });
  });

  describe("session.expire", () => {
    test("on the server: the session ends, the browser keeps its cookie", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const { reading } = await panel.call("session.expire", { revision: 1, where: "server" });
      expect(reading.state).toBe("gone");
      expect(panel.cookie).not.toBeNull();
      expect(await panel.call("session.read", {})).toMatchObject({ state: "gone" });
      expect(await app.data(panel.cookie)).toBeNull();
    });

    test("the cookie: the browser drops it, the session lives on", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const before = panel.cookie;
      const { reading } = await panel.call("session.expire", { revision: 1, where: "cookie" });
      expect(reading).toMatchObject({ state: "live", session: { revision: 1 } });
      expect(panel.cookie).toBeNull();
      expect(await app.data(before)).toEqual({ a: 1 });
    });
  });

  describe("session.restore", () => {
    test("makes a live session what it was", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 2 });
      panel.cookie = await app.visit(panel.cookie, (session) => {
        session.delete("a");
        session.set("c", 3);
      });
      const snapshot = { entries: { a: "1", b: "2" }, expiry: { kind: "seconds", seconds: 300 } } as const;
      await panel.call("session.restore", { revision: 2, ...snapshot, user: "ada" });
      expect(await live(panel)).toMatchObject({ revision: 3, expiry: snapshot.expiry, user: "ada" });
      expect(await app.data(panel.cookie)).toEqual({ a: 1, b: 2 });
      expect(maxAge(panel.lines[0])).toBe(300);
    });

    test("after a flush puts the state and the user into a new session with a new key", async () => {
      const app = await open(store);
      const panel = app.panel(
        await app.visit(null, (session) => {
          session.set("a", 1);
          session.bindUser("ada");
        }),
      );
      const old = panel.cookie;
      await panel.call("session.flush", { revision: 1 });
      clock.advance(minute);
      const { reading } = await panel.call("session.restore", {
        revision: null,
        entries: { a: "1" },
        expiry: { kind: "policy" },
        user: "ada",
      });
      expect(reading).toMatchObject({
        state: "live",
        session: { revision: 1, createdAt: start + minute, user: "ada" },
      });
      expect(panel.cookie).not.toBe(old);
      expect(maxAge(panel.lines[0])).toBe(twoWeeks);
      expect(await app.data(panel.cookie)).toEqual({ a: 1 });
    });
  });

  test("session.restore refuses more than a session may take, live or new", async () => {
    const app = await open(store, { maxSize: 100 });
    const panel = await app.signedIn({ a: 1 });
    const params = { entries: { a: JSON.stringify("x".repeat(98)) }, expiry: { kind: "policy" } } as const;
    expect((await panel.refusal("session.restore", { ...params, revision: 1 })).code).toBe("too-large");
    expect((await panel.refusal("session.restore", { ...params, revision: null })).code).toBe("too-large");
    expect(await app.data(panel.cookie)).toEqual({ a: 1 });
  });

  describe("redaction", () => {
    const data = { password: "hunter2", user: { name: "Ada", apiToken: "t0p" }, plain: 1 };

    test("shows neither hidden values nor hidden parts, whole or cut", async () => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      const { entries } = await live(panel);
      const user = { text: '{"name":"Ada","apiToken":"[redacted]"}', redacted: true };
      expect(entries).toMatchObject([
        { key: "password", text: "", size: 9, redacted: true },
        { key: "user", ...user },
        { key: "plain", text: "1", redacted: false },
      ]);
      expect(await panel.call("session.value", { key: "password" })).toMatchObject({ text: "", redacted: true });
      expect(await panel.call("session.value", { key: "user" })).toMatchObject(user);
      expect(JSON.stringify(await panel.call("session.read", {}))).not.toMatch(/hunter2|t0p/);
    });

    test.each([
      ["a hidden key written", { set: { password: '"x"' }, delete: [], expect: { password: null } }, "password"],
      ["a hidden key deleted", { set: {}, delete: ["password"], expect: { password: '"hunter2"' } }, "password"],
      ["a hidden key guessed", { set: {}, delete: [], expect: { password: '"hunter2"' } }, "password"],
      ["a new hidden key", { set: { secret: "1" }, delete: [], expect: { secret: null } }, "secret"],
      ["a key with hidden parts overwritten", { set: { user: "1" }, delete: [], expect: { user: "2" } }, "user"],
      ["hidden parts put in", { set: { plain: '{"token":1}' }, delete: [], expect: { plain: "1" } }, "plain"],
      ["the mark put in", { set: { plain: '{"token":"[redacted]"}' }, delete: [], expect: { plain: "1" } }, "plain"],
    ])("refuses %s", async (_, params, key) => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      expect(await panel.refusal("session.update", params)).toMatchObject({ code: "redacted", keys: [key] });
      expect(await app.data(panel.cookie)).toEqual(data);
    });

    test("restoring keeps what is hidden in a live session, and takes nothing hidden", async () => {
      const app = await open(store);
      const panel = await app.signedIn(data);
      const expiry = { kind: "policy" } as const;
      const wrong = { revision: 1, entries: { user: '{"apiToken":"[redacted]"}' }, expiry };
      expect((await panel.refusal("session.restore", wrong)).code).toBe("redacted");
      expect((await panel.refusal("session.restore", { ...wrong, revision: null })).code).toBe("redacted");
      await panel.call("session.restore", { revision: 1, entries: { other: "2" }, expiry });
      expect(await app.data(panel.cookie)).toEqual({ password: data.password, user: data.user, other: 2 });
    });
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("a plain edit leaves the cookie alone", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
    expect(panel.lines).toEqual([]);
  });

  test("no answer holds a key, but the cookie line of a new one", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const key = panel.cookie!;
    const answer = await app.sessions.endpoint!.handle(debugCall(askFor("session.read", {}, key)));
    expect(answer.body).not.toContain(key);
    await panel.call("session.cycleKey", { revision: 1 });
    expect(panel.lines).toEqual([expect.stringContaining(panel.cookie!)]);
    expect(JSON.stringify(await panel.call("session.read", {}))).not.toContain(panel.cookie);
  });

  test("session.cycleKey moves everything to a new key; the old one leads nowhere", async () => {
    const app = await open(store);
    const panel = app.panel(
      await app.visit(null, (session) => {
        session.set("a", 1);
        session.setExpiry(300);
      }),
    );
    const old = panel.cookie;
    const { handle } = await live(panel);
    await panel.call("session.cycleKey", { revision: 1 });
    expect(panel.cookie).not.toBe(old);
    expect(maxAge(panel.lines[0])).toBe(300);
    const after = await live(panel);
    expect(after).toMatchObject({ revision: 2, createdAt: start, expiry: { kind: "seconds", seconds: 300 } });
    expect(after.handle).not.toBe(handle);
    expect(await app.panel(old).call("session.read", {})).toMatchObject({ state: "gone" });
    expect(await app.data(panel.cookie)).toEqual({ a: 1 });
  });

  test("a flush takes the record away, and a request under way cannot bring it back", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const cookie = panel.cookie;
    const late = app.visit(cookie, async (session) => {
      session.set("b", 1);
      await panel.call("session.flush", { revision: 1 });
    });
    await expect(late).rejects.toMatchObject({ code: "SESSION_INTERRUPTED" });
    expect(await app.data(cookie)).toBeNull();
    expect((await app.sessions.stored.list({ limit: 10 })).sessions.size).toBe(0);
  });

  test("what changes between look and write is not overwritten, but told", async () => {
    const inner = store === "memory:" ? new MemoryStore() : (await open(store)).sessions.store;
    const racing = new RacingStore(inner as Store);
    const app = await openApp({ store: racing.store });
    onTestFinished(() => app[Symbol.asyncDispose]());
    const panel = await app.signedIn({ a: 1 });
    for (const [command, params] of [
      ["session.clear", { revision: 1 }],
      ["session.flush", { revision: 1 }],
      ["session.cycleKey", { revision: 1 }],
      ["session.expire", { revision: 1, where: "server" }],
      ["session.setExpiry", { revision: 1, expiry: { kind: "policy" } }],
      ["session.restore", { revision: 1, entries: {}, expiry: { kind: "policy" } }],
    ] as const) {
      const { revision } = await live(panel);
      racing.before = () => app.visit(panel.cookie, (session) => session.set("a", `${command} lost`));
      const refusal = await panel.refusal(command as "session.clear", { ...params, revision } as never);
      expect(refusal, command).toMatchObject({ code: "stale-revision", revision: revision + 1 });
      expect(await app.data(panel.cookie)).toEqual({ a: `${command} lost` });
    }
  });

  test("a session that goes between look and write is gone", async () => {
    const racing = new RacingStore(new MemoryStore());
    const app = await openApp({ store: racing.store });
    onTestFinished(() => app[Symbol.asyncDispose]());
    const panel = await app.signedIn({ a: 1 });
    racing.before = () => app.visit(panel.cookie, (session) => session.flush());
    const refusal = await panel.refusal("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
    expect(refusal.code).toBe("gone");
  });
});

test("a sealed session changes by another cookie", async () => {
  const app = await open("signed-cookie:");
  const panel = await app.signedIn({ a: 1 });
  const { handle } = await live(panel);
  const before = panel.cookie;
  await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
  expect(panel.cookie).not.toBe(before);
  expect(maxAge(panel.lines[0])).toBe(twoWeeks);
  expect((await live(panel)).handle).toBe(handle);
});

test("a sealed session that a browser would drop is refused", async () => {
  const app = await open("signed-cookie:");
  const panel = await app.signedIn({ a: 1 });
  const text = JSON.stringify("x".repeat(5000));
  const refusal = await panel.refusal("session.update", { set: { a: text }, delete: [], expect: { a: "1" } });
  expect(refusal).toMatchObject({ code: "too-large", message: expect.stringContaining("4096") });
});

test("a store that fails is told from a session that is gone", async () => {
  const store = new MemoryStore();
  const app = await openApp({ store });
  onTestFinished(() => app[Symbol.asyncDispose]());
  const panel = await app.signedIn({ a: 1 });
  store.load = () => Promise.reject(new Error("connection refused"));
  const answer = await app.sessions.endpoint!.handle(debugCall(askFor("session.read", {}, panel.cookie)));
  expect(answer.status).toBe(503);
  expect(errorOf(answer)).toMatchObject({
    code: "store-failed",
    message: expect.stringContaining("connection refused"),
  });
  store.load = () => Promise.reject(new StoreError("load", "Memory", "late"));
  expect((await panel.refusal("session.read", {})).code).toBe("store-failed");
});

/** Lets something happen right before the next commit or rotation. */
class RacingStore {
  before: (() => Promise<unknown>) | undefined;
  readonly store: Store;

  constructor(inner: Store) {
    this.store = new Proxy(inner, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        if (property !== "commit" && property !== "rotate") return member.bind(target);
        return async (...args: unknown[]) => {
          const { before } = this;
          this.before = undefined;
          await before?.();
          return member.apply(target, args);
        };
      },
    });
  }
}
