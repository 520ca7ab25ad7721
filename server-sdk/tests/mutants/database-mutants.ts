/** Code that breaks what the database stores promise; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const core = "server-sdk/src/core";
const database = "server-sdk/src/stores/database";
const refusedTests = [`${database}/refused-setting.test.ts`];
const openedTests = [`${database}/opened-files.test.ts`];

export const databaseMutants: readonly Mutant[] = [
  {
    promise: "SQLite: nobody else opens a file that exists, for that would end the locks on it",
    file: `${core}/storing/sqlite-file.ts`,
    find: "identityOf(path) ?? placeEmptyFile(path);",
    replace: 'closeSync(openSync(path, "a", 0o600)) ?? identityOf(path);',
    tests: [`${core}/storing/sqlite-file.test.ts`],
  },
  {
    promise: "SQLite: a new file has its name only when it is closed",
    file: `${core}/storing/sqlite-file.ts`,
    find: "const temporary = ",
    replace: "const temporary = path || ",
    tests: [`${core}/storing/sqlite-file.test.ts`],
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
  {
    promise: "SQLite: a setting that is not taken is an error at the start",
    file: `${database}/sqlite-connection.ts`,
    find: "throw refused((error as Error).message);",
    replace: "continue;",
    tests: [`${database}/sqlite.test.ts`],
  },
  {
    promise: "MySQL: a write that was answered is done, also where the server says autocommit = 0",
    file: `${database}/mysql-settings.ts`,
    find: '  { set: "set session autocommit = 1", shows: { autocommit: "ON" } },\n',
    replace: "",
    tests: refusedTests,
  },
  {
    promise: "MySQL: a COMMIT begins no other transaction",
    file: `${database}/mysql-settings.ts`,
    find: '  { set: "set session completion_type = \'NO_CHAIN\'", shows: { completion_type: "NO_CHAIN" } },\n',
    replace: "",
    tests: refusedTests,
  },
  {
    promise: "MySQL: a setting that is taken and not kept is an error at the start",
    file: `${database}/mysql-settings.ts`,
    find: "if (value !== expected.get(name)) throw",
    replace: "if (value === name) throw",
    tests: refusedTests,
  },
  {
    promise: "MySQL: without transactions a write that came second is not acknowledged",
    file: `${database}/engine.ts`,
    find: "if (count === 0) throw",
    replace: "if (count < 0) throw",
    tests: refusedTests,
  },
  {
    promise: "Databases: what a server refuses ends the start",
    file: `${database}/refused-setting.ts`,
    find: "if (!(error instanceof RefusedSettingError)) return;",
    replace: "if (error) return;",
    tests: refusedTests,
  },
  {
    promise: "PostgreSQL: one that says read only is refused at the start",
    file: `${database}/postgres-settings.ts`,
    find: 'if (read_only === "on") throw',
    replace: 'if (read_only === "never") throw',
    tests: refusedTests,
  },
  {
    promise: "PostgreSQL: clearing removes a batch at a time, however the server runs it",
    file: `${database}/statements.ts`,
    find: `with chosen as (select id from \${tableName} \${oldest} \${grammar.locksRows ? "for update skip locked" : ""})
          delete from \${tableName} where id in (select id from chosen)`,
    replace: `delete from \${tableName} where id in
          (select id from \${tableName} \${oldest} \${grammar.locksRows ? "for update skip locked" : ""})`,
    tests: [`${database}/clearing-plans.test.ts`],
  },
  {
    promise: "PostgreSQL: a statement that was prepared before a column was changed is prepared anew",
    file: `${database}/postgres.ts`,
    find: '"40P01", "0A000"]',
    replace: '"40P01"]',
    tests: [`${database}/altered-table.test.ts`],
  },
];
