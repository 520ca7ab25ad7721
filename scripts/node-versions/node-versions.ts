/** The versions of Node that the SDK is tested on. This folder installs all but the one that the repository itself runs on. */

import { existsSync } from "node:fs";
import { join } from "node:path";

export interface NodeVersion {
  readonly name: string;
  /** Its program; `null` when there is none for this machine, and then its tests are skipped. */
  readonly program: string | null;
  /** The option with which it runs TypeScript; empty when it needs none. */
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
