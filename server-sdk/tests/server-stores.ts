/** The server-side stores that suites across files run over. */

import type { Store } from "sessionscope";
import { MemoryStore } from "sessionscope/stores/memory";

export interface TestedStore {
  readonly name: string;
  /** Commits are one step; the others promise less and say so. */
  readonly atomic: boolean;
  /** How many random histories `npm test` makes. */
  readonly runs: number;
  open(): Promise<Store>;
}

export const serverStores: readonly TestedStore[] = [
  { name: "MemoryStore", atomic: true, runs: 300, open: async () => new MemoryStore() },
];
