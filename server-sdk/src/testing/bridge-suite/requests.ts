/** What a panel is told of the app's requests, and of the sessions in the store. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { BridgeTest } from "./trial.ts";

export const requestTests: readonly BridgeTest[] = [
  {
    name: "a change is put to the request that made it, key by key",
    needs: ["timeline"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", size: "m" });
      const { handle, revision } = await ada.session();
      const { headers } = await ada.set({ color: "green" });
      const [, request] = /request=(\S+)/.exec(`${headers.sessionscope}`)!;
      await ada.get("/delete?size");
      const reading = await ada.call("session.read", { since: { handle, revision } });
      ok(reading.state === "live");
      deepEqual(
        reading.session.commits!.map(({ changes, cause }) => [
          cause.by,
          cause.path,
          changes.map(({ key, kind }) => [key, kind]),
        ]),
        [
          ["request", "/set", [["color", "changed"]]],
          ["request", "/delete", [["size", "removed"]]],
        ],
      );
      equal(reading.session.commits![0]!.cause.request, request, "the announcement names the request");
      equal(reading.session.lastChange?.path, "/delete");
    },
  },
  {
    name: "the timeline has what each request did to the session, and what a panel did",
    needs: ["timeline", "write"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", size: "m" });
      await ada.get("/read");
      await ada.edit("color", '"blue"', '"red"');
      await ada.get("/delete?color");
      await ada.set({ last: true });
      const { handle } = await ada.session();
      const { entries } = await ada.call("timeline.list", { limit: 100, handle });
      const did = entries.filter(({ outcome }) => outcome !== "read" && outcome !== "touched");
      deepEqual(
        did.map(({ by, command, path, outcome, keys }) => [by, command ?? path, outcome, keys]),
        [
          ["request", "/set", "created", ["color", "size"]],
          ["panel", "session.update", "stored", ["color"]],
          ["request", "/delete", "stored", ["color"]],
          ["request", "/set", "stored", ["last"]],
        ],
      );
      const { changes } = await ada.call("timeline.entry", { entry: did[2]!.entry });
      deepEqual(
        changes.map(({ key, before, after }) => [key, before?.text, after]),
        [["color", '"blue"', null]],
      );
      const state = await ada.call("timeline.state", { entry: did[1]!.entry });
      deepEqual(Object.fromEntries(state.entries.map(({ key, text }) => [key, text])), {
        size: '"m"',
        color: '"blue"',
      });
    },
  },
  {
    name: "stored sessions are listed, read, changed and deleted, each by its own",
    needs: ["list", "write", "flush", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ name: "ada" });
      const grace = await trial.visitor({ name: "grace" });
      const { sessions } = await ada.call("store.list", { limit: 10 });
      equal(sessions.length, 2);
      deepEqual(
        sessions.filter(({ own }) => own).map(({ handle }) => handle),
        [(await ada.session()).handle],
      );
      const { ref } = sessions.find(({ own }) => !own)!;
      await ada.call("store.update", { ref, set: { name: '"lin"' }, delete: [], expect: { name: '"grace"' } });
      deepEqual(await grace.seen(), { name: "lin" });
      const reading = await ada.call("store.read", { ref });
      ok(reading.state === "live");
      await ada.call("store.delete", { ref, revision: reading.session.revision });
      deepEqual([await grace.state(), await grace.seen()], ["gone", {}]);
      deepEqual(await ada.seen(), { name: "ada" });
    },
  },
];
