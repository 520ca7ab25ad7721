/** What is read: the whole session, without disturbing it. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type Hello, type SessionState, valueCap } from "../../protocol.ts";
import { assertLive, textsOf } from "./answers.ts";
import { assertGiven } from "./set-cookie-line.ts";
import { noSession, type ProtocolTest } from "./trial.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** When a session under the policy ends: whichever comes first of the settings' deadlines. */
export function endUnderPolicy(session: SessionState, hello: Hello, life = hello.cookieAge): number | null {
  const { modifiedAt, createdAt, expiresAt } = session;
  const { idleTimeout, absoluteTimeout } = hello;
  // A server that does not keep the moments is taken at its word.
  if (modifiedAt === null || expiresAt === null) return expiresAt;
  const ends = [modifiedAt + life * 1000];
  if (typeof idleTimeout === "number") ends.push(modifiedAt + idleTimeout * 1000);
  if (typeof absoluteTimeout === "number" && createdAt !== null) ends.push(createdAt + absoluteTimeout * 1000);
  return Math.floor(Math.min(...ends));
}

export const readingTests: readonly ProtocolTest[] = [
  {
    name: "a session is read whole: its entries in order, sizes in bytes of UTF-8, its moments, its user",
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ visits: 1, "naïve ✓": ["é", null] }, { user: "ada" });
      const session = await ada.session();
      const text = '["é",null]';
      const plain = { truncated: false, redacted: false };
      deepEqual(
        session.entries.map(({ changed: _, ...entry }) => entry),
        [
          { key: "visits", text: "1", size: 1, ...plain },
          { key: "naïve ✓", text, size: bytes(text), ...plain },
        ],
      );
      const { revision, expiry, user, size, createdAt, modifiedAt, expiresAt } = session;
      deepEqual(
        { revision, expiry, user, size, expiresAt },
        {
          revision: 1,
          expiry: { kind: "policy" },
          user: "ada",
          size: bytes("visits1naïve ✓") + bytes(text),
          expiresAt: endUnderPolicy(session, hello),
        },
      );
      if (modifiedAt !== null && createdAt !== null) ok(modifiedAt >= createdAt);
      equal(assertGiven(ada.lines, session, hello), ada.cookie);
    },
  },
  {
    name: "no cookie is told from a cookie that leads nowhere",
    run: async (trial) => {
      deepEqual([await trial.browser().state(), await trial.browser(noSession).state()], ["none", "gone"]);
      for (const odd of ["", " ", "../../etc/passwd", "é", "x".repeat(8192)]) {
        equal(await trial.browser(odd).state(), "gone", `a cookie ${odd.slice(0, 20)}`);
      }
    },
  },
  {
    name: "reading changes nothing, however often",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, list: [1] });
      const before = await ada.session();
      await ada.call("session.value", { key: "list" });
      await ada.call("testCookie.check", {});
      deepEqual(await ada.session(), before);
    },
  },
  {
    name: "the clock of an answer goes on, and is later than what it tells of",
    run: async (trial) => {
      const ada = await trial.visitor();
      const first = await ada.call("session.read", {});
      const second = await ada.call("session.read", {});
      ok(first.now >= (assertLive(first).modifiedAt ?? 0) && second.now >= first.now);
    },
  },
  {
    name: "a long value is cut between characters, and session.value has it whole",
    needs: ["server"],
    run: async (trial) => {
      const { store } = await trial.hello();
      const long = `x${"😀".repeat(valueCap)}`;
      if (store.limit !== null && bytes(long) > store.limit / 2) return;
      const ada = await trial.visitor({ long, exact: "y".repeat(valueCap - 2) });
      const whole = JSON.stringify(long);
      const [cut, exact] = (await ada.session()).entries;
      ok(cut!.truncated && cut!.text.length > valueCap - 2 && whole.startsWith(cut!.text));
      match(cut!.text, /😀$/u);
      equal(cut!.size, bytes(whole));
      equal(exact!.truncated, false);
      const { changed: _, ...entry } = await ada.call("session.value", { key: "long" });
      deepEqual(entry, { key: "long", text: whole, size: bytes(whole), truncated: false, redacted: false });
    },
  },
  {
    name: "session.value refuses a key that is not there, also one that every object of JavaScript has",
    run: async (trial) => {
      const ada = await trial.visitor();
      for (const key of ["nothing", "", "constructor", "__proto__"]) {
        await ada.refused("bad-request", "session.value", { key });
      }
    },
  },
  {
    name: "session.value tells no cookie from a session that is gone",
    run: async (trial) => {
      await trial.browser().refused("no-session", "session.value", { key: "a" });
      await trial.browser(noSession).refused("gone", "session.value", { key: "a" });
    },
  },
  {
    name: "keys that name parts of JavaScript objects are keys like others",
    run: async (trial) => {
      const ada = await trial.visitor(JSON.parse('{"constructor":1,"__proto__":2,"toString":3,"":4}'));
      deepEqual(
        (await ada.session()).entries.map(({ key, text }) => [key, text]),
        [
          ["constructor", "1"],
          ["__proto__", "2"],
          ["toString", "3"],
          ["", "4"],
        ],
      );
      equal((await ada.call("session.value", { key: "__proto__" })).text, "2");
    },
  },
  {
    name: "no answer holds the value of the cookie, but the line of a new one",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const reading = await ada.call("session.read", {});
      ok(!JSON.stringify(reading).includes(ada.cookie!));
      await ada.set("visits", "2");
      deepEqual([ada.lines, textsOf(await ada.session())], [[], { visits: "2" }]);
      const { handle } = await ada.session();
      ok(!ada.cookie!.includes(handle) && !handle.includes(ada.cookie!));
    },
  },
];
