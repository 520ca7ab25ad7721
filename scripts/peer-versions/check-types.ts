/** Compiles `types.ts` and our own source with the types of the packages installed in a folder. */

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Where each package keeps its declarations. */
const declarations: Readonly<Record<string, string>> = {
  express: "@types/express/index.d.ts",
  "express-serve-static-core": "@types/express-serve-static-core/index.d.ts",
  fastify: "fastify/fastify.d.ts",
  hono: "hono/dist/types/index.d.ts",
  keyv: "keyv/dist/index.d.ts",
  koa: "@types/koa/index.d.ts",
  redis: "redis/dist/index.d.ts",
};

/** Whether they compile. Compile errors are printed. */
export function typesFit(folder: string): boolean {
  const found = Object.entries(declarations)
    .map(([name, file]) => [name, join(folder, "node_modules", file)] as const)
    .filter(([, path]) => existsSync(path));
  const settings = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      paths: Object.fromEntries(found.map(([name, path]) => [name, [path]])),
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: [],
    files: [join(import.meta.dirname, "types.ts")],
  };
  const config = join(folder, "tsconfig.json");
  writeFileSync(config, JSON.stringify(settings));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", config], { cwd: root, stdio: "inherit" }).status === 0;
}
