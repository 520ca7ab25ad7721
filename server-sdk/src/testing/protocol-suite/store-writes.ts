/** The writes of store.*: they follow the rules of session.*, on any session. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { listAll, newUser, summaryOf } from "./store-list.ts";
import type { ProtocolTest } from "./trial.ts";

const needs = ["server", "store"] as const;

export const storeWriteTests: readonly ProtocolTest[] = [
  {
    name: "store.update writes what was seen, and nothing where another was faster",
    needs,
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ a: 1, b: 1 }, { user });
      const panel = trial.browser();
      const { ref } = await summaryOf(panel, user);
      await ada.set("b", "2");
      const update = { ref, set: { a: "7" }, delete: ["b"], expect: { a: "1", b: "1" } };
      deepEqual((await panel.refused("conflict", "store.update", update)).keys, ["b"]);
      deepEqual(await ada.texts(), { a: "1", b: "2" });
      const { reading } = await panel.call("store.update", { ...update, expect: { a: "1", b: "2" } });
      equal(reading.state === "live" && reading.session.revision, 3);
      deepEqual(await ada.texts(), { a: "7" });
      equal(panel.cookie, null);
    },
  },
  {
    name: "store.update writes nothing hidden",
    needs: [...needs, "app"],
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.appVisitor({ password: "hunter2", mark: user });
      const [summary] = await listAll(ada, { limit: 1, filter: { value: user } });
      const update = { ref: summary!.ref, set: {}, delete: ["password"], expect: { password: '"hunter2"' } };
      deepEqual((await ada.refused("redacted", "store.update", update)).keys, ["password"]);
    },
  },
  {
    name: "store.delete leaves a session alone that has moved on, and ends one that has not",
    needs,
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ a: 1 }, { user });
      const panel = trial.browser();
      const { ref } = await summaryOf(panel, user);
      await ada.set("a", "2");
      equal((await panel.refused("stale-revision", "store.delete", { ref, revision: 1 })).revision, 2);
      deepEqual(await ada.texts(), { a: "2" });
      await panel.call("store.delete", { ref, revision: 2 });
      equal(await ada.state(), "gone");
      await panel.refused("gone", "store.delete", { ref, revision: 2 });
      await panel.refused("gone", "store.update", { ref, set: { a: "3" }, delete: [], expect: { a: "2" } });
      await panel.refused("gone", "store.clone", { ref });
    },
  },
  {
    name: "store.deleteMatching deletes all that match, page by page, and no other",
    needs,
    run: async (trial) => {
      const [user, other] = [newUser(), newUser()];
      const matching = [];
      for (let index = 0; index < 5; index++) matching.push(await trial.visitor({ index }, { user }));
      const bystander = await trial.visitor({ a: 1 }, { user: other });
      const counts = [];
      let cursor: string | null = null;
      do {
        const page: { deleted: number; changed: number; next: string | null } = await bystander.call(
          "store.deleteMatching",
          { filter: { user }, limit: 2, ...(cursor && { cursor }) },
        );
        counts.push(page.deleted);
        equal(page.changed, 0);
        cursor = page.next;
      } while (cursor !== null);
      ok(Math.max(...counts) <= 2);
      equal(
        counts.reduce((sum, count) => sum + count, 0),
        5,
      );
      for (const browser of matching) equal(await browser.state(), "gone");
      equal(await bystander.state(), "live");
    },
  },
  {
    name: "store.clone gives the asking browser a session of its own with the same data, and leaves the original alone",
    needs,
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ cart: ["mug"] }, { user, expiry: { kind: "seconds", seconds: 600 } });
      const panel = trial.browser();
      const { ref } = await summaryOf(panel, user);
      await panel.call("store.clone", { ref });
      notEqual(panel.cookie, ada.cookie);
      const [original, clone] = [await ada.session(), await panel.session()];
      deepEqual([clone.user, clone.expiry, clone.revision], [user, original.expiry, 1]);
      deepEqual(await panel.texts(), await ada.texts());
      equal(original.revision, 1);
      await panel.set("cart", "[]");
      deepEqual(await ada.texts(), { cart: '["mug"]' });
      const rows = await listAll(panel, { limit: 10, filter: { user } });
      deepEqual(rows.map(({ own }) => own).toSorted(), [false, true]);
    },
  },
  {
    name: "a ticket brings deleted sessions back in new ones, of which no browser has the cookie",
    needs: [...needs, "undo"],
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ a: 1 }, { user });
      const panel = await trial.visitor({ b: 1 });
      const { ref } = await summaryOf(panel, user);
      const { ticket } = await panel.call("store.delete", { ref, revision: 1 });
      const { cookie } = panel;
      const undone = await panel.call("undo.restore", { ticket: ticket!.ticket, revision: null });
      deepEqual([undone.sessions, panel.cookie], [1, cookie]);
      equal(await ada.state(), "gone");
      const back = await summaryOf(panel, user);
      notEqual(back.ref, ref);
      const { deleted } = await panel.call("store.deleteMatching", { filter: { user }, limit: 10 });
      equal(deleted, 1);
    },
  },
];
