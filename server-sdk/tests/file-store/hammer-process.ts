/**
 * Writes to the same sessions as other processes until it is told to stop or killed, and reports every acknowledged write.
 * Arguments: directory, own name. Each message is `[kind, session, key or value]`.
 */

import { FileStore } from "../../src/stores/file.ts";
import { changeOf, idNamed, sessionNames } from "./operations.ts";

const [directory, name] = process.argv.slice(2) as [string, string];
const store = new FileStore(directory);
const report = (...message: (string | number)[]): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

let stopped = false;
process.once("message", () => {
  stopped = true;
});

for (let n = 0; !stopped; n++) {
  const session = sessionNames[n % sessionNames.length]!;
  const id = idNamed(session);
  await report("begun", session);
  const key = `${name}:${n}`;
  const written = await store.commit(id, changeOf({ [key]: String(n) }));
  await report(written.outcome, session, key);
  // Read the counter, add one, and write it only if no other process has written meanwhile.
  const counter = store.loadNow(id)?.entries.get("counter");
  if (counter === undefined) continue;
  await report("trying", session);
  const next = String(Number(counter) + 1);
  const counted = await store.commit(id, changeOf({ counter: next }, { expect: new Map([["counter", counter]]) }));
  if (counted.outcome === "stored") await report("counted", session, next);
}
await store.close();
process.disconnect();
