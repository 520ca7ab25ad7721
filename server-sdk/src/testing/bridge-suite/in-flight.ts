/** Edits while a request of the app is under way: they keep what hello promises of them. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { BridgeTest, Guest, Trial } from "./trial.ts";

/** Readings by a panel, one after the other: an edit that waits for nothing ends meanwhile. */
const readings = 10;
/** Milliseconds: less than an edit waits at most. */
const surelyWaits = 1500;

async function demandWaiting(done: Promise<unknown>, looking: Guest): Promise<void> {
  let ended = false;
  const start = performance.now();
  void done.then(
    () => {
      ended = performance.now() - start < surelyWaits;
    },
    () => {},
  );
  for (let reading = 0; reading < readings; reading++) await looking.state();
  ok(!ended, "the edit waits until the request under way has ended");
}

/** Has the panel `edit` while a request to `/slow` is under way, which then sets what its query says. `first`: comes before the edit. */
async function duringSlowRequest(
  trial: Trial,
  ada: Guest,
  query: string,
  edit: () => Promise<unknown>,
  first: () => Promise<unknown> = async () => {},
): Promise<void> {
  const [tab, looking] = [await trial.tab(ada), await trial.tab(ada)];
  const slow = tab.ask(`/slow?${query}`);
  await trial.slow.reached;
  await first();
  const done = edit();
  if (await waits(ada)) await demandWaiting(done, looking);
  else await done;
  trial.slow.open();
  equal((await slow.reply).status, 200);
  await done;
}

/** The engine does an edit once the requests under way have ended. */
const waits = async (ada: Guest): Promise<boolean> => (await ada.hello()).engine!.edits === "quiet";

/** Edits outlast the requests that were under way. */
const lasts = async (ada: Guest): Promise<boolean> =>
  ["stored", "merge", "quiet"].includes((await ada.hello()).engine!.edits);

/** What two requests leave without an edit: some libraries save what a request has loaded, older than it is by then. */
async function unedited(trial: Trial): Promise<object> {
  const bob = await trial.visitor({ color: "red" });
  const [tab, other] = [await trial.tab(bob), await trial.tab(bob)];
  const slow = tab.ask("/slow");
  await trial.slow.reached;
  await other.set({ b: 1 });
  trial.slow.open();
  await slow.reply;
  return (await bob.seen()) as object;
}

export const inFlightTests: readonly BridgeTest[] = [
  {
    name: "an edit and what the request then sets are both kept, as far as hello promises it",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red", size: "m" });
      await duringSlowRequest(trial, ada, "late=1", async () => {
        await ada.call("session.update", {
          set: { color: '"blue"', fresh: "1" },
          delete: ["size"],
          expect: { color: '"red"', fresh: null, size: '"m"' },
        });
      });
      if (!(await lasts(ada))) return;
      deepEqual(await ada.seen(), { color: "blue", fresh: 1, late: 1 });
      deepEqual(await ada.texts(), { color: '"blue"', fresh: "1", late: "1" });
    },
  },
  {
    name: "an edit takes nothing from another request: what that has stored stays when the one under way changes nothing",
    needs: ["write"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      const other = await trial.tab(ada);
      await duringSlowRequest(
        trial,
        ada,
        "",
        () => ada.edit("color", '"blue"', '"red"'),
        () => other.set({ b: 1 }),
      );
      if (!(await lasts(ada))) return;
      deepEqual(
        await ada.seen(),
        (await waits(ada)) ? { ...(await unedited(trial)), color: "blue" } : { color: "blue", b: 1 },
      );
    },
  },
  {
    name: "a session that is ended while a request is under way stays ended",
    needs: ["flush", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      const old = await trial.tab(ada);
      const { revision } = await ada.session();
      // Where the end waits, it is refused once the request has changed the session.
      const query = (await waits(ada)) ? "" : "late=1";
      await duringSlowRequest(trial, ada, query, () => ada.call("session.flush", { revision }));
      if (!(await lasts(ada))) return;
      equal(await old.state(), "gone");
      deepEqual(await old.seen(), {});
    },
  },
  {
    name: "a session that the app ends while it is edited stays ended",
    needs: ["write", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      const [old, tab] = [await trial.tab(ada), await trial.tab(ada)];
      const set = { set: { color: '"blue"' }, delete: [], expect: { color: '"red"' } };
      await ada.hello();
      const slow = tab.ask("/slow-logout");
      await trial.slow.reached;
      const done = ada.answer("session.update", set);
      if (!(await waits(ada))) await done;
      trial.slow.open();
      equal((await slow.reply).status, 200);
      const answer = await done;
      ok(answer.ok || answer.error.code === "gone", "the edit is done before the end, or finds the session gone");
      equal(await old.state(), "gone");
      // A library may keep a copy of the session in the browser for a while.
      if (await lasts(ada)) deepEqual(await old.seen(), {});
    },
  },
  {
    name: "a browser whose session was ended gets a new one, and that is saved like any other",
    needs: ["flush"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      await ada.call("session.flush", { revision: (await ada.session()).revision });
      await ada.set({ color: "green" });
      await ada.set({ size: "s" });
      deepEqual(await ada.seen(), { color: "green", size: "s" });
    },
  },
  {
    name: "two edits at the same moment are one after the other: the second one is compared with the first",
    needs: ["write", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ n: 0 });
      await ada.hello();
      const tabs = await Promise.all([trial.tab(ada), trial.tab(ada), trial.tab(ada)]);
      for (const tab of tabs) await tab.hello();
      const outcomes = await Promise.allSettled(tabs.map((tab, index) => tab.edit("n", `${index + 1}`, "0")));
      equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1, "one of three edits is stored");
    },
  },
];
