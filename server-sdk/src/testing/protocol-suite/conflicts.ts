/** What has changed since the panel looked is not overwritten. */

import { deepEqual, equal, match } from "node:assert/strict";
import type { CommandName, Params } from "../../protocol.ts";
import { callOf } from "./answers.ts";
import { noSession, type ProtocolTest, policy } from "./trial.ts";

type RevisionCommand = Extract<CommandName, `session.${string}`>;

/** Every command that is about a session at a revision. */
const atRevision = (revision: number): readonly (readonly [RevisionCommand, Params<RevisionCommand>])[] => [
  ["session.clear", { revision }],
  ["session.flush", { revision }],
  ["session.cycleKey", { revision }],
  ["session.setExpiry", { revision, expiry: { kind: "seconds", seconds: 60 } }],
  ["session.expire", { revision, where: "server" }],
  ["session.expire", { revision, where: "cookie" }],
  ["session.restore", { revision, entries: {}, expiry: policy }],
];

/** Panels that write at once. */
const many = 8;

export const conflictTests: readonly ProtocolTest[] = [
  {
    name: "an update writes nothing when one key differs, and names all that do",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1, c: 1 });
      const error = await ada.refused("conflict", "session.update", {
        set: { a: "9", b: "9" },
        delete: ["c"],
        expect: { a: "1", b: "2", c: null, d: "4" },
      });
      deepEqual(error.keys?.toSorted(), ["b", "c", "d"]);
      const { revision } = await ada.session();
      deepEqual([await ada.texts(), revision], [{ a: "1", b: "1", c: "1" }, 1]);
    },
  },
  {
    name: "an update does not mind that other keys have changed meanwhile",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1 });
      const other = trial.browser(ada.cookie);
      await other.set("b", "2");
      await ada.call("session.update", { set: { a: "7" }, delete: [], expect: { a: "1" } });
      deepEqual(await ada.texts(), { a: "7", b: "2" });
    },
  },
  {
    name: "of updates of one key at once exactly one is made, and the others are told of the conflict",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 0 });
      const update = (set: string) =>
        trial.ask(callOf("session.update", { set: { a: set }, delete: [], expect: { a: "0" } }, ada.cookie));
      const answers = await Promise.all(Array.from({ length: many }, (_, index) => update(`${index + 1}`)));
      const made = answers.flatMap((answer, index) => (answer.ok ? [`${index + 1}`] : []));
      deepEqual([made.length, await ada.texts()], [1, { a: made[0] }]);
      for (const answer of answers) if (!answer.ok) equal(answer.error.code, "conflict");
    },
  },
  {
    name: "updates of different keys at once are all made",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({});
      const keys = Array.from({ length: many }, (_, index) => `k${index}`);
      const update = (key: string) =>
        trial.browser(ada.cookie).call("session.update", { set: { [key]: "1" }, delete: [], expect: { [key]: null } });
      await Promise.all(keys.map(update));
      deepEqual(await ada.texts(), Object.fromEntries(keys.map((key) => [key, "1"])));
      equal((await ada.session()).revision, 1 + many);
    },
  },
  ...atRevision(1).map(
    ([command, params]): ProtocolTest => ({
      name: `${command} of a session that has moved on is refused with its revision: ${JSON.stringify(params)}`,
      run: async (trial) => {
        const ada = await trial.visitor({ a: 1 });
        await ada.set("a", "2");
        const before = await ada.session();
        equal((await ada.refused("stale-revision", command, params)).revision, 2);
        deepEqual(await ada.session(), before);
      },
    }),
  ),
  ...atRevision(1).map(
    ([command, params]): ProtocolTest => ({
      name: `${command} tells no cookie from a session that is gone: ${JSON.stringify(params)}`,
      run: async (trial) => {
        await trial.browser().refused("no-session", command, params);
        await trial.browser(noSession).refused("gone", command, params);
      },
    }),
  ),
  {
    name: "nothing brings a session back that was flushed, whatever a panel still knows of it",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const other = trial.browser(ada.cookie);
      await ada.call("session.flush", { revision: 1 });
      for (const [command, params] of atRevision(1)) await other.refused("gone", command, params);
      await other.refused("gone", "session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
      equal(await other.state(), "gone");
      match(other.cookie!, /./);
    },
  },
];
