/** What the panel calls the sessions: the library, its version, its store. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import type { LibraryStore } from "./library.ts";

const entry = ["", "express-session", "index.js"].join(sep);

/** "express-session 1.19.0 (RedisStore)". A bundled library does not say its version. */
export function libraryName(store: LibraryStore): string {
  const version = versionOf(store);
  return `express-session${version === null ? "" : ` ${version}`} (${store.constructor?.name || "a store"})`;
}

/** Of the library that is loaded and whose `Store` this is: an app may have several. */
function versionOf(store: LibraryStore): string | null {
  try {
    const { cache } = createRequire(import.meta.url);
    const loaded = Object.values(cache).filter((one) => one?.filename.endsWith(entry));
    const own = loaded.find((one) => one && store instanceof (one.exports as { Store: new () => object }).Store);
    const found = own ?? (loaded.length === 1 ? loaded[0] : undefined);
    if (!found) return null;
    const { version } = JSON.parse(readFileSync(join(dirname(found.filename), "package.json"), "utf8"));
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
