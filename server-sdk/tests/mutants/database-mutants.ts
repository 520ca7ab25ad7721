/** Code that breaks what the database stores promise; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutants.ts";

const core = "server-sdk/src/core";
const database = "server-sdk/src/stores/database";
const openedTests = [`${database}/opened-files.test.ts`];

export const databaseMutants: readonly Mutant[] = [
  {
    promise: "SQLite: nobody else opens a file that exists, for that would end the locks on it",
    file: `${core}/sqlite-file.ts`,
    find: "identityOf(path) ?? placeEmptyFile(path);",
    replace: 'closeSync(openSync(path, "a", 0o600)) ?? identityOf(path);',
    tests: [`${core}/sqlite-file.test.ts`],
  },
  {
    promise: "SQLite: a new file has its name only when it is closed",
    file: `${core}/sqlite-file.ts`,
    find: "const temporary = ",
    replace: "const temporary = path || ",
    tests: [`${core}/sqlite-file.test.ts`],
  },
  {
    promise: "SQLite: a file that was replaced is not written to",
    file: `${database}/opened-files.ts`,
    find: "if (identityOf(path) === identity) continue;",
    replace: "if (identityOf(path) !== null) continue;",
    tests: openedTests,
  },
  {
    promise: "SQLite: a file that was removed is looked for before each write",
    file: `${database}/sqlite.ts`,
    find: "else this.#files.expectThem();",
    replace: "else this.#files.expectThemNowAndThen();",
    tests: openedTests,
  },
  {
    promise: "SQLite: who only reads learns that the file is gone, too",
    file: `${database}/sqlite.ts`,
    find: "if (step.statement.reads) this.#files.expectThemNowAndThen();\n    else this",
    replace: "if (!step.statement.reads) this",
    tests: openedTests,
  },
  {
    promise: "SQLite: the log belongs to the database",
    file: `${database}/sqlite-connection.ts`,
    find: "[log, logIdentity],",
    replace: "",
    tests: openedTests,
  },
];
