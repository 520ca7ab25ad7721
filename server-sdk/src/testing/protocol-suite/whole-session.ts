/** session.clear, flush, cycleKey, expire and restore: the session as a whole. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import type { Expiry } from "../../protocol.ts";
import { assertLive, textsOf } from "./answers.ts";
import { endUnderPolicy } from "./reading.ts";
import { assertDeleted, assertGiven } from "./set-cookie-line.ts";
import { noSession, type ProtocolTest, policy } from "./trial.ts";
import { assertStored } from "./update.ts";

const fiveMinutes: Expiry = { kind: "seconds", seconds: 300 };

export const wholeSessionTests: readonly ProtocolTest[] = [
  {
    name: "session.clear drops all data, and the session keeps its key, and its user unless that is part of the data",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 2 }, { user: "ada" });
      const before = await ada.session();
      const session = assertLive((await ada.call("session.clear", { revision: 1 })).reading);
      const { handle, revision, entries, size, user, createdAt } = session;
      const { engine } = await trial.hello();
      deepEqual(
        { handle, revision, entries, size, createdAt },
        { handle: before.handle, revision: 2, entries: [], size: 0, createdAt: before.createdAt },
      );
      ok(user === "ada" || (engine !== undefined && user === null), "the session's user");
      equal(await ada.state(), "live");
    },
  },
  {
    name: "session.clear leaves the browser's cookie alone where the session has no expiry of its own",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor();
      deepEqual((await ada.call("session.clear", { revision: 1 })).cookies, []);
    },
  },
  {
    name: "session.clear drops a custom expiry with the data, and the cookie gets the age of the policy",
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ a: 1 }, { expiry: fiveMinutes });
      const session = assertLive((await ada.call("session.clear", { revision: 1 })).reading);
      deepEqual([session.expiry, session.expiresAt], [policy, endUnderPolicy(session, hello)]);
      assertGiven(ada.lines, session, hello);
    },
  },
  {
    name: "session.flush ends the session and has the cookie deleted",
    run: async (trial) => {
      const ada = await trial.visitor();
      const other = trial.browser(ada.cookie);
      const { reading } = await ada.call("session.flush", { revision: 1 });
      equal(reading.state, "none");
      assertDeleted(ada.lines, await trial.hello());
      if (trial.subject.kind !== "client") equal(await other.state(), "gone");
    },
  },
  {
    name: "session.cycleKey moves everything to a new key, and the old one leads nowhere",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: [2] }, { expiry: fiveMinutes, user: "ada" });
      const old = trial.browser(ada.cookie);
      const before = await ada.session();
      const after = assertLive((await ada.call("session.cycleKey", { revision: 1 })).reading);
      equal(assertGiven(ada.lines, after, await trial.hello()), ada.cookie);
      notEqual(ada.cookie, old.cookie);
      notEqual(after.handle, before.handle);
      const { revision, createdAt, expiry, user } = after;
      deepEqual([revision, createdAt, expiry, user], [2, before.createdAt, fiveMinutes, "ada"]);
      deepEqual([await old.state(), await ada.texts()], ["gone", { a: "1", b: "[2]" }]);
    },
  },
  {
    name: "session.expire on the server ends the session, and the browser keeps a cookie that leads nowhere",
    needs: ["ending"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { reading } = await ada.call("session.expire", { revision: 1, where: "server" });
      equal(reading.state, "gone");
      if (trial.subject.kind !== "client") deepEqual(ada.lines, []);
      ok(ada.cookie !== null);
      equal(await ada.state(), "gone");
      await ada.refused("gone", "session.value", { key: "visits" });
    },
  },
  {
    name: "session.expire of the cookie has it deleted, and the session lives on unchanged",
    run: async (trial) => {
      const ada = await trial.visitor();
      const other = trial.browser(ada.cookie);
      const before = await ada.session();
      const { reading } = await ada.call("session.expire", { revision: 1, where: "cookie" });
      deepEqual(assertLive(reading), before);
      assertDeleted(ada.lines, await trial.hello());
      deepEqual([ada.cookie, await other.session()], [null, before]);
    },
  },
  {
    name: "session.restore makes a live session what it was, its expiry and the age of its cookie included",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 2 });
      const before = await ada.session();
      await ada.call("session.update", { set: { c: "3" }, delete: ["a"], expect: { a: "1", c: null } });
      const entries = { a: "1", b: "2" };
      const { reading } = await ada.call("session.restore", { revision: 2, entries, expiry: fiveMinutes });
      const after = assertLive(reading);
      deepEqual(
        [after.handle, after.revision, after.createdAt, after.expiry, textsOf(after)],
        [before.handle, 3, before.createdAt, fiveMinutes, entries],
      );
      equal(after.expiresAt, endUnderPolicy(after, await trial.hello(), fiveMinutes.seconds));
      assertGiven(ada.lines, after, await trial.hello());
    },
  },
  {
    name: "session.restore leaves the user of a live session alone where none is given",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 }, { user: "ada" });
      const params = { entries: {}, expiry: policy };
      const users = [];
      for (const user of [{}, { user: "grace" }, { user: null }]) {
        const { revision } = await ada.session();
        await ada.call("session.restore", { revision, ...params, ...user });
        users.push((await ada.session()).user);
      }
      deepEqual(users, ["ada", "grace", null]);
    },
  },
  {
    name: "session.restore without a revision puts the state into a new session with a new key, after a flush too",
    run: async (trial) => {
      const hello = await trial.hello();
      const ada = await trial.visitor({ a: 1 }, { user: "ada" });
      const [old, { handle }] = [ada.cookie, await ada.session()];
      await ada.call("session.flush", { revision: 1 });
      const params = { revision: null, entries: { a: "1" }, expiry: fiveMinutes, user: "ada" };
      const session = assertLive((await ada.call("session.restore", params)).reading);
      equal(assertGiven(ada.lines, session, hello), ada.cookie);
      notEqual(ada.cookie, old);
      if (trial.subject.kind !== "client") notEqual(session.handle, handle);
      deepEqual(
        [session.revision, session.user, session.expiry, textsOf(session)],
        [1, "ada", fiveMinutes, params.entries],
      );
    },
  },
  {
    name: "session.restore without a revision needs no cookie, and adopts none that leads nowhere; a new session has no user",
    run: async (trial) => {
      for (const cookie of [null, noSession]) {
        const browser = trial.browser(cookie);
        await browser.call("session.restore", { revision: null, entries: { a: "1" }, expiry: policy });
        notEqual(browser.cookie, cookie);
        const session = await browser.session();
        deepEqual([textsOf(session), session.user], [{ a: "1" }, null]);
      }
    },
  },
  {
    name: "session.restore without a revision leaves the session alone that the browser has",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const other = trial.browser(ada.cookie);
      const before = await other.session();
      await ada.call("session.restore", { revision: null, entries: { b: "1" }, expiry: policy });
      deepEqual([await other.session(), await ada.texts()], [before, { b: "1" }]);
    },
  },
  {
    name: "session.restore stores texts as session.update does",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      await ada.call("session.restore", { revision: 1, entries: { a: "[ 1.0 ]" }, expiry: policy });
      await assertStored(trial, ada, { a: "[1]" });
    },
  },
  {
    name: "session.restore refuses more than a session may take",
    needs: ["limit"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const entries = { a: JSON.stringify("x".repeat(await trial.limit())) };
      for (const revision of [1, null]) {
        await ada.refused("too-large", "session.restore", { revision, entries, expiry: policy });
      }
      deepEqual(await ada.texts(), { a: "1" });
    },
  },
];
