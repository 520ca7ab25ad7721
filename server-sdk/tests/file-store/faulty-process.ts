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
function patch(target: object, names: readonly string[]): void {
  const methods = target as Record<string, Method>;
  for (const name of names) {
    const original = methods[name]!;
    methods[name] = function (...rest) {
      fault();
      return original.apply(this, rest);
    };
  }
}

patch(fs, ["renameSync", "readFileSync"]);
// Asynchronous calls fail by rejecting.
for (const name of ["open", "rename", "rm", "mkdir", "readFile"] as const) {
  const original = fsPromises[name] as Method;
  (fsPromises as unknown as Record<string, Method>)[name] = async (...rest) => {
    fault();
    return original(...rest);
  };
}
syncBuiltinESMExports();

// Node does not export the prototype of file handles, so take it from a handle.
const handle = await fsPromises.open(import.meta.filename, "r");
const prototype = Object.getPrototypeOf(handle) as Record<string, Method>;
await handle.close();
for (const name of ["writeFile", "sync"]) {
  const original = prototype[name]!;
  prototype[name] = async function (...rest) {
    if (armed && name === "writeFile" && calls + 1 === faultAt) {
      // Write half of the data, as a full disk or a crash would.
      await original.call(this, String(rest[0]).slice(0, 40));
    }
    fault();
    return original.apply(this, rest);
  };
}

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
