/** Who changed what: the causes in a reading, the commits after a state, and the live stream. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { Commit, Event, SessionState } from "../../protocol.ts";
import { assertLive } from "./answers.ts";
import { type Browser, type ProtocolTest, policy } from "./trial.ts";

const needs = ["recording"] as const;

const since = ({ handle, revision }: SessionState) => ({ handle, revision });

/** The commits after a state, without their causes. */
async function commitsAfter(browser: Browser, state: SessionState): Promise<readonly Omit<Commit, "cause">[]> {
  const { commits } = assertLive(await browser.call("session.read", { since: since(state) }));
  ok(commits !== undefined, "a reading with `since` has commits");
  return commits.map(({ cause: _, ...commit }) => commit);
}

/** What an event says of a commit. */
function told(event: Event): Omit<Commit, "cause"> {
  ok(event.type === "changed", `the event is ${event.type}`);
  return { revision: event.revision, changes: event.changes };
}

export const recordTests: readonly ProtocolTest[] = [
  {
    name: "a change by a panel is put to the window that made it",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1 });
      ada.window = "window-1";
      await ada.set("a", "2");
      const { entries, lastChange } = await ada.session();
      const { at, ...cause } = lastChange!;
      deepEqual(cause, { by: "panel", method: "", path: "", window: "window-1" });
      ok(at >= ((await ada.session()).modifiedAt ?? 0), "the cause is recorded once the change is made");
      const [a, b] = entries;
      deepEqual([a?.changed, b?.changed?.window], [lastChange, undefined]);
      deepEqual((await ada.call("session.value", { key: "a" })).changed, lastChange);
    },
  },
  {
    name: "a reading names the commits after the state that the panel has, key by key and place by place",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ list: [1, { x: 1, y: 2 }], text: "a", gone: 1 });
      const state = await ada.session();
      await ada.call("session.update", {
        set: { list: '[1,{"x":2,"y":2}]', text: '"b"' },
        delete: ["gone"],
        expect: { list: '[1,{"x":1,"y":2}]', text: '"a"', gone: "1" },
      });
      await ada.set("new", "1");
      const [first, ...rest] = await commitsAfter(ada, state);
      deepEqual([first?.revision, rest], [2, [{ revision: 3, changes: [{ key: "new", kind: "added" }] }]]);
      deepEqual(
        first?.changes.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
        [
          { key: "gone", kind: "removed" },
          { key: "list", kind: "changed", paths: [[1, "x"]] },
          { key: "text", kind: "changed" },
        ],
      );
      deepEqual(await commitsAfter(ada, await ada.session()), []);
      equal((await ada.session()).commits, undefined, "without `since` there are no commits");
    },
  },
  {
    name: "the answer to an update names the commits after the state too, its own the last",
    needs: ["recording", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1 });
      ada.window = "window-1";
      const state = await ada.session();
      const other = trial.browser(ada.cookie);
      other.window = "window-2";
      await other.set("b", "2");
      const params = { set: { a: "2" }, delete: [], expect: { a: "1" }, since: since(state) };
      const { commits } = assertLive((await ada.call("session.update", params)).reading);
      deepEqual(
        commits?.map(({ revision, cause }) => [revision, cause.window]),
        [
          [2, "window-2"],
          [3, "window-1"],
        ],
      );
    },
  },
  {
    name: "what is put back as it was is no change",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: 1 });
      const state = await ada.session();
      await ada.call("session.restore", { revision: 1, entries: { a: "1", b: "2" }, expiry: policy });
      deepEqual(await commitsAfter(ada, state), [{ revision: 2, changes: [{ key: "b", kind: "changed" }] }]);
    },
  },
  {
    name: "the stream tells of a change, with its keys and its cause",
    needs,
    run: async (trial) => {
      const events = await trial.events();
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      deepEqual(told(await events.of(handle)), { revision: 1, changes: [{ key: "a", kind: "added" }] });
      ada.window = "window-1";
      await ada.set("a", "2");
      const event = await events.of(handle);
      deepEqual(told(event), { revision: 2, changes: [{ key: "a", kind: "changed" }] });
      ok(event.type === "changed");
      deepEqual(event.cause, (await ada.session()).lastChange);
    },
  },
  {
    name: "the stream tells of a change of the expiry alone, without keys",
    needs: [...needs, "browser-close"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const { handle } = await ada.session();
      const events = await trial.events();
      await ada.call("session.setExpiry", { revision: 1, expiry: { kind: "browser-close" } });
      deepEqual(told(await events.of(handle)), { revision: 2, changes: [] });
    },
  },
  {
    name: "the stream tells that a session is gone which was flushed or expired by hand",
    needs: ["recording", "ending"],
    run: async (trial) => {
      const [ada, grace] = [await trial.visitor({ a: 1 }), await trial.visitor({ b: 1 })];
      const [flushed, expired] = [await ada.session(), await grace.session()];
      const events = await trial.events();
      await ada.call("session.flush", { revision: 1 });
      const event = await events.of(flushed.handle);
      deepEqual([event.type, event.cause.by], ["gone", "panel"]);
      await grace.call("session.expire", { revision: 1, where: "server" });
      equal((await events.of(expired.handle)).type, "gone");
    },
  },
  {
    name: "the stream tells that a session has moved to a new key, and its record goes with it",
    needs: ["recording", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      await ada.set("a", "2");
      const before = await ada.session();
      const events = await trial.events();
      await ada.call("session.cycleKey", { revision: 2 });
      equal((await events.of(before.handle)).type, "gone");
      const after = await ada.session();
      deepEqual(told(await events.of(after.handle)), { revision: 3, changes: [] });
      deepEqual(after.entries[0]?.changed, before.entries[0]?.changed);
      const all = await commitsAfter(ada, before);
      deepEqual(
        all.map(({ revision }) => revision),
        [1, 2, 3],
        "all commits of a session that had another handle",
      );
    },
  },
  {
    name: "reading and refused calls are no events",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      const events = await trial.events();
      await ada.session();
      await ada.refused("stale-revision", "session.clear", { revision: 9 });
      await ada.refused("conflict", "session.update", { set: { a: "3" }, delete: [], expect: { a: "2" } });
      await trial.browser(ada.cookie).call("session.expire", { revision: 1, where: "cookie" });
      await ada.set("last", "1");
      deepEqual(told(await events.of(handle)), { revision: 2, changes: [{ key: "last", kind: "added" }] });
    },
  },
];
