/** `npm run docs -- reference`: writes docs/api.md from the package's exported types and their docstrings, or the file that is named. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { referenceOf } from "./reference.ts";

const root = join(import.meta.dirname, "../..");
const {
  argv: [, , file = join(root, "docs/api.md")],
} = process;
writeFileSync(file, referenceOf(join(root, "server-sdk")));
