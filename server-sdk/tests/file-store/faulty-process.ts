/**
 * Performs one operation of a file store, with a fault at the n-th call into the file system: the process is killed before
 * the call (`kill`), or the call fails with a code such as `ENOSPC`. Arguments: `kill` or the code, operation, n, directory, and
 * more directories for n + 1 and so on. Prints `{ calls, outcome }` for each.
 */

import fs from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { change, operations } from "./operations.ts";

const [mode, operation, first, ...directories] = process.argv.slice(2);
let faultAt = Number(first);
let armed = false;
let calls = 0;

function fault(): void {
  if (!armed || ++calls !== faultAt) return;
  if (mode === "kill") process.kill(process.pid, "SIGKILL");
  throw Object.assign(new Error(`${mode}: the ${calls}th call`), { code: mode });
}

type Method = (this: unknown, ...rest: unknown[]) => unknown;
function patch(name: "openSync" | "fsync" | "renameSync" | "readFileSync" | "writeFileSync"): void {
  const original = fs[name] as Method;
  Object.assign(fs, {
    [name](...rest: unknown[]) {
      // Half of the data is written, as by a full disk or a crash.
      if (armed && name === "writeFileSync" && calls + 1 === faultAt) original(rest[0], String(rest[1]).slice(0, 40));
      fault();
      return original(...rest);
    },
  });
}

for (const name of ["openSync", "fsync", "renameSync", "readFileSync", "writeFileSync"] as const) patch(name);
// Asynchronous calls fail by rejecting.
for (const name of ["rename", "rm", "mkdir", "readFile"] as const) {
  const original = fsPromises[name] as Method;
  (fsPromises as unknown as Record<string, Method>)[name] = async (...rest) => {
    fault();
    return original(...rest);
  };
}
syncBuiltinESMExports();

const { FileStore } = await import("../../src/stores/file.ts");
const runs: object[] = [];
for (const directory of directories) {
  const store = new FileStore(directory);
  calls = 0;
  armed = true;
  const outcome = await operations[operation as keyof typeof operations](store, change).then(
    (result) => ({ result }),
    (error) => ({ error: (error as { code?: string }).code ?? String(error) }),
  );
  armed = false;
  runs.push({ calls, outcome });
  await store.close();
  faultAt++;
}
process.stdout.write(JSON.stringify(runs));
