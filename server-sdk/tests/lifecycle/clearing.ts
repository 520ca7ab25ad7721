/** Clearing expired sessions: Django's `clearsessions`, over every engine. */

import type { ExpiryValue } from "sessionscope";
import { expect } from "vitest";
import type { LifecycleCase, Visitor } from "./life.ts";

const year = 365 * 86_400_000;

export const clearingCases: readonly LifecycleCase[] = [
  {
    name: "clearing removes what is past its deadline, whatever set it, and nothing else; and says how many",
    ports: [
      "DatabaseSessionTests.test_clearsessions_command",
      "DatabaseSessionTests.test_aclear_expired",
      "FileSessionTests.test_clearsessions_command",
    ],
    run: async (life) => {
      const sessions = await life.sessions();
      const now = life.clock.now();
      life.clock.advance(10 * year);
      await sessions.clearExpired();
      life.clock.set(now);
      const keeps = life.store.kind === "server" && !life.store.traits.selfExpiring;
      const visitors: Visitor[] = [];
      for (const expiry of [3600, 60, null, { seconds: 90 }, { seconds: 30 }] satisfies ExpiryValue[]) {
        const visitor = await life.visitor();
        await visitor.visit((session) => {
          session.a = 1;
          session.setExpiry(expiry);
        });
        visitors.push(visitor);
      }
      const alive = async () => {
        const seen = await Promise.all(visitors.map((visitor) => visitor.sees()));
        return seen.map((data) => data.a === 1);
      };
      life.clock.advance(60_000);
      expect(await sessions.clearExpired()).toBe(keeps ? 2 : 0);
      expect(await alive()).toEqual([true, false, true, true, false]);
      expect(await sessions.clearExpired()).toBe(0);
      life.clock.advance(1_209_600_000);
      expect(await sessions.clearExpired({ batch: 2 })).toBe(keeps ? 3 : 0);
      expect(await alive()).toEqual([false, false, false, false, false]);
      if (keeps) expect(await life.count()).toBe(0);
    },
  },
];
