/** Our stores, without requests around them. */

import { openStore, type Store } from "sessionscope";
import { type Writer, type WritingSubject, weeks } from "./subject.ts";

type Id = Parameters<Store["load"]>[0];

async function writer(url: string): Promise<Writer> {
  const store = (await openStore(url)) as Store;
  return {
    async create(id, data) {
      const now = Date.now();
      const entries = new Map(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
      const times = { createdAt: now, modifiedAt: now, expiresAt: now + weeks };
      await store.create(id as Id, { ...times, entries, expiry: null, revision: 1, user: null });
    },
    change(id) {
      const session = store.loadNow!(id as Id)!;
      const now = Date.now();
      const change = {
        ...{
          set: new Map([["n", `${Number(session.entries.get("n")) + 1}`]]),
          delete: new Set<string>(),
          clear: false,
        },
        ...{ modifiedAt: now, expiry: { from: session.expiry, expiresAt: now + weeks } },
      };
      return store.commitNow ? store.commitNow(id as Id, change) : store.commit(id as Id, change);
    },
    close: () => store.close?.(),
  };
}

export const ours: readonly WritingSubject[] = [
  {
    where: "SQLite",
    name: "sessionscope",
    waits: "the log",
    open: (folder) => writer(`sqlite:${folder}/ours.db`),
  },
  { where: "files", name: "sessionscope", waits: "the disk", open: (folder) => writer(`file://${folder}/ours`) },
];
