/** What a panel writes: seen by the app's next request, compared with what is there, and nothing else changed by it. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { assertLive, textsOf } from "../protocol-suite/answers.ts";
import type { BridgeTest } from "./trial.ts";

export const writingTests: readonly BridgeTest[] = [
  {
    name: "an edit, an addition and a deletion are there at the app's next request, and the rest is as it was",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", size: "xl", cart: [{ id: 1 }] });
      const before = await ada.session();
      const { reading } = await ada.call("session.update", {
        set: { color: '"blue"', fresh: '{"x":[1.5,null]}' },
        delete: ["size"],
        expect: { color: '"red"', fresh: null, size: '"xl"' },
      });
      const after = assertLive(reading);
      const expected = { color: "blue", cart: [{ id: 1 }], fresh: { x: [1.5, null] } };
      deepEqual(
        Object.fromEntries(Object.entries(textsOf(after)).map(([key, text]) => [key, JSON.parse(text)])),
        expected,
      );
      ok(after.revision > before.revision);
      equal(after.handle, before.handle);
      deepEqual(await ada.seen(), expected);
      const again = await ada.session();
      deepEqual(
        [again.revision, again.handle],
        [after.revision, after.handle],
        "reading it by the app changed nothing",
      );
    },
  },
  {
    name: "an edit of a value that the app has changed since is refused with its key, and nothing is written",
    needs: ["write", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", size: "m" });
      await ada.set({ color: "green" });
      const { keys } = await ada.refused("conflict", "session.update", {
        set: { color: '"blue"', size: '"xl"' },
        delete: [],
        expect: { color: '"red"', size: '"m"' },
      });
      deepEqual(keys, ["color"]);
      deepEqual(await ada.seen(), { color: "green", size: "m" });
    },
  },
  {
    name: "a command on a session that has changed since is refused with its revision, and nothing is done",
    needs: ["write", "flush"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { revision } = await ada.session();
      await ada.set({ size: "xl" });
      for (const command of ["session.clear", "session.flush"] as const) {
        const error = await ada.refused("stale-revision", command, { revision });
        ok(error.revision! > revision);
      }
      deepEqual(await ada.seen(), { color: "red", size: "xl" });
    },
  },
  {
    name: "a hidden value can be neither written nor guessed, and stays when others are written",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2" });
      for (const guess of ['"hunter2"', '"other"']) {
        const params = { set: { password: '"mine"' }, delete: [], expect: { password: guess } };
        deepEqual((await ada.refused("redacted", "session.update", params)).keys, ["password"]);
      }
      await ada.edit("color", '"blue"', '"red"');
      deepEqual(await ada.seen(), { color: "blue", password: "hunter2" });
    },
  },
  {
    name: "a session is emptied, and brought back whole by its ticket",
    needs: ["write", "create"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2" });
      const cleared = await ada.call("session.clear", { revision: (await ada.session()).revision });
      deepEqual(await ada.seen(), {});
      // Some libraries keep no empty session.
      const { state } = cleared.reading;
      const revision = state === "live" ? assertLive(cleared.reading).revision : null;
      await ada.call("undo.restore", { ticket: cleared.ticket!.ticket, revision });
      deepEqual(await ada.seen(), { color: "red", password: "hunter2" });
    },
  },
  {
    name: "an earlier state is put back: what came since goes, hidden values stay",
    needs: ["write", "create"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", password: "hunter2", since: 1 });
      const { revision, expiry } = await ada.session();
      await ada.call("session.restore", { revision, entries: { color: '"white"', size: '"s"' }, expiry });
      deepEqual(await ada.seen(), { color: "white", password: "hunter2", size: "s" });
    },
  },
  {
    name: "a session is made for a browser that has none, and the app knows it",
    needs: ["create"],
    run: async (trial) => {
      const stranger = await trial.guest();
      const { reading, cookies } = await stranger.call("session.restore", {
        revision: null,
        entries: { color: '"red"' },
        expiry: { kind: "policy" },
      });
      deepEqual(textsOf(assertLive(reading)), { color: '"red"' });
      ok(cookies.length > 0, "the browser is given the cookie");
      deepEqual(await stranger.seen(), { color: "red" });
      equal((await stranger.get("/static")).status, 200);
    },
  },
  {
    name: "the test cookie is set, comes back, and is taken away",
    needs: ["write", "create"],
    run: async (trial) => {
      const stranger = await trial.guest();
      await stranger.call("testCookie.set", {});
      deepEqual(await stranger.call("testCookie.check", {}), { sent: true, worked: true });
      await stranger.call("testCookie.delete", {});
      equal((await stranger.call("testCookie.check", {})).worked, false);
    },
  },
  {
    name: "what is too large is refused before anything is written",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { limit } = (await ada.hello()).store;
      // A call of more bytes is refused anyhow.
      if (limit === null || limit > 1_000_000) return;
      const params = { set: { long: JSON.stringify("x".repeat(limit)) }, delete: [], expect: { long: null } };
      await ada.refused("too-large", "session.update", params);
      deepEqual(await ada.seen(), { color: "red" });
      const { revision } = await ada.session();
      await ada.edit("color", '"blue"', '"red"');
      ok((await ada.session()).revision > revision);
    },
  },
  {
    name: "a key that the library cannot keep is refused: none is lost without a word",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor();
      for (const key of ["__proto__", "isNew", "save", "exp", "cookie"]) {
        const params = { set: { [key]: "1" }, delete: [], expect: { [key]: null } };
        const answer = await ada.answer("session.update", params);
        if (!answer.ok) equal(answer.error.code, "unsupported", `${key}: ${answer.error.message}`);
        else equal((await ada.texts())[key], "1", `${key} is there after the edit`);
      }
      equal((await ada.texts()).color, '"red"');
    },
  },
  {
    name: "keys that name parts of JavaScript objects are keys like others",
    needs: ["write", "any-key"],
    run: async (trial) => {
      const ada = await trial.visitor();
      for (const key of ["constructor", "toString"]) {
        await ada.edit(key, "1", null);
        deepEqual((await ada.texts())[key], "1");
      }
      deepEqual(await ada.seen(), { color: "red", constructor: 1, toString: 1 });
    },
  },
];
