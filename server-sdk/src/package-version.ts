/** The package's version, from its package.json; `finish-build.ts` puts the version itself in place of this file. */

import { readFileSync } from "node:fs";

export const packageVersion: string = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).version;
