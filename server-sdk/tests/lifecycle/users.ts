/** The sessions of one user: what a password change or "log out everywhere else" does. */

import { randomUUID } from "node:crypto";
import { UnsupportedError } from "sessionscope";
import { expect } from "vitest";
import type { Handler, Life, LifecycleCase, Visitor } from "./life.ts";

async function signedIn(life: Life, user: string): Promise<Visitor> {
  const visitor = await life.visitor();
  await visitor.visit(async (session) => {
    await session.cycleKey();
    session.user = user;
    session.bindUser(user);
  });
  return visitor;
}

/** What the request that ends the others may have done before. */
const before: Readonly<Record<string, Handler>> = {
  nothing: () => {},
  cycleKey: (session) => session.cycleKey(),
  "set a value": (session) => session.set("changed", true),
};

export const userCases: readonly LifecycleCase[] = [
  {
    name: "a user is signed out everywhere else: not here, whatever this request did before, and nobody else",
    run: async (life) => {
      for (const [name, first] of Object.entries(before)) {
        const user = `ada ${randomUUID()}`;
        const [here, phone, tablet] = [
          await signedIn(life, user),
          await signedIn(life, user),
          await signedIn(life, user),
        ];
        const grace = await signedIn(life, `grace ${randomUUID()}`);
        const everywhereElse = here.visit(async (session) => {
          await first(session);
          expect(await here.sessions.destroyOthers(session), name).toBe(2);
        });
        if (life.store.kind === "client" || !life.store.list) {
          await expect(everywhereElse).rejects.toThrow(UnsupportedError);
          continue;
        }
        await everywhereElse;
        expect((await here.sees()).user, name).toBe(user);
        expect([await phone.sees(), await tablet.sees()]).toEqual([{}, {}]);
        expect(await grace.sees()).not.toEqual({});
        const left: (string | null)[] = [];
        for await (const [, stored] of here.sessions.ofUser(user)) left.push(stored.user);
        expect(left).toEqual([user]);
      }
    },
  },
  {
    name: "a session that is nobody's ends none",
    run: async (life) => {
      const stranger = await life.visitor();
      await stranger.visit(async (session) => {
        session.a = 1;
        expect(await stranger.sessions.destroyOthers(session)).toBe(0);
      });
    },
  },
];
