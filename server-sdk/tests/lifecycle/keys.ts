/** Keys that the SDK did not create are refused; keys that it created work until they are cycled or flushed. */

import { expect } from "vitest";
import type { Handler, LifecycleCase } from "./life.ts";

/** Keys that were never issued; some try to name another file, row or cache entry. */
const inventedKeys = [
  "z".repeat(32),
  "12345678",
  "../../a/b",
  "a\\b\\c\\d\\e",
  "x".repeat(1240),
  "a b c d e f g",
  "ééééééééé",
  "' OR 1=1 --",
  "e30:1x8elk:nothing-that-we-signed",
];

const untouched: Handler = () => {};
const acts: Readonly<Record<string, Handler>> = {
  read: (session) => session.get("a"),
  flush: (session) => session.flush(),
  clear: (session) => session.clear(),
  "cycle the key": (session) => session.cycleKey(),
  "set an expiry": (session) => {
    session.get("a");
    session.setExpiry(60);
  },
};

export const keyCases: readonly LifecycleCase[] = [
  {
    name: "a cookie too short to be a key makes an empty session though nobody looks; from eight characters on it takes a look",
    ports: [
      "SessionTestsMixin.test_session_key_empty_string_invalid",
      "SessionTestsMixin.test_session_key_too_short_invalid",
      "SessionTestsMixin.test_session_key_valid_string_saved",
    ],
    run: async (life) => {
      const visitor = await life.visitor();
      for (const value of ["", "1", "1234567", "12345678"]) {
        visitor.jar = value;
        expect(await visitor.visit(untouched), value).toEqual({ setCookie: null, deleted: false, vary: false });
        await visitor.visit((session) => {
          expect(session.isEmpty(), value).toBe(value.length < 8);
          session.get("a");
          expect(session.isEmpty(), value).toBe(true);
        });
      }
    },
  },
  {
    name: "an invented key costs nothing until somebody looks, never makes a record, and is left alone but by a logout",
    ports: [
      "SessionTestsMixin.test_session_load_does_not_create_record",
      "CacheDBSessionTests.test_load_overlong_key",
      "CacheSessionTests.test_load_overlong_key",
      "FileSessionTests.test_invalid_key_backslash",
      "FileSessionTests.test_invalid_key_forwardslash",
    ],
    run: async (life) => {
      const before = await life.count();
      const visitor = await life.visitor();
      for (const key of inventedKeys) {
        visitor.jar = key;
        expect(await visitor.visit(untouched), key).toEqual({ setCookie: null, deleted: false, vary: false });
        for (const [name, act] of Object.entries(acts)) {
          visitor.jar = key;
          const answer = await visitor.visit(async (session) => {
            await act(session);
            if (name !== "cycle the key") expect(session.sessionKey).toBeNull();
          });
          expect(answer, `${name}: ${key}`).toMatchObject({ deleted: name === "flush", vary: true });
          expect(visitor.jar).toBe(name === "flush" ? null : key);
        }
      }
      expect(await life.count()).toBe(before);
    },
  },
  {
    name: "who writes with an invented key gets a session under a new one",
    ports: ["SessionTestsMixin.test_invalid_key"],
    run: async (life) => {
      const visitor = await life.visitor();
      for (const key of inventedKeys) {
        visitor.jar = key;
        const { setCookie } = await visitor.visit((session) => session.set("a", 1));
        expect(setCookie?.value, key).not.toBe(key);
        if (life.store.kind === "server") expect(setCookie?.value).toMatch(/^[a-z0-9]{32}$/);
        expect(await visitor.sees()).toEqual({ a: 1 });
        expect(await visitor.elsewhere().visit(untouched)).toMatchObject({ setCookie: null });
        visitor.jar = key;
        expect(await visitor.sees(), key).toEqual({});
      }
    },
  },
  {
    name: "a login that clears and cycles first works with a cookie that leads nowhere, as with none",
    run: async (life) => {
      const ada = await life.visitor({ cookieAge: 100 });
      await ada.visit((session) => session.set("cart", ["tea"]));
      life.clock.advance(100_000);
      for (const key of [ada.jar, ...inventedKeys, null]) {
        const visitor = await life.visitor();
        visitor.jar = key;
        await visitor.visit(async (session) => {
          session.clear();
          await session.cycleKey();
          session.user = "ada";
        });
        expect(visitor.jar, `${key}`).not.toBe(key);
        expect(await visitor.sees()).toEqual({ user: "ada" });
      }
    },
  },
  {
    name: "asking for the settings' age is no look; nor is asking for the key or for emptiness, but that makes the page the visitor's: Vary",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const answer = await ada.visit((session) => {
        expect(session.getSessionCookieAge()).toBe(1_209_600);
        expect(session.getExpiryAge({ expiry: null })).toBe(1_209_600);
      });
      expect(answer).toEqual({ setCookie: null, deleted: false, vary: false });
      const asked = await ada.visit((session) => {
        expect(session.sessionKey).toBe(life.store.kind === "server" ? ada.jar : null);
        expect(session.isEmpty()).toBe(false);
        expect(session.accessed).toBe(false);
      });
      expect(asked).toEqual({ setCookie: null, deleted: false, vary: true });
    },
  },
  {
    name: "cycleKey keeps data and expiry under a new key, looked at before or not, and the old key leads nowhere",
    ports: ["SessionTestsMixin.test_cycle", "SessionTestsMixin.test_cycle_with_no_session_cache"],
    on: "server",
    run: async (life) => {
      for (const look of [true, false]) {
        const ada = await life.visitor();
        await ada.visit((session) => {
          session.update({ a: 1, b: ["two"] });
          session.setExpiry(300);
        });
        const old = ada.elsewhere();
        const before = await life.count();
        const { setCookie } = await ada.visit(async (session) => {
          if (look) session.get("a");
          await session.cycleKey();
        });
        expect(setCookie).toMatchObject({ value: expect.stringMatching(/^[a-z0-9]{32}$/), maxAge: 300 });
        expect(ada.jar).not.toBe(old.jar);
        expect(await ada.sees()).toEqual({ a: 1, b: ["two"] });
        expect(await old.sees()).toEqual({});
        expect(await life.count()).toBe(before);
      }
    },
  },
  {
    name: "flush ends the stored session at once; the object begins anew, and what it is given goes under a new key",
    ports: ["SessionTestsMixin.test_delete", "SessionTestsMixin.test_flush"],
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const old = ada.elsewhere();
      const again = await ada.visit(async (session) => {
        await session.flush();
        expect([session.sessionKey, session.isEmpty(), session.accessed, session.modified]).toEqual([
          null,
          true,
          true,
          true,
        ]);
        if (life.store.kind === "server") expect(await old.sees()).toEqual({});
        session.b = 2;
      });
      expect(again.setCookie?.value).not.toBe(old.jar);
      expect(await ada.sees()).toEqual({ b: 2 });
      expect(await ada.visit((session) => session.flush())).toMatchObject({ deleted: true, vary: true });
    },
  },
  {
    name: "flush and clear without a cookie set none, and the answer varies by cookie",
    ports: ["SessionMiddlewareTests.test_flush_empty_without_session_cookie_doesnt_set_cookie"],
    run: async (life) => {
      for (const act of [(session) => session.flush(), (session) => session.clear()] satisfies Handler[]) {
        const stranger = await life.visitor();
        expect(await stranger.visit(act)).toEqual({ setCookie: null, deleted: false, vary: true });
      }
    },
  },
];
