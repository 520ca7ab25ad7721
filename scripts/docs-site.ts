/** `npm run docs`: the site made of docs/, as it is written. `npm run docs -- build` makes it in site/dist, `-- preview` serves what was made, `-- reference` writes docs/api.md. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installPackages } from "../server-sdk/tests/inspect/installed-packages.ts";

const folder = join(import.meta.dirname, "../site");
const [command = "dev", ...more] = process.argv.slice(2);

const isReference = command === "reference";
installPackages(isReference ? join(folder, "reference") : folder);
const program = join(folder, isReference ? "reference/write-reference.ts" : "node_modules/vitepress/bin/vitepress.js");
const args = isReference ? [program, ...more] : [program, command, folder, ...more];
// Vue is built for the one or the other, and for nothing else that tests may have set.
const env = { ...process.env, NODE_ENV: command === "build" ? "production" : "development" };
const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env });
process.exitCode = status ?? 1;
