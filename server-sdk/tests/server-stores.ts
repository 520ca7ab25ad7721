/** The server-side stores that suites across files run over. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "sessionscope";
import { MemoryStore } from "sessionscope/stores/memory";

export interface TestedStore {
  readonly name: string;
  /** Commits are one step; the others promise less and say so. */
  readonly atomic: boolean;
  /** How many random histories `npm test` makes. */
  readonly runs: number;
  open(): Promise<Store>;
}

const temporary = (): string => mkdtempSync(join(tmpdir(), "sessionscope-stores-"));
const opened = async (url: string): Promise<Store> => (await openStore(url)) as Store;

export const serverStores: readonly TestedStore[] = [
  { name: "MemoryStore", atomic: true, runs: 300, open: async () => new MemoryStore() },
  { name: "DatabaseStore (SQLite)", atomic: true, runs: 100, open: () => opened(`sqlite:${temporary()}/sessions.db`) },
  { name: "FileStore", atomic: true, runs: 30, open: () => opened(`file:${temporary()}`) },
];

/** Stores that several processes share, by URL. */
export function sharedStoreUrls(folder: string): readonly { name: string; url(): Promise<string> }[] {
  return [
    { name: "DatabaseStore (SQLite)", url: async () => `sqlite:${join(folder, "sessions.db")}` },
    { name: "FileStore", url: async () => `file:${join(folder, "files")}` },
  ];
}
