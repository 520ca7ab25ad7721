/** The versions of Node that the SDK is tested on; `scripts/node-versions/` installs those that are not our own. */

import { existsSync } from "node:fs";
import { join } from "node:path";

export interface NodeVersion {
  readonly name: string;
  /** The program, or `null` where there is none for this machine: then its tests are skipped. */
  readonly program: string | null;
  /** What makes it run TypeScript as it is, for test processes. */
  readonly typeScript: string;
}

const installed = (version: string): string | null => {
  const program = join(import.meta.dirname, version, "node_modules/node/bin/node");
  return existsSync(program) ? program : null;
};

export const nodeVersions: readonly NodeVersion[] = [
  { name: "22.13", program: installed("22"), typeScript: "--experimental-strip-types" },
  { name: "24", program: process.execPath, typeScript: "" },
  { name: "26", program: installed("26"), typeScript: "" },
];
