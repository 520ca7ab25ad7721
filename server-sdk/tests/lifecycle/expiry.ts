/** When a session expires, and what its cookie says, over every engine. */

import type { ExpiryValue, Session } from "sessionscope";
import { expect } from "vitest";
import type { Data, Life, LifecycleCase, Visitor } from "./life.ts";

const day = 86_400;
const twoWeeks = 14 * day;

/** Creates a visitor whose session has this expiry. */
async function visitorWith(life: Life, expiry: ExpiryValue): Promise<Visitor> {
  const visitor = await life.visitor();
  await visitor.visit((session) => {
    session.a = 1;
    session.setExpiry(expiry);
  });
  return visitor;
}

async function assertDiesAfter(life: Life, visitor: Visitor, seconds: number): Promise<void> {
  life.clock.advance(seconds * 1000 - 1);
  expect(await visitor.sees()).toEqual({ a: 1 });
  life.clock.advance(1);
  expect(await visitor.sees()).toEqual({});
}

/** One custom expiry, a hundred seconds from now, written in three ways. */
const hundredSeconds = (now: number): [string, ExpiryValue][] => [
  ["SessionTestsMixin.test_custom_expiry_seconds", 100],
  ["SessionTestsMixin.test_custom_expiry_timedelta", { seconds: 100 }],
  ["SessionTestsMixin.test_custom_expiry_datetime", new Date(now + 100_000)],
];

function assertHundredSeconds(session: Session<Data>, now: number): void {
  const modification = new Date(now);
  expect(session.getExpiryDate({ modification })).toEqual(new Date(now + 100_000));
  expect(session.getExpiryAge({ modification })).toBe(100);
  expect(session.getExpireAtBrowserClose()).toBe(false);
}

export const expiryCases: readonly LifecycleCase[] = [
  {
    name: "without an expiry of its own a session lives as long as the settings say, to the millisecond",
    ports: [
      "SessionTestsMixin.test_default_expiry",
      "CustomDatabaseSessionTests.test_default_expiry",
      "CustomDatabaseSessionTests.test_custom_expiry_reset",
    ],
    run: async (life) => {
      for (const cookieAge of [twoWeeks, day]) {
        const ada = await life.visitor({ cookieAge });
        const { setCookie } = await ada.visit((session) => {
          session.a = 1;
          expect(session.getExpiryAge()).toBe(cookieAge);
          session.setExpiry(0);
          expect(session.getExpiryAge()).toBe(cookieAge);
          session.setExpiry(null);
          expect(session.getExpiryAge()).toBe(cookieAge);
        });
        expect(setCookie).toMatchObject({ maxAge: cookieAge });
        await assertDiesAfter(life, ada, cookieAge);
      }
    },
  },
  {
    name: "seconds, a duration and a moment: age and date count from the modification, now and at the next request",
    ports: hundredSeconds(0).map(([ported]) => ported),
    run: async (life) => {
      for (const [name, expiry] of hundredSeconds(life.clock.now())) {
        const now = life.clock.now();
        const ada = await life.visitor();
        const { setCookie } = await ada.visit((session) => {
          session.a = 1;
          session.setExpiry(expiry);
          assertHundredSeconds(session, now);
        });
        expect(setCookie?.maxAge, name).toBe(100);
        expect(setCookie?.expires?.getTime(), name).toBe(Math.floor((now + 100_000) / 1000) * 1000);
        await ada.visit((session) => assertHundredSeconds(session, now));
        await assertDiesAfter(life, ada, 100);
        life.clock.set(now);
      }
    },
  },
  {
    name: "setExpiry(null) takes an expiry back, cookie and deadline with it",
    ports: ["SessionTestsMixin.test_custom_expiry_reset"],
    run: async (life) => {
      const ada = await visitorWith(life, 100);
      const { setCookie } = await ada.visit((session) => {
        session.setExpiry(200);
        session.setExpiry(null);
        expect(session.getExpiryAge()).toBe(twoWeeks);
      });
      expect(setCookie?.maxAge).toBe(twoWeeks);
      await assertDiesAfter(life, ada, twoWeeks);
    },
  },
  {
    name: "an expiry of 0 ends with the browser, any other does not, whatever the setting; the server keeps both ends",
    ports: ["SessionTestsMixin.test_get_expire_at_browser_close"],
    run: async (life) => {
      const now = life.clock.now();
      for (const expireAtBrowserClose of [false, true]) {
        for (const [expiry, closes] of [
          [100, false],
          [0, true],
          [null, expireAtBrowserClose],
        ] as const) {
          const ada = await life.visitor({ expireAtBrowserClose });
          const { setCookie } = await ada.visit((session) => {
            session.a = 1;
            session.setExpiry(expiry);
            expect(session.getExpireAtBrowserClose()).toBe(closes);
          });
          expect([setCookie?.maxAge, setCookie?.expires === undefined]).toEqual(
            closes ? [undefined, true] : [expiry ?? twoWeeks, false],
          );
          await ada.visit((session) => expect(session.getExpireAtBrowserClose()).toBe(closes));
          await assertDiesAfter(life, ada, expiry || twoWeeks);
          life.clock.set(now);
        }
      }
    },
  },
  {
    name: "a session whose expiry has passed is empty, its cookie is left alone, and what is written is new",
    ports: ["SessionTestsMixin.test_actual_expiry"],
    run: async (life) => {
      for (const past of [-10, { seconds: -10 }, new Date(life.clock.now() - 10_000)]) {
        const ada = await visitorWith(life, past);
        const { jar } = ada;
        expect(jar).not.toBeNull();
        expect(await ada.sees()).toEqual({});
        await ada.elsewhere().visit((session) => expect(session.sessionKey).toBeNull());
        expect(await ada.elsewhere().visit((session) => session.get("a"))).toMatchObject({
          setCookie: null,
          vary: true,
        });
        await ada.visit((session) => session.set("b", 2));
        expect(ada.jar).not.toBe(jar);
        expect(await ada.sees()).toEqual({ b: 2 });
      }
    },
  },
  {
    name: "reading moves no deadline; a change starts seconds anew, and leaves a moment where it is",
    run: async (life) => {
      const [sliding, fixed] = [await visitorWith(life, 300), await visitorWith(life, { seconds: 300 })];
      life.clock.advance(200_000);
      for (const visitor of [sliding, fixed]) {
        expect(await visitor.visit((session) => session.get("a"))).toMatchObject({ setCookie: null });
      }
      expect((await sliding.elsewhere().visit((session) => session.get("a"))).setCookie).toBeNull();
      const change = (session: Session<Data>) => session.set("a", 1);
      expect((await sliding.visit(change)).setCookie?.maxAge).toBe(300);
      expect((await fixed.visit(change)).setCookie?.maxAge).toBe(100);
      life.clock.advance(99_999);
      expect([await sliding.sees(), await fixed.sees()]).toEqual([{ a: 1 }, { a: 1 }]);
      life.clock.advance(1);
      expect([await sliding.sees(), await fixed.sees()]).toEqual([{ a: 1 }, {}]);
      await assertDiesAfter(life, sliding, 200);
    },
  },
  {
    name: "parts of a second count on the server; the cookie has whole ones",
    run: async (life) => {
      const ada = await life.visitor();
      const { setCookie } = await ada.visit((session) => {
        session.a = 1;
        session.setExpiry(100.5);
        expect(session.getExpiryAge()).toBe(100.5);
      });
      expect(setCookie?.maxAge).toBe(100);
      await assertDiesAfter(life, ada, 100.5);
    },
  },
  {
    name: "clear drops a custom expiry with the data, cookie and deadline with it",
    run: async (life) => {
      for (const look of [true, false]) {
        const now = life.clock.now();
        const ada = await visitorWith(life, 300);
        const { setCookie } = await ada.visit((session) => {
          if (look) session.get("a");
          session.clear();
          session.a = 1;
        });
        expect(setCookie?.maxAge).toBe(twoWeeks);
        await ada.visit((session) => expect(session.getExpiryAge()).toBe(twoWeeks));
        await assertDiesAfter(life, ada, twoWeeks);
        life.clock.set(now);
      }
    },
  },
  {
    name: "another cookieAge does not reach sessions that are there already, until they are saved",
    run: async (life) => {
      const [long, short] = [await life.visitor(), await life.visitor({ cookieAge: 600 })];
      for (const visitor of [long, short]) await visitor.visit((session) => session.set("a", 1));
      const lowered = long.elsewhere(short.sessions);
      const raised = short.elsewhere(long.sessions);
      life.clock.advance(600_000);
      expect(await lowered.sees()).toEqual({ a: 1 });
      expect(await raised.sees()).toEqual({});
      await lowered.visit((session) => session.set("a", 1));
      await assertDiesAfter(life, lowered, 600);
    },
  },
];
