/** The requests that every subject is measured with. */

import type { Size } from "./data.ts";

export interface Scenario {
  readonly name: string;
  readonly size: Size;
  readonly path: "/untouched" | "/read" | "/change";
}

export const scenarios: readonly Scenario[] = [
  { name: "untouched", size: "small", path: "/untouched" },
  { name: "read, small", size: "small", path: "/read" },
  { name: "change, small", size: "small", path: "/change" },
  { name: "read, 64 kB", size: "64 kB", path: "/read" },
  { name: "change, 64 kB", size: "64 kB", path: "/change" },
];
