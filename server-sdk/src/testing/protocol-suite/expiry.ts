/** session.setExpiry: when a session ends, and that it does. */

import { deepEqual, equal, fail, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Expiry } from "../../protocol.ts";
import { assertLive, patience } from "./answers.ts";
import { endUnderPolicy } from "./reading.ts";
import { assertGiven } from "./set-cookie-line.ts";
import { type ProtocolTest, policy, type Trial } from "./trial.ts";

const hour = 3_600_000;
/** After the year 9999, which no cookie can name. */
const neverComes = Date.UTC(10_000, 0, 1);
/** Milliseconds between two looks at a session that is about to end. */
const betweenLooks = 50;

/** It ends before now. */
async function assertEnds(trial: Trial, expiry: Expiry): Promise<void> {
  const ada = await trial.visitor();
  const { reading } = await ada.call("session.setExpiry", { revision: 1, expiry });
  equal(reading.state, "gone");
  if (ada.cookie !== null) equal(await ada.state(), "gone");
}

/** It ends later than a cookie can say. */
async function assertTooFar(trial: Trial, expiry: Expiry): Promise<void> {
  const ada = await trial.visitor();
  await ada.refused("invalid-params", "session.setExpiry", { revision: 1, expiry });
  await ada.refused("invalid-params", "session.restore", { revision: 1, entries: {}, expiry });
  equal((await ada.session()).revision, 1);
}

export const expiryTests: readonly ProtocolTest[] = [
  {
    name: "seconds count from each change, and the cookie gets their age",
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ a: 1 });
      const expiry: Expiry = { kind: "seconds", seconds: 300 };
      const after = assertLive((await ada.call("session.setExpiry", { revision: 1, expiry })).reading);
      deepEqual([after.revision, after.expiry], [2, expiry]);
      equal(after.expiresAt, endUnderPolicy(after, hello, 300));
      assertGiven(ada.lines, after, hello);
      await ada.set("a", "2");
      const later = await ada.session();
      equal(later.expiresAt, endUnderPolicy(later, hello, 300));
    },
  },
  {
    name: "a moment stays where it is, whatever changes",
    needs: ["moment"],
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ a: 1 });
      const { now } = await trial.browser().call("hello", {});
      const at =
        now + Math.min(hour, (hello.idleTimeout ?? hello.cookieAge) * 500, (hello.absoluteTimeout ?? hour) * 500);
      const expiry: Expiry = { kind: "moment", at: Math.floor(at) };
      const after = assertLive((await ada.call("session.setExpiry", { revision: 1, expiry })).reading);
      deepEqual([after.expiry, after.expiresAt], [expiry, expiry.at]);
      assertGiven(ada.lines, after, hello);
      await ada.set("a", "2");
      equal((await ada.session()).expiresAt, expiry.at);
    },
  },
  {
    name: "until the browser closes: the cookie has no age, and the server's own deadline is that of the policy",
    needs: ["browser-close"],
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor();
      const expiry: Expiry = { kind: "browser-close" };
      const after = assertLive((await ada.call("session.setExpiry", { revision: 1, expiry })).reading);
      deepEqual([after.expiry, after.expiresAt], [expiry, endUnderPolicy(after, hello)]);
      assertGiven(ada.lines, after, hello);
    },
  },
  {
    name: "zero seconds mean until the browser closes, as in Django",
    needs: ["browser-close"],
    run: async (trial) => {
      const ada = await trial.visitor();
      await ada.call("session.setExpiry", { revision: 1, expiry: { kind: "seconds", seconds: 0 } });
      const session = await ada.session();
      deepEqual(session.expiry, { kind: "browser-close" });
      assertGiven(ada.lines, session, await trial.hello());
    },
  },
  {
    name: "the policy takes a custom expiry back",
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ a: 1 }, { expiry: { kind: "seconds", seconds: 300 } });
      const after = assertLive((await ada.call("session.setExpiry", { revision: 1, expiry: policy })).reading);
      deepEqual([after.expiry, after.expiresAt], [policy, endUnderPolicy(after, hello)]);
      assertGiven(ada.lines, after, hello);
    },
  },
  {
    name: "a moment that has passed ends the session",
    needs: ["moment"],
    run: async (trial) => {
      const { now } = await trial.browser().call("hello", {});
      await assertEnds(trial, { kind: "moment", at: now - 1000 });
    },
  },
  {
    name: "seconds below zero end the session",
    run: (trial) => assertEnds(trial, { kind: "seconds", seconds: -1 }),
  },
  {
    name: "a moment that no cookie could name is refused",
    needs: ["moment"],
    run: (trial) => assertTooFar(trial, { kind: "moment", at: neverComes }),
  },
  {
    name: "seconds that no cookie could name are refused",
    run: (trial) => assertTooFar(trial, { kind: "seconds", seconds: neverComes / 1000 }),
  },
  {
    name: "a session is live until its deadline and gone from then on",
    needs: ["deadlines"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 }, { expiry: { kind: "seconds", seconds: 1 } });
      const { expiresAt } = await ada.session();
      if (expiresAt === null) fail("The session has no expiresAt.");
      const until = AbortSignal.timeout(patience);
      for (let before = 0, ended = false; !ended; ) {
        const { state, now } = await ada.call("session.read", {});
        // The store was asked between the two moments.
        if (state === "live") ok(before < expiresAt, `${before - expiresAt} ms after its deadline it is live`);
        else ok(now >= expiresAt, `${expiresAt - now} ms before its deadline it is ${state}`);
        before = now;
        ended = state === "gone";
        if (!ended) await wait(betweenLooks, undefined, { signal: until });
      }
      await ada.refused("gone", "session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
      ok(ada.cookie !== null, "the browser still has its cookie");
    },
  },
];
