/** Finds out whether a store on this machine exists, without opening it: opening creates it. */

import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The file or folder that a store's URL names and that is not there; `null` for all other URLs. */
export function missingPlace(store: string): string | null {
  // Without a scheme it names no store; resolved against the base it would look like a file.
  const url = /^(sqlite|file):/i.test(store) ? URL.parse(store, pathToFileURL("./").href) : null;
  const place =
    url?.protocol === "sqlite:"
      ? decodeURIComponent(url.pathname)
      : url?.protocol === "file:"
        ? fileURLToPath(url)
        : null;
  return place === null || place === "" || place === ":memory:" || existsSync(place) ? null : place;
}
