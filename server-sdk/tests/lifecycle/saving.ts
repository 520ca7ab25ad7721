/** What a request saves, when it saves it, and what the next request reads. */

import { KeyError } from "sessionscope";
import { expect } from "vitest";
import type { Handler, LifecycleCase } from "./life.ts";

/** Edge cases of every kind of value. */
const values = {
  text: "héllo ✓ 😀 \ud800 \u0000 ' \" \\",
  long: "x".repeat(2000),
  numbers: [0, -1, 0.1, 1e300, 5e-324, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 80],
  lists: [[], [[1, [2]]], [null]],
  objects: { "": {}, deep: { n: { m: [1, { z: null }] } } },
  flags: [true, false, null],
  "": "an empty name",
  "naïve ✓": "a name that is no word",
};

const emptying: Readonly<Record<string, Handler>> = {
  del: (session) => session.del("a"),
  pop: (session) => session.pop("a"),
  clear: (session) => session.clear(),
  "look, then clear": (session) => {
    session.get("a");
    session.clear();
  },
};

export const savingCases: readonly LifecycleCase[] = [
  {
    name: "what was saved is there at the next request, and still in the object after the commit",
    ports: ["SessionTestsMixin.test_save", "SessionTestsMixin.test_save_doesnt_clear_data"],
    run: async (life) => {
      const ada = await life.visitor();
      const kept: { get(key: string): unknown }[] = [];
      const { setCookie, vary } = await ada.visit((session) => {
        session.a = 1;
        kept.push(session);
      });
      expect([setCookie?.maxAge, vary]).toEqual([1_209_600, true]);
      expect(kept[0]!.get("a")).toBe(1);
      expect(await ada.sees()).toEqual({ a: 1 });
    },
  },
  {
    name: "every value comes back as it went in, and a number as key comes back as text",
    ports: ["SessionTestsMixin.test_decode"],
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => {
        session.update(values);
        session[0 as never] = "zero" as never;
      });
      expect(await ada.sees()).toEqual({ ...values, "0": "zero" });
    },
  },
  {
    name: "a session that was emptied keeps its key and its record, and its cookie is renewed",
    ports: ["SessionMiddlewareTests.test_empty_session_saved", "SessionTestsMixin.test_clear"],
    run: async (life) => {
      for (const [name, act] of Object.entries(emptying)) {
        const ada = await life.visitor();
        await ada.visit((session) => session.set("a", 1));
        const { jar } = ada;
        const emptied = await ada.visit(act);
        expect(emptied, name).toMatchObject({ deleted: false, vary: true, setCookie: { maxAge: 1_209_600 } });
        if (life.store.kind === "server") expect(ada.jar, name).toBe(jar);
        expect(await ada.visit((session) => expect({ ...session }).toEqual({}))).toMatchObject({ setCookie: null });
        await ada.visit((session) => session.set("b", 2));
        if (life.store.kind === "server") expect(ada.jar, name).toBe(jar);
        expect(await ada.sees(), name).toEqual({ b: 2 });
      }
    },
  },
  {
    name: "a status of 499 saves, one of 500 and above does not, a new session or a known one",
    ports: ["SessionMiddlewareTests.test_session_save_on_500", "SessionMiddlewareTests.test_session_save_on_5xx"],
    run: async (life) => {
      for (const status of [500, 503, 599]) {
        const stranger = await life.visitor();
        const before = await life.count();
        expect(await stranger.visit((session) => session.set("a", 1), status)).toMatchObject({
          setCookie: null,
          vary: true,
        });
        expect(await life.count()).toBe(before);
        const ada = await life.visitor();
        expect((await ada.visit((session) => session.set("a", 1), 499)).setCookie).not.toBeNull();
        expect(await ada.visit((session) => session.set("a", 2), status)).toMatchObject({ setCookie: null });
        expect(await ada.sees()).toEqual({ a: 1 });
      }
    },
  },
  {
    name: "marking a session as modified renews cookie and deadline; a stranger's stores nothing",
    run: async (life) => {
      const mark: Handler = (session) => {
        session.modified = true;
      };
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      life.clock.advance(1_000_000_000);
      expect((await ada.visit(mark)).setCookie).toMatchObject({ maxAge: 1_209_600 });
      life.clock.advance(1_209_599_000);
      expect(await ada.sees()).toEqual({ a: 1 });
      expect((await (await life.visitor()).visit(mark)).setCookie).toBeNull();
    },
  },
  {
    name: "a change inside a value is saved without a word",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("list", [1]));
      const { setCookie } = await ada.visit((session) => (session.list as number[]).push(2));
      expect(setCookie).not.toBeNull();
      expect(await ada.sees()).toEqual({ list: [1, 2] });
    },
  },
  {
    name: "an app may say that nobody looked: no Vary then, unless something is saved; and no change is lost by it",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.update({ a: 1, list: [1] }));
      const unseen =
        (act: Handler): Handler =>
        (session) => {
          act(session);
          session.accessed = false;
        };
      expect(await ada.visit(unseen((session) => session.get("a")))).toMatchObject({ setCookie: null, vary: false });
      expect(await ada.visit(unseen((session) => session.set("a", 2)))).toMatchObject({ deleted: false, vary: true });
      await ada.visit(unseen((session) => (session.list as number[]).push(2)));
      expect(await ada.sees()).toEqual({ a: 2, list: [1, 2] });
      const unmodified: Handler = (session) => {
        session.a = 3;
        session.modified = false;
      };
      await ada.visit(unmodified);
      expect(await ada.sees()).toEqual({ a: 3, list: [1, 2] });
    },
  },
  {
    name: "the test cookie is set in one request, worked in the next, and is gone once deleted",
    ports: ["SessionBaseTests.test_test_cookie"],
    run: async (life) => {
      const ada = await life.visitor();
      const worked = async () => {
        let answer: boolean | undefined;
        await ada.visit((session) => {
          answer = session.testCookieWorked();
        });
        return answer;
      };
      expect(await worked()).toBe(false);
      await ada.visit((session) => session.setTestCookie());
      expect(await ada.sees()).toEqual({ testcookie: "worked" });
      expect(await worked()).toBe(true);
      await ada.visit((session) => session.deleteTestCookie());
      expect(await worked()).toBe(false);
      await ada.visit((session) => expect(() => session.deleteTestCookie()).toThrow(KeyError));
    },
  },
];
