import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { open } from "./database.ts";

const directory = mkdtempSync(join(tmpdir(), "sessionscope-sqlite-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
const sqlite: StoreFactory = {
  name: "SQLite",
  reset: async () => {
    files++;
  },
  open: () => open(new URL(`sqlite:${directory}/${files}.db`)),
};

describe.each([sqlite])("DatabaseStore on $name", (factory) => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
