/** Has a program find the packages of the folder PACKAGES_OF, as an app finds its own: `node --import`. */

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const manifest = join(process.env.PACKAGES_OF, "package.json");
const { dependencies } = JSON.parse(readFileSync(manifest, "utf8"));
const parentURL = pathToFileURL(manifest).href;

const packageOf = (name) =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

registerHooks({
  resolve(name, context, next) {
    const own = packageOf(name) in dependencies && !context.parentURL?.includes("/node_modules/");
    return next(name, own ? { ...context, parentURL } : context);
  },
});
