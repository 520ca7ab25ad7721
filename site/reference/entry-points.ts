/** What an app can import, as `exports` in the package's package.json says. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface EntryPoint {
  /** As an app imports it. */
  readonly name: string;
  readonly file: string;
}

const condition = "@sessionscope/source";
type Target = string | null | { readonly [condition]?: string };

/** All of them, in the order of `exports`; a pattern's in that of the alphabet. */
export function entryPointsOf(folder: string): readonly EntryPoint[] {
  const { name, exports }: { name: string; exports: Record<string, Target> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target !== "object") return [];
    const source = target?.[condition];
    if (source === undefined) return [];
    const from = join(folder, source);
    if (!path.includes("*")) return [{ name: join(name, path), file: from }];
    return readdirSync(join(from, ".."))
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .sort()
      .map((file) => ({
        name: join(name, path.replace("*", file.replace(/\.ts$/, ""))),
        file: join(from, "..", file),
      }));
  });
}
