/** `npm run docs`: the site made of docs/, as it is written. `npm run docs -- build` makes it in site/dist, `-- preview` serves what was made. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installPackages } from "../server-sdk/tests/inspect/installed-packages.ts";

const folder = join(import.meta.dirname, "../site");
const [command = "dev", ...more] = process.argv.slice(2);

installPackages(folder);
const vitepress = join(folder, "node_modules/vitepress/bin/vitepress.js");
// Vue is built for the one or the other, and for nothing else that tests may have set.
const env = { ...process.env, NODE_ENV: command === "build" ? "production" : "development" };
const { status } = spawnSync(process.execPath, [vitepress, command, folder, ...more], { stdio: "inherit", env });
process.exitCode = status ?? 1;
