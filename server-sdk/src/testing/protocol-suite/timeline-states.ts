/** The session as it was after an entry of the timeline, and its values: long ones and hidden ones. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { textsOf } from "./answers.ts";
import { entriesOf, lastOf, stateAfter } from "./timeline.ts";
import type { ProtocolTest } from "./trial.ts";

const needs = ["timeline"] as const;

export const timelineStateTests: readonly ProtocolTest[] = [
  {
    name: "the state after an entry is what the session held then, whatever came later",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1 }, { user: "ada" });
      await ada.set("a", "2");
      await ada.call("session.update", { set: { c: '"new"' }, delete: ["b"], expect: { b: "1", c: null } });
      await ada.call("session.clear", { revision: 3 });
      await ada.set("d", "4");
      const entries = await entriesOf(ada);
      const states = [];
      for (const { entry } of entries) states.push(await stateAfter(ada, entry));
      deepEqual(states, [{ a: "1", b: "1" }, { a: "2", b: "1" }, { a: "2", c: '"new"' }, {}, { d: "4" }]);
      const second = await ada.call("timeline.state", { entry: entries[1]!.entry });
      const { handle } = await ada.session();
      const { user, revision, size } = second;
      deepEqual([second.handle, user, revision, size], [handle, "ada", 2, 4]);
      deepEqual(textsOf(await ada.session()), { d: "4" }, "asking changes nothing");
    },
  },
  {
    name: "after an end there is no session",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      await ada.call("session.flush", { revision: 1 });
      const { entry } = await lastOf(ada, handle);
      const state = await ada.call("timeline.state", { entry });
      deepEqual([state.handle, state.revision, state.user, state.entries], [null, null, null, []]);
    },
  },
  {
    name: "a long text is cut in an entry and in a state, and timeline.value has it whole",
    needs: ["timeline", "server"],
    run: async (trial) => {
      const long = JSON.stringify("ü".repeat(20_000));
      const ada = await trial.visitor({ long: JSON.parse(long) });
      await ada.call("session.update", { set: { long: "1" }, delete: [], expect: { long } });
      const [created, changed] = await entriesOf(ada);
      const { changes } = await ada.call("timeline.entry", { entry: changed!.entry });
      const before = changes[0]?.before;
      ok(before?.truncated && long.startsWith(before.text));
      equal(before.size, 40_002);
      const { entries } = await ada.call("timeline.state", { entry: created!.entry });
      deepEqual(entries, [{ key: "long", ...before }]);
      const whole = (entry: number, side: "before" | "after" | "state") =>
        ada.call("timeline.value", { entry, key: "long", side });
      deepEqual(await whole(changed!.entry, "before"), { text: long });
      deepEqual(await whole(changed!.entry, "after"), { text: "1" });
      deepEqual(await whole(created!.entry, "state"), { text: long });
      await ada.refused("bad-request", "timeline.value", { entry: created!.entry, key: "long", side: "before" });
      await ada.refused("bad-request", "timeline.value", { entry: created!.entry, key: "other", side: "state" });
    },
  },
  {
    name: "hidden values stay hidden before, after, and in a state",
    needs: ["timeline", "app"],
    run: async (trial) => {
      const ada = await trial.appVisitor({ password: "hunter2", card: { pin: "pin-0042", shown: 1 }, open: 1 });
      const { revision } = await ada.session();
      await ada.set("open", "2");
      const { entry: written } = await lastOf(ada);
      await ada.call("session.clear", { revision: revision + 1 });
      const { entry } = await lastOf(ada);
      const answers = [
        await ada.call("timeline.entry", { entry }),
        await ada.call("timeline.state", { entry: written }),
        await ada.call("timeline.value", { entry, key: "password", side: "before" }),
        await ada.call("timeline.value", { entry, key: "card", side: "before" }),
        await ada.call("timeline.value", { entry: written, key: "password", side: "state" }),
      ];
      for (const answer of answers) ok(!/hunter2|pin-0042/.test(JSON.stringify(answer)));
      const { changes } = answers[0] as {
        changes: { key: string; before: { redacted: boolean; size: number } | null }[];
      };
      const sideOf = (name: string) => changes.find(({ key }) => key === name)?.before;
      deepEqual(
        [sideOf("password")?.redacted, sideOf("card")?.redacted, sideOf("open")?.redacted],
        [true, true, false],
      );
      equal(sideOf("password")?.size, 64, "the size of a hidden value is rounded up");
    },
  },
];
