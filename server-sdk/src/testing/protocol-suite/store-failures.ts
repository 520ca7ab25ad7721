/** A store that cannot be asked is not a session that is gone. */

import { deepEqual } from "node:assert/strict";
import { callOf } from "./answers.ts";
import { type ProtocolTest, policy } from "./trial.ts";

export const storeFailureTests: readonly ProtocolTest[] = [
  {
    name: "every command on a session says that the store failed, and works again when it does",
    needs: ["faults", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const calls: [string, unknown][] = [
        ["session.read", {}],
        ["session.value", { key: "a" }],
        ["session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } }],
        ["session.flush", { revision: 1 }],
        ["session.restore", { revision: null, entries: {}, expiry: policy }],
        ["testCookie.set", {}],
      ];
      await trial.subject.whileStoreFails!(async () => {
        await trial.hello();
        for (const [command, params] of calls) await trial.refused("store-failed", callOf(command, params, ada.cookie));
      });
      deepEqual(await ada.texts(), { a: "1" });
    },
  },
];
