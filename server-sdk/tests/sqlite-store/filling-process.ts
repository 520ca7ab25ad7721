/** Fills a disk: `node filling-process.ts <path>` creates sessions until one fails, and prints the results as JSON. */

import { DatabaseStore } from "../../src/stores/database.ts";
import { change, newId, session } from "../../src/testing/store-suite/trial.ts";

const store = await DatabaseStore.open(`sqlite:${process.argv[2]}`);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

const acknowledged: string[] = [];
const entries = { large: JSON.stringify("x".repeat(4000)) };
let full: string | null = null;
while (full === null && acknowledged.length < 10_000) {
  const id = newId();
  full = await failure(store.create(id, session({ entries })));
  if (full === null) acknowledged.push(id);
}
const [first] = acknowledged as [ReturnType<typeof newId>];
const larger = change({ set: { more: JSON.stringify("y".repeat(400_000)) } });
const commit = await failure(store.commit(first, larger));
const revision = (await store.load(first))?.revision;
await store.close();
process.stdout.write(JSON.stringify({ acknowledged, full, commit, revision }));
