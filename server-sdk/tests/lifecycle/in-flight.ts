/** Requests whose session ends or changes while they are under way. */

import { SessionInterruptedError } from "sessionscope";
import { expect } from "vitest";
import { type Handler, type Life, type LifecycleCase, Visitor } from "./life.ts";

type Ending = (ada: Visitor, life: Life) => unknown;

const endings: Readonly<Record<string, Ending>> = {
  "flushed elsewhere": (ada) => ada.elsewhere().visit((session) => session.flush()),
  "given a new key elsewhere": (ada) => ada.elsewhere().visit((session) => session.cycleKey()),
  "ended by an admin": (ada) => ada.endedByAdmin(),
  "past its deadline": (_, life) => life.clock.advance(100_000),
};

const writes: Readonly<Record<string, Handler>> = {
  set: (session) => session.set("b", 2),
  "set what it holds": (session) => session.set("a", 1),
  delete: (session) => session.delete("a"),
  "change inside": (session) => (session.list as number[]).push(1),
  clear: (session) => session.clear(),
  setExpiry: (session) => session.setExpiry(600),
  cycleKey: (session) => session.cycleKey(),
  bindUser: (session) => session.bindUser("ada"),
};

async function shortVisitor(life: Life, settings = {}): Promise<Visitor> {
  const visitor = await life.visitor({ cookieAge: 100, ...settings });
  await visitor.visit((session) => session.update({ a: 1, list: [] }));
  return visitor;
}

export const inFlightCases: readonly LifecycleCase[] = [
  ...Object.entries(endings).map(
    ([how, end]): LifecycleCase => ({
      name: `whoever writes to a session that was ${how} meanwhile is interrupted, and nothing comes back`,
      ports: [
        "SessionTestsMixin.test_session_save_does_not_resurrect_session_logged_out_in_other_context",
        "SessionMiddlewareTests.test_session_update_error_redirect",
      ],
      on: "server",
      run: async (life) => {
        for (const [name, write] of Object.entries(writes)) {
          const before = life.clock.now();
          const ada = await shortVisitor(life);
          const { jar } = ada;
          const late = ada.visit(async (session) => {
            session.get("list");
            await end(ada, life);
            await write(session);
          });
          await expect(late, name).rejects.toThrow(SessionInterruptedError);
          // The browser keeps its cookie: this response may be older than a login. The visitor can still start a new session.
          const look = await ada.visit((session) => expect({ ...session }).toEqual({}));
          expect(look, name).toEqual({ setCookie: null, deleted: false, vary: true });
          expect(ada.jar).toBe(jar);
          await ada.visit((session) => {
            session.clear();
            session.set("c", 3);
          });
          expect(ada.jar).not.toBe(jar);
          expect(await ada.sees()).toEqual({ c: 3 });
          life.clock.set(before);
        }
      },
    }),
  ),
  ...Object.entries(endings).map(
    ([how, end]): LifecycleCase => ({
      name: `whoever only reads a session that was ${how} meanwhile, flushes it or fails with 500 is not interrupted`,
      on: "server",
      run: async (life) => {
        for (const saveEveryRequest of [false, true]) {
          const acts: [Handler, number, object][] = [
            [(session) => session.get("a"), 200, { setCookie: null }],
            [(session) => session.flush(), 200, { deleted: true }],
            [(session) => session.set("a", 2), 500, { setCookie: null }],
          ];
          for (const [act, status, expected] of acts) {
            const ada = await shortVisitor(life, { saveEveryRequest });
            const answer = await ada.visit(async (session) => {
              session.get("a");
              await end(ada.elsewhere(), life);
              await act(session);
            }, status);
            expect(answer).toMatchObject({ ...expected, vary: true });
            life.clock.set(life.clock.now() - (how === "past its deadline" ? 100_000 : 0));
          }
        }
      },
    }),
  ),
  {
    name: "a session that ends before anybody looked is a stranger's where looking is what loads it, else it is gone",
    on: "server",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const { jar } = ada;
      const late = ada.visit(async (session) => {
        await ada.elsewhere().visit((other) => other.flush());
        session.b = 2;
      });
      if (life.store.kind === "server" && life.store.loadNow) {
        await late;
        expect(ada.jar).not.toBe(jar);
        expect(await ada.sees()).toEqual({ b: 2 });
      } else await expect(late).rejects.toThrow(SessionInterruptedError);
      expect(await new Visitor(ada.sessions, jar).sees()).toEqual({});
    },
  },
  {
    name: "requests at once that change different keys lose nothing",
    on: "server",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.update({ a: 1, b: 1 }));
      await ada.visit(async (outer) => {
        outer.a = 2;
        await ada.elsewhere().visit((inner) => inner.set("b", 2));
        await ada.elsewhere().visit((inner) => inner.set("c", 2));
        outer.setExpiry(600);
      });
      expect(await ada.sees()).toEqual({ a: 2, b: 2, c: 2 });
    },
  },
  {
    name: "the last response wins, and a logout elsewhere does not reach a copy of the cookie",
    on: "cookie",
    run: async (life) => {
      const ada = await life.visitor();
      await ada.visit((session) => session.set("a", 1));
      const copy = ada.elsewhere();
      await ada.visit((session) => session.flush());
      await copy.visit((session) => session.set("b", 2));
      expect(await copy.sees()).toEqual({ a: 1, b: 2 });
    },
  },
  {
    name: "a sealed session that runs out while a request is under way is not sealed anew",
    on: "cookie",
    run: async (life) => {
      const runsOut = (ada: Visitor, act: Handler) =>
        ada.visit(async (session) => {
          session.get("list");
          life.clock.advance(100_000);
          await act(session);
        });
      for (const [name, write] of Object.entries(writes)) {
        const late = runsOut(await shortVisitor(life), write);
        await expect(late, name).rejects.toThrow(SessionInterruptedError);
      }
      const reader = await shortVisitor(life, { saveEveryRequest: true });
      expect(await runsOut(reader, (session) => session.get("a"))).toMatchObject({ setCookie: null, vary: true });
    },
  },
];
