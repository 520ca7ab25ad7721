/** The command line as a new user types it: from the help, from an error message, in the wrong folder. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { newDatabase } from "../../../scripts/services/shared-services.ts";
import { createSessions } from "../../src/create-sessions.ts";
import { migrateCommand } from "../../src/stores/database/migrate-command.ts";
import { signedIn } from "../../src/testing/signed-in.ts";
import { runCli } from "./run-cli.ts";

const id = "YdzcOFNBCjMnqZGmiVLlvMkUe4vX9Tq3F1uFhCyAzGk";
const folder = mkdtempSync(join(tmpdir(), "sessionscope-stranger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const emptyFolder = () => mkdtempSync(join(folder, "empty-"));
/** A folder in which no command may leave a file. */
const cwd = emptyFolder();

test.each([
  [["list"]],
  [["show", id]],
  [["delete", id]],
  [["clear-expired"]],
  [["list", "--store", "file:./sessions"]],
  [["list", "--store", "sqlite:./elsewhere/sessions.db"]],
])("%s makes no store where there is none, and says so", async (args) => {
  const { code, out, err } = await runCli(args, cwd);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(
    /^There is no store: .*sessions.* is not there\. An app makes it when it starts; name another with --store URL or --settings FILE\.\n$/,
  );
  expect(readdirSync(cwd)).toEqual([]);
});

test("list prints column heads, and says so when there is no session", async () => {
  const store = `sqlite:${join(emptyFolder(), "sessions.db")}`;
  const sessions = await createSessions({ store });
  const none = await runCli(["list", "--store", store]);
  expect(none).toMatchObject({ code: 0, out: "", err: "There are no such live sessions.\n" });
  await signedIn(sessions, { theme: "dark" } as object, "ada");
  await signedIn(sessions, { theme: "dark" } as object, "bob");
  const [heads, ...rows] = (await runCli(["list", "--store", store])).out.trimEnd().split("\n");
  expect(heads!.split(/\s+/)).toEqual(["id", "user", "keys", "bytes", "modified", "expires"]);
  expect(rows).toHaveLength(2);
  for (const head of ["user", "modified", "expires"]) {
    for (const row of rows) expect(row[heads!.indexOf(head) - 1], `${head} in ${row}`).toBe(" ");
  }
  await sessions.close();
});

test("the command in an error message contains no password", () => {
  const printed = migrateCommand(new URL("postgres://ada:s3cret@localhost/shop?password=s3cret&sslmode=require"));
  expect(printed).toBe(
    "npx sessionscope migrate --store 'postgres://ada:PASSWORD@localhost/shop?password=PASSWORD&sslmode=require'",
  );
});

test("the migrate command works as the error about a missing table prints it", async () => {
  const url = await newDatabase("postgres");
  const sessions = await createSessions({ store: url });
  const error = await signedIn(sessions, { theme: "dark" } as object).catch((thrown: Error) => thrown);
  const [, printed] = /npx sessionscope migrate --store '([^']+)'/.exec((error as Error).message)!;
  const { password } = new URL(url);
  const { code } = await runCli(["migrate", "--store", printed!.replace("PASSWORD", password)], cwd);
  expect(code).toBe(0);
  expect(await signedIn(sessions, { theme: "dark" } as object)).toContain("sessionid=");
  await sessions.close();
});

test("without a store doctor creates none, says what it looked for, and reports nothing as ok", async () => {
  const { code, out, err } = await runCli(["doctor"], cwd);
  expect(code).toBe(1);
  expect(out).toMatch(/^broken {2}store: There is no store: .*sessions\.db is not there\. An app makes it/m);
  expect(out).not.toMatch(/^ok/m);
  expect(err).toBe("No --settings FILE was given: this is about the default settings.\n");
  expect(readdirSync(cwd)).toEqual([]);
});

test.each([["panel"], ["token"]])("%s does not use a store and rejects --store", async (name) => {
  const { code, err } = await runCli([name, "--store", "memory:"], cwd);
  expect(code).toBe(2);
  expect(err).toContain("Unknown option '--store'");
});

test("doctor ends with its whole report, even if the settings file has left something open", async () => {
  const file = join(cwd, "settings.mjs");
  writeFileSync(file, `setInterval(() => {}, 1000);\nexport const settings = { store: "memory:" };`);
  const { code, out } = await runCli(["doctor", "--settings", file], cwd);
  expect(code).toBe(0);
  expect(out).toContain("A session was created, read and deleted.");
  rmSync(file);
});

describe("--help", () => {
  test.each(["clear-expired", "migrate", "list", "show", "delete", "doctor", "panel", "token"])(
    "of %s shows its arguments and an example",
    async (name) => {
      const { code, out } = await runCli([name, "--help"], cwd);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: npx sessionscope ${name}`);
      const [, example] = /^Example: npx sessionscope (.+)$/m.exec(out)!;
      const [command, ...words] = example!.split(" ");
      expect(command).toBe(name);
      for (const option of words.filter((word) => word.startsWith("--"))) {
        expect(out).toMatch(new RegExp(`^${option}\\b`, "m"));
      }
    },
  );
});

describe("createSessions without a store", () => {
  const app = JSON.stringify(import.meta.resolve("../../src/index.ts"));
  const start = (environment: Record<string, string>) =>
    spawnSync(
      process.execPath,
      [
        "--no-warnings",
        "--conditions=@sessionscope/source",
        "--input-type=module",
        "--eval",
        `const { createSessions } = await import(${app});
         for (const _ of [1, 2]) await (await createSessions()).close();`,
      ],
      {
        cwd: emptyFolder(),
        encoding: "utf8",
        env: { PATH: process.env.PATH, ...environment },
      },
    ).stderr;

  test("says once, in development, where sessions are kept and which file git should ignore", () => {
    const said = start({});
    expect(said.match(/\.\/sessions\.db/g)).toHaveLength(1);
    expect(said).toContain(".gitignore: sessions.db*");
  });

  test.each([
    ["NODE_ENV", "production"],
    ["NODE_ENV", "test"],
    ["CI", "true"],
  ])("says nothing where %s is %s", (name, value) => {
    expect(start({ [name]: value })).toBe("");
  });
});
