/** Code that breaks what commits promise that travel together; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const database = "server-sdk/src/stores/database";
const batches = `${database}/batches.ts`;
const tests = [`${database}/batches.test.ts`];
const onServers = [`${database}/servers.test.ts`];

export const batchMutants: readonly Mutant[] = [
  {
    promise: "Commits together: the first does not wait for others to come",
    file: batches,
    find: "    const work = this.#carryAll(id, first, line);",
    replace: "    const work = new Promise(setImmediate).then(() => this.#carryAll(id, first, line));",
    tests,
  },
  {
    promise: "Commits together: a batch is bounded",
    file: batches,
    find: "batch.length === mostTogether || ",
    replace: "",
    tests,
  },
  {
    promise: "Commits together: those that wait are bounded",
    file: batches,
    find: "if (line && line.size >= maxQueueLength) return Promise.reject(tooManyWait());",
    replace: "",
    tests,
  },
  {
    promise: "Commits together: a rotation ends its batch",
    file: batches,
    find: " || one.next !== id",
    replace: "",
    tests,
  },
  {
    promise: "Exactly once: commits together whose outcome is not known are not made again",
    file: batches,
    find: "batch.length === 1 || !this.#options.isRefused(error)",
    replace: "batch.length === 1",
    tests,
  },
  {
    promise: "Commits together: one that is refused fails alone",
    file: batches,
    find: "batch.length === 1 || !this.#options.isRefused(error)",
    replace: "batch.length > 0",
    tests: onServers,
  },
  {
    promise: "Commits together: one that has met its deadline is not written any more",
    file: batches,
    find: "      line.delete(waiting);\n",
    replace: "",
    tests,
  },
  {
    promise: "Commits together: closing waits for them",
    file: batches,
    find: "return this.#underWay.size > 0 ? Promise.all(this.#underWay) : null;",
    replace: "return null;",
    tests,
  },
  {
    promise: "Commits together: a session that one of them ends is gone for the next",
    file: `${database}/apply-batch.ts`,
    find: 'if (moved && isDead(session, now)) return { outcome: "gone" };',
    replace: "",
    tests,
  },
  {
    promise: "Commits together: a deadline that one of them moves is moved",
    file: `${database}/apply-batch.ts`,
    find: "moved ||= moves;",
    replace: "moved = moves;",
    tests,
  },
  {
    promise: "Commits together: a rotation that is not stored moves nobody else's changes",
    file: `${database}/commit-steps.ts`,
    find: 'results.at(-1)!.outcome === "stored" ? commits.at(-1)!.next : id',
    replace: "commits.at(-1)!.next",
    tests: onServers,
  },
];
