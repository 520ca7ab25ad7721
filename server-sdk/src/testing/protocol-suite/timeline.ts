/** The timeline: an entry for each command that did something to a session, and its pages. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { RequestSummary } from "../../protocol.ts";
import { type Browser, type ProtocolTest, policy } from "./trial.ts";

const needs = ["timeline"] as const;
/** No timeline has as many entries. */
const absent = Number.MAX_SAFE_INTEGER;

/** The entries of the browser's session, the oldest first. */
export async function entriesOf(browser: Browser, handle?: string): Promise<readonly RequestSummary[]> {
  const { entries } = await browser.call("timeline.list", {
    limit: 500,
    handle: handle ?? (await browser.session()).handle,
  });
  return entries;
}

export async function lastOf(browser: Browser, handle?: string): Promise<RequestSummary> {
  const last = (await entriesOf(browser, handle)).at(-1);
  ok(last, "the timeline has an entry of the session");
  return last;
}

/** Key → text of the session as it was after an entry. */
export async function stateAfter(browser: Browser, entry: number): Promise<Record<string, string>> {
  const { entries, exact } = await browser.call("timeline.state", { entry });
  equal(exact, true, "all of the state is known");
  return Object.fromEntries(entries.map(({ key, text }) => [key, text]));
}

export const timelineTests: readonly ProtocolTest[] = [
  {
    name: "an entry says who did what to which session, with the texts before and after",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, gone: 2, same: 3 });
      ada.window = "window-1";
      await ada.call("session.update", {
        set: { a: "10", new: "[]" },
        delete: ["gone"],
        expect: { a: "1", gone: "2", new: null },
      });
      const { handle, lastChange } = await ada.session();
      const summary = await lastOf(ada);
      const { entry, at, keys, ...rest } = summary;
      deepEqual(keys.toSorted(), ["a", "gone", "new"]);
      equal(at, lastChange?.at, "the moment of the last change");
      deepEqual(rest, {
        by: "panel",
        method: "",
        path: "",
        command: "session.update",
        window: "window-1",
        status: null,
        handle,
        previousHandle: null,
        outcome: "stored",
        failure: null,
        revisionBefore: 1,
        revision: 2,
        added: 1,
        changed: 1,
        removed: 1,
        cleared: false,
        expiryChanged: false,
        setCookie: null,
        duration: null,
        loadTime: null,
        commitTime: null,
      });
      const detail = await ada.call("timeline.entry", { entry });
      deepEqual(detail.summary, summary);
      const side = (text: string) => ({ text, size: text.length, truncated: false, redacted: false });
      deepEqual(
        detail.changes.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
        [
          { key: "a", before: side("1"), after: side("10") },
          { key: "gone", before: side("2"), after: null },
          { key: "new", before: null, after: side("[]") },
        ],
      );
      deepEqual([detail.expiryBefore?.expiry, detail.expiryAfter?.expiry], [policy, policy]);
    },
  },
  {
    name: "a new session, a clearing, another expiry and a flush are entries of their own",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      await ada.call("session.setExpiry", { revision: 1, expiry: { kind: "seconds", seconds: 300 } });
      await ada.call("session.clear", { revision: 2 });
      await ada.call("session.flush", { revision: 3 });
      const entries = await trial.browser().call("timeline.list", { limit: 500, handle });
      deepEqual(
        entries.entries.map(({ command, outcome, cleared, expiryChanged, removed }) => [
          command,
          outcome,
          cleared,
          expiryChanged,
          removed,
        ]),
        [
          ["session.restore", "created", false, false, 0],
          ["session.setExpiry", "stored", false, true, 0],
          ["session.clear", "stored", true, true, 1],
          ["session.flush", "flushed", false, false, 0],
        ],
      );
      const flush = entries.entries.at(-1)!;
      deepEqual([flush.handle, flush.previousHandle, flush.revisionBefore], [null, handle, 3]);
    },
  },
  {
    name: "a session that was expired by hand has an entry that says so",
    needs: ["timeline", "ending"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      await ada.call("session.expire", { revision: 1, where: "server" });
      const { outcome, previousHandle, removed } = await lastOf(ada, handle);
      deepEqual([outcome, previousHandle, removed], ["expired", handle, 1]);
    },
  },
  {
    name: "a session that got a new key has an entry under both handles",
    needs: ["timeline", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const before = await ada.session();
      await ada.call("session.cycleKey", { revision: 1 });
      const after = await ada.session();
      const moved = await lastOf(ada);
      deepEqual([moved.outcome, moved.handle, moved.previousHandle], ["rotated", after.handle, before.handle]);
      deepEqual(await lastOf(ada, before.handle), moved);
      deepEqual(await stateAfter(ada, moved.entry), { a: "1" });
    },
  },
  {
    name: "reading and refused calls are no entries",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const before = await entriesOf(ada);
      await ada.call("session.value", { key: "a" });
      await ada.refused("stale-revision", "session.clear", { revision: 9 });
      await ada.refused("conflict", "session.update", { set: { a: "3" }, delete: [], expect: { a: "2" } });
      deepEqual(await entriesOf(ada), before);
    },
  },
  {
    name: "a page has the last entries before another one, the oldest first, and says whether there are more",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 0 });
      for (const text of ["1", "2", "3"]) await ada.set("a", text);
      const { handle } = await ada.session();
      const all = await entriesOf(ada);
      equal(all.length, 4);
      const numbers = all.map(({ entry }) => entry);
      deepEqual(
        numbers,
        numbers.toSorted((one, other) => one - other),
      );
      const last = await ada.call("timeline.list", { limit: 2, handle });
      deepEqual([last.entries, last.more], [all.slice(2), true]);
      const first = await ada.call("timeline.list", { limit: 2, handle, before: last.entries[0]!.entry });
      deepEqual([first.entries, first.more], [all.slice(0, 2), false]);
      const none = await ada.call("timeline.list", { limit: 2, handle, before: 1 });
      deepEqual([none.entries, none.more], [[], false]);
      const other = await ada.call("timeline.list", { limit: 500, handle: "no such handle" });
      deepEqual(other.entries, []);
      const everybody = await ada.call("timeline.list", { limit: 500 });
      ok(everybody.entries.some(({ entry }) => entry === numbers[3]));
      equal(everybody.recording, true);
    },
  },
  {
    name: "an entry that is not there is refused, in every command",
    needs,
    run: async (trial) => {
      const nobody = trial.browser();
      await nobody.refused("not-recorded", "timeline.entry", { entry: absent });
      await nobody.refused("not-recorded", "timeline.state", { entry: absent });
      await nobody.refused("not-recorded", "timeline.value", { entry: absent, key: "a", side: "after" });
    },
  },
  {
    name: "the stream tells of each new entry, as a page has it",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { handle } = await ada.session();
      const events = await trial.events();
      await ada.set("a", "2");
      const { type: _, ...told } = await events.recorded(handle);
      deepEqual(told, await lastOf(ada));
    },
  },
  {
    name: "while it is paused, nothing is recorded",
    needs: ["timeline", "clearing"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const before = await entriesOf(ada);
      deepEqual(await ada.call("timeline.pause", { paused: true }), { recording: false });
      try {
        await ada.set("a", "2");
        equal((await ada.call("timeline.list", { limit: 1 })).recording, false);
        deepEqual(await entriesOf(ada), before);
      } finally {
        deepEqual(await ada.call("timeline.pause", { paused: false }), { recording: true });
      }
      await ada.set("a", "3");
      const [, after] = await entriesOf(ada);
      deepEqual([after?.revisionBefore, after?.revision], [2, 3]);
      deepEqual(await stateAfter(ada, after!.entry), { a: "3" });
    },
  },
  {
    name: "once it is cleared, its entries are gone, and the numbers go on",
    needs: ["timeline", "clearing"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const { entry } = await lastOf(ada);
      deepEqual(await ada.call("timeline.clear", {}), {});
      const { entries, more, dropped, withoutSession } = await ada.call("timeline.list", { limit: 500 });
      deepEqual([entries, more, dropped, withoutSession], [[], false, 0, 0]);
      await ada.refused("not-recorded", "timeline.entry", { entry });
      await ada.set("a", "2");
      const last = await lastOf(ada);
      ok(last.entry > entry);
      deepEqual(await stateAfter(ada, last.entry), { a: "2" });
    },
  },
];
