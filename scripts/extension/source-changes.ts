/** Watches the sources that the extension is built from. */

import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const repository = join(import.meta.dirname, "../..");

/** `protocol.ts` is the only file of the SDK that is part of the extension. */
const watched: readonly { readonly folder: string; readonly recursive?: true; readonly files: RegExp }[] = [
  { folder: "extension", recursive: true, files: /^(?!.*\.test\.tsx?$)/ },
  { folder: "server-sdk/src", files: /^protocol\.ts$/ },
  { folder: ".", files: /^(manifest\.json|vite\.config\.ts)$/ },
];

/** Milliseconds between a change and the build: an editor may write a file in several steps. */
const quiet = 100;

/** Yields once for everything that has changed since the last yield; ends when the signal is aborted. */
export async function* sourceChanges(signal: AbortSignal): AsyncGenerator<void> {
  let changed = Promise.withResolvers<void>();
  for (const { folder, recursive = false, files } of watched) {
    watch(join(repository, folder), { recursive, signal }, (_event, name) => {
      if (name !== null && files.test(name)) changed.resolve();
    });
  }
  signal.addEventListener("abort", () => changed.resolve());
  for (;;) {
    await changed.promise;
    await wait(quiet);
    if (signal.aborted) return;
    changed = Promise.withResolvers();
    yield;
  }
}
