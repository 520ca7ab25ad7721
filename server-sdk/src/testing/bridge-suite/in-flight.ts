/** Edits while a request of the app is under way: they keep what hello promises of them. */

import { deepEqual, equal } from "node:assert/strict";
import type { BridgeTest, Guest, Trial } from "./trial.ts";

/** Runs `meanwhile` while a request to `/slow` is under way, which then sets what its query says. */
async function duringSlowRequest(
  trial: Trial,
  ada: Guest,
  query: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const tab = await trial.tab(ada);
  const slow = tab.ask(`/slow?${query}`);
  await trial.slow.reached;
  // An engine that waits for quiet gets its edit once the request has ended.
  const done = meanwhile();
  if ((await ada.hello()).engine!.edits !== "quiet") await done;
  trial.slow.open();
  equal((await slow.reply).status, 200);
  await done;
}

/** Edits outlast the requests that were under way. */
const lasts = async (ada: Guest): Promise<boolean> =>
  ["stored", "merge", "quiet"].includes((await ada.hello()).engine!.edits);

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
      await duringSlowRequest(trial, ada, "", async () => {
        const other = await trial.tab(ada);
        await other.set({ b: 1 });
        await ada.edit("color", '"blue"', '"red"');
      });
      if (!(await lasts(ada))) return;
      deepEqual(await ada.seen(), { color: "blue", b: 1 });
    },
  },
  {
    name: "a session that is ended while a request is under way stays ended",
    needs: ["flush", "server"],
    run: async (trial) => {
      const ada = await trial.visitor({ color: "red" });
      const old = await trial.tab(ada);
      await ada.session();
      await duringSlowRequest(trial, ada, "late=1", async () => {
        await ada.call("session.flush", { revision: (await ada.session()).revision });
      });
      if (!(await lasts(ada))) return;
      equal(await old.state(), "gone");
      deepEqual(await old.seen(), {});
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
